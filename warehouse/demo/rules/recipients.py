"""Whom the demo's parcels go to: invented people in invented streets of real towns."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

_FIRST = (
    "Amélie", "Anselm", "Beatriz", "Callum", "Célia", "Dagny", "Davide", "Edda", "Elif", "Enzo",
    "Femke", "Florian", "Gesine", "Hanna", "Henrik", "Inês", "Jasper", "João", "Juna", "Kaspar",
    "Klara", "Léonie", "Linus", "Łucja", "Maëlle", "Marit", "Mateo", "Merle", "Niamh", "Noor",
    "Oskar", "Øystein", "Paloma", "Piet", "Quentin", "Ronja", "Rosalie", "Sofía", "Søren", "Tamsin",
    "Thibault", "Tilda", "Ulla", "Valentín", "Wanda", "Xaver", "Yara", "Zoë",
)  # fmt: skip
# Joined from words, as no family is called: whoever reads them should not meet a real person.
_LAST = (
    "Ahornblatt", "Appleyarrow", "Beispielmann", "Birkensteg", "Bouldenoak", "Brisemarine",
    "Castanheiral", "Cedarquill", "Clairefontenoy", "Dünensand", "Ejempladero", "Exempelgård",
    "Fernhollowby", "Feuillenoire", "Florestanova", "Grünwiesner", "Hazelmarsh", "Heidemoor",
    "Kirschgärtle", "Lindenquell", "Marktplatzer", "Montsouriceau", "Nebelhorner", "Oakenthistle",
    "Ostwindt", "Pinhaleiro", "Pommeraienne", "Quittenbaum", "Regenbogner", "Ríoclaro",
    "Sampleton", "Seeigelmann", "Silverbirchley", "Sternwarter", "Testarossini", "Tulpenfeld",
    "Valdeflores", "Vogelnestel", "Wacholderer", "Windmolenaar",
)  # fmt: skip
# (street with room for the number, city, region, postal code, country, how many of a hundred)
_TOWNS = (
    ("{} Example Street", "Springfield", "IL", "62701", "US", 14),
    ("{} Sample Avenue, Apt 4B", "Portland", "OR", "97201", "US", 10),
    ("{} Placeholder Lane", "Burlington", "VT", "05401", "US", 6),
    ("Musterweg {}", "Bremen", "", "28195", "DE", 14),
    ("Beispielstraße {}", "München", "", "80331", "DE", 12),
    ("{} rue de l’Exemple", "Besançon", "", "25000", "FR", 9),
    ("{} allée du Modèle", "Saint-Étienne", "", "42000", "FR", 6),
    ("Calle del Ejemplo {}, 2.º izq.", "A Coruña", "", "15001", "ES", 6),
    ("Voorbeeldlaan {}", "’s-Hertogenbosch", "", "5211 AA", "NL", 5),
    ("{} Specimen Road", "Leeds", "West Yorkshire", "LS1 1AA", "GB", 6),
    ("Rua do Exemplo {}", "São Paulo", "SP", "01000-000", "BR", 4),
    ("Eksempelvej {}", "Århus", "", "8000", "DK", 4),
    ("ul. Przykładowa {}", "Łódź", "", "90-001", "PL", 4),
)


@dataclass(frozen=True, slots=True)
class DemoRecipient:
    """Somebody whom an order goes to."""

    name: str
    address1: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    email: str


def recipient(luck: random.Random) -> DemoRecipient:
    """Invent somebody; the numbers are those that telephone companies keep for films."""
    first, last = luck.choice(_FIRST), luck.choice(_LAST)
    town = luck.choices(_TOWNS, weights=[one[-1] for one in _TOWNS])[0]
    street, city, region, postal_code, country, _ = town
    return DemoRecipient(
        name=f"{first} {last}",
        address1=street.format(luck.randint(1, 98)),
        city=city,
        region=region,
        postal_code=postal_code,
        country=country,
        phone=f"+1 555 01{luck.randrange(100):02d}" if luck.random() < 0.6 else "",
        email=f"{_plain(first)}.{_plain(last)}@example.com",
    )


def _plain(name: str) -> str:
    spelt = name.replace("ß", "ss").replace("Ł", "L").replace("Ø", "O").replace("ø", "o")
    return unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode().lower()
