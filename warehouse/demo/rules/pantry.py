"""Zone C of the demo: garden and pantry. The names are ours and mean nobody's products."""

from __future__ import annotations

from warehouse.demo.rules.goods import EXPIRY, LOT, NONE, Range, product

RANGES = (
    Range("tea", EXPIRY, (
        product("TEG", "Green tea, {}, 100 g", 130, "90x60x150", 340,
                "sencha; genmaicha; gunpowder; jasmine"),
        product("TEB", "Black tea, {}, 125 g", 155, "90x60x150", 320,
                "Assam; Ceylon; with bergamot; smoked; breakfast"),
        product("TEH", "Herbal tea, {}, 20 bags", 60, "130x70x70", 190,
                "peppermint; chamomile; rooibos; ginger and lemon; nettle; linden"),
        product("TED", "Fermented dark tea from old trees, loose leaves in a resealable tin with "
                "a brewing guide in five languages, {}", 220, "110x110x120", 1490,
                "125 g; 250 g"),
        product("MAT", "Matcha, {}", 60, "70x70x80", 990, "30 g; 80 g"),
    )),
    Range("coffee", EXPIRY, (
        product("COF", "Coffee beans, {}, 500 g", 520, "110x80x230", 690,
                "Ethiopia; Colombia; Brazil; espresso blend; decaffeinated"),
        product("COG", "Café molido, {}, 250 g", 265, "90x60x160", 390,
                "suave; intenso; descafeinado"),
        product("COC", "Drinking chocolate, {}, 300 g", 360, "90x90x140", 480,
                "dark; with milk; with chilli"),
        product("MLZ", "Gerstenkaffee, geröstet und gemahlen, {}", 115, "90x60x140", 260,
                "100 g; 200 g"),
    )),
    Range("jar", EXPIRY, (
        product("JAM", "Jam, {}, 340 g", 560, "75x75x110", 240,
                "strawberry; apricot; plum; black currant; bitter orange; rhubarb and vanilla"),
        product("HNY", "Honey, {}, 500 g", 760, "85x85x110", 510,
                "acacia; linden; forest; heather; blossom"),
        product("MST", "Moutarde à l’ancienne, {}", 300, "70x70x90", 210, "180 g; 350 g"),
        product("PES", "Pesto, {}, 190 g", 340, "65x65x100", 290, "basil; tomato; rocket; walnut"),
        product("OLV", "Olives, {}, 300 g", 540, "75x75x120", 330, "green; black; with almonds"),
    )),
    Range("grain", EXPIRY, (
        product("PST", "Pasta, {}, 500 g", 510, "260x100x60", 130,
                "spaghetti; penne; fusilli; farfalle; tagliatelle; orecchiette"),
        product("RCE", "Rice, {}, 1 kg", 1010, "190x110x60", 240,
                "basmati; risotto; jasmine; whole grain"),
        product("MUE", "Müsli, {}, 750 g", 770, "260x150x80", 360,
                "mit Äpfeln; mit Nüssen; mit Schokolade; ohne Zuckerzusatz"),
        product("FLR", "Flour, {}, 1 kg", 1010, "180x100x60", 110, "wheat; rye; spelt; buckwheat"),
        product("LEN", "Lentils, {}, 500 g", 510, "180x90x50", 190, "red; green; beluga"),
    )),
    Range("chocolate", EXPIRY, (
        product("CHD", "Dark chocolate, {}, 100 g", 108, "160x80x10", 190,
                "70 %; 85 %; orange; sea salt; mint"),
        product("CHM", "Milk chocolate, {}, 100 g", 108, "160x80x10", 170,
                "plain; hazelnut; caramel; raisin"),
        product("BIS", "Biscuits, {}, 200 g", 230, "200x80x60", 210,
                "butter; ginger; oat; chocolate chip"),
        product("NUT", "Nuts, {}, 250 g", 260, "180x120x50", 380,
                "almonds; walnuts; cashews; mixed"),
    )),
    Range("oil", EXPIRY, (
        product("OLO", "Olive oil, extra virgin, {}", 520, "60x60x230", 490,
                "250 ml; 500 ml; 750 ml; 3 l"),
        product("VIN", "Vinegar, {}, 500 ml", 820, "65x65x270", 290,
                "apple; balsamic; red wine; raspberry"),
        product("SRP", "Sirop, {}, 700 ml", 1150, "75x75x290", 350,
                "grenadine; cassis; menthe; fleur de sureau"),
    )),
    Range("pot", NONE, (
        product("POT", "Plant pot, terracotta, {}", 420, "110x110x100", 160,
                "10 cm; 14 cm; 18 cm; 24 cm"),
        product("PTG", "Glazed pot with saucer, {}", 980, "170x170x160", 640,
                "white; petrol; ochre; anthracite"),
        product("PTB", "Balcony box, {}", 700, "400x180x160", 490, "40 cm; 60 cm; 80 cm"),
        product("PTS", "Self-watering pot, {}", 650, "200x200x190", 890, "white; stone; green"),
    )),
    Range("seeds", EXPIRY, (
        product("SDV", "Seeds, {}", 8, "120x80x4", 90,
                "tomato; carrot; basil; chilli; lettuce; pumpkin; sugar pea; beetroot"),
        product("SDF", "Flower seeds, {}", 8, "120x80x4", 90,
                "sunflower; cornflower; nasturtium; sweet pea; meadow mix"),
        product("BLB", "Tulip bulbs, {}, 10 pieces", 260, "180x140x50", 290, "red; white; mixed"),
    )),
    Range("sack", LOT, (
        product("SOI", "Potting soil, peat-free, {}", 3900, "400x260x90", 260,
                "10 l; 20 l; 40 l"),
        product("FRT", "Plant food for {}, 1 l", 1120, "100x70x240", 390,
                "tomatoes; roses; citrus trees; lawns"),
        product("STN", "Wood stain, {}, 750 ml", 880, "100x100x130", 890,
                "oak; walnut; grey; colourless"),
    )),
    Range("tool", NONE, (
        product("TRW", "Hand trowel, {}", 230, "320x80x50", 490, "ash handle; steel; narrow"),
        product("SEC", "Secateurs, {}", 240, "220x80x30", 1490, "bypass; anvil; left-handed"),
        product("WTC", "Watering can, {}", 680, "400x180x300", 990,
                "2 l; 5 l; 10 l; indoor, long spout"),
        product("GLV", "Gardening gloves, size {}", 70, "240x120x20", 290, "S; M; L; XL"),
        product("HOS", "Garden hose, {}", 1900, "380x380x140", 1690, "10 m; 20 m; 30 m"),
        product("RAK", "Rake, {}", 620, "450x400x60", 790, "for leaves; for soil"),
    )),
)  # fmt: skip
