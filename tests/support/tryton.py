"""A real Tryton server on loopback. Our tests speak to it as its own clients do, and no other way.

Its empty database takes half a minute to make, so it is made once for each version and kept in
`.venv`; each session of tests works on a copy.
"""

import base64
import fcntl
import gzip
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from tests.support.processes import free_port

MODULE = "stock_lot"
ADMIN = ("admin", "a-password-of-the-tests")
OUR_USER = ("floor", "warehouse-floor-1")
CONFIGURATION = "[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n"


class Erp:
    """A signed-in client of one database, in a dozen lines of the standard library."""

    def __init__(self, address):
        self.address = address
        self.headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        self.context = {}

    def sign_in(self, login, password):
        user, token, _ = self.ask("common.db.login", login, {"password": password}, "en")
        text = base64.b64encode(f"{login}:{user}:{token}".encode()).decode()
        self.headers["Authorization"] = f"Session {text}"

    def ask(self, method, *params):
        body = json.dumps({"id": 0, "method": method, "params": params}).encode()
        asked = urllib.request.Request(f"{self.address}/rpc/", body, self.headers)
        with urllib.request.urlopen(asked, timeout=120) as answer:
            content = answer.read()
        told = json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
        assert "error" not in told, told["error"]
        return told["result"]

    def call(self, method, *params, **context):
        return self.ask(f"model.{method}", *params, {**self.context, **context})

    def read(self, model, domain, *fields, **context):
        return self.call(
            f"{model}.search_read", domain, 0, None, [("id", "ASC")], fields, **context
        )

    def set_up(self):
        """Open a company, and a user for us with no more rights than docs/central.md asks for."""
        [unit] = self.call(
            "currency.currency.create", [{"name": "Euro", "code": "EUR", "symbol": "€"}]
        )
        [party] = self.call("party.party.create", [{"name": "Our company"}])
        [company] = self.call(
            "company.company.create", [{"party": party, "currency": unit, "timezone": "UTC"}]
        )
        groups = self.read("res.group", [("name", "in", ["Stock", "Stock Administration"])])
        login, password = OUR_USER
        works_for = {"companies": [("add", [company])], "company": company}
        self.call(
            "res.user.create",
            [
                {
                    "name": "Warehouse Floor", "login": login, "password": password, **works_for,
                    "groups": [("add", [group["id"] for group in groups])],
                }
            ],
        )  # fmt: skip
        [admin] = self.read("res.user", [("login", "=", ADMIN[0])])
        self.call("res.user.write", [admin["id"]], works_for)
        self.context = {"company": company}

    def add_warehouse(self, code):
        """Open a warehouse as an administrator of Tryton would."""
        zones = [{"name": name, "type": "storage"} for name in ("In", "Out", "Shelves")]
        entry, way_out, shelves = self.call("stock.location.create", zones)
        made = {
            "name": f"Site {code}", "code": code, "type": "warehouse", "input_location": entry,
            "output_location": way_out, "storage_location": shelves,
        }  # fmt: skip
        [warehouse] = self.call("stock.location.create", [made])
        self.call("stock.location.write", [entry, way_out, shelves], {"parent": warehouse})

    def add_products(self, names):
        """Take products in: SKU → name. One that is there already stays."""
        known = {one["code"] for one in self.read("product.product", [], "code")}
        [piece] = self.read("product.uom", [("symbol", "=", "u")])
        made = [
            {
                "name": name, "type": "goods", "default_uom": piece["id"], "code": sku,
                "list_price": decimal("10"), "products": [("create", [{}])],
            }
            for sku, name in names.items() if sku not in known
        ]  # fmt: skip
        for start in range(0, len(made), 50):  # of hundreds at once Tryton loses count
            self.call("product.template.create", made[start : start + 50])

    def move(self, sku, source, target, units):
        """Move stock by hand, as somebody in Tryton's own client does."""
        [product] = self.read("product.product", [("code", "=", sku)], "default_uom", "cost_price")
        place = {
            one["code"]: one["id"]
            for one in self.read("stock.location", [("code", "in", [source, target])], "code")
        }
        [currency] = self.read("currency.currency", [])
        [made] = self.call(
            "stock.move.create",
            [
                {
                    "product": product["id"], "unit": product["default_uom"], "quantity": units,
                    "from_location": place[source], "to_location": place[target],
                    "unit_price": decimal("1"), "currency": currency["id"], **self.context,
                }
            ],
        )  # fmt: skip
        self.call("stock.move.do", [made])

    def stock_by(self, site, skus, lots=()):
        """Ask for Tryton's own figures: (location's code, SKU, lot's number or "") → quantity."""
        places = self.read("stock.location", [("code", "like", f"{site}/%")], "code", "type")
        real = {one["id"]: one["code"] for one in places if one["type"] == "storage"}
        products = self.read("product.product", [("code", "in", sorted(skus))], "code")
        numbers = self.read(
            "stock.lot", [("number", "in", sorted({number for _, number in lots}))],
            "number", "product",
        )  # fmt: skip
        found = {}
        for product in products:
            of_product = {"product": product["id"]}
            for place, units in self._quantities(real, of_product):
                key = (real[place], product["code"], "")
                found[key] = found.get(key, 0) + units
            for lot in numbers:
                if lot["product"] != product["id"]:
                    continue
                for place, units in self._quantities(real, {**of_product, "lot": lot["id"]}):
                    key = (real[place], product["code"], lot["number"])
                    found[key] = found.get(key, 0) + units
                    found[real[place], product["code"], ""] -= units
        return {key: units for key, units in found.items() if units}

    def stock_at_the_end_of_day(self, site, day):
        """Let Tryton add everything up, as it does for a closed period: (location, SKU) → units."""
        date = {"__class__": "date", "year": day.year, "month": day.month, "day": day.day}
        [period] = self.call("stock.period.create", [{"date": date, **self.context}])
        self.call("stock.period.close", [period])
        rows = self.read(
            "stock.period.cache",
            [("period", "=", period), ("location.code", "like", f"{site}/%"),
             ("location.type", "=", "storage")],
            "location.code", "product.code", "internal_quantity",
        )  # fmt: skip
        self.call("stock.period.draft", [period])
        self.call("stock.period.delete", [period])
        return {
            (row["location."]["code"], row["product."]["code"]): row["internal_quantity"]
            for row in rows
            if row["internal_quantity"]
        }

    def _quantities(self, places, context):
        rows = self.call(
            "stock.location.read", list(places), ["quantity"], with_childs=False, **context
        )
        return [(row["id"], row["quantity"]) for row in rows if row["quantity"]]


def decimal(text):
    return {"__class__": "Decimal", "decimal": text}


@contextmanager
def running_tryton(folder):
    """Serve a fresh database; yields a client that may do everything, and the address."""
    shutil.copyfile(template(), folder / "erp.sqlite")
    port = free_port()
    settings = folder / "trytond.cfg"
    settings.write_text(CONFIGURATION.format(folder=folder, port=port), encoding="utf-8")
    with (folder / "trytond.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "trytond.cli", "-c", settings, "-d", "erp"],
            stdout=log,
            stderr=log,
            env=_environment(),
        )
    try:
        erp = Erp(f"http://127.0.0.1:{port}/erp")
        _wait_for(erp, process)
        erp.set_up()
        yield erp
    finally:
        process.terminate()
        process.wait()


def _wait_for(erp, process):
    for _ in range(600):
        assert process.poll() is None, "Tryton ended"
        try:
            return erp.sign_in(*ADMIN)
        except urllib.error.URLError:
            time.sleep(0.1)  # another program's start tells nobody when it is done
    raise AssertionError("Tryton does not open")


def template():
    """Return the path of an empty database with the modules, made by the first who asks."""
    path = Path(sys.prefix) / f"tryton-{version('trytond')}-{version('trytond_stock')}.sqlite"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _make(path)
    return path


def _make(path):
    folder = path.with_suffix(".making")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "erp.sqlite").touch()
    (folder / "password").write_text(f"{ADMIN[1]}\n", encoding="utf-8")
    settings = folder / "trytond.cfg"
    settings.write_text(CONFIGURATION.format(folder=folder, port=0), encoding="utf-8")
    subprocess.run(
        [
            sys.executable, "-m", "trytond.cli.admin", "-c", settings, "-d", "erp", "-u", MODULE,
            "--activate-dependencies", "--email", "admin@example.com", "--password",
        ],
        check=True,
        env=_environment() | {"TRYTONPASSFILE": str(folder / "password")},
        timeout=280,
    )  # fmt: skip
    (folder / "erp.sqlite").rename(path)
    shutil.rmtree(folder)


def _environment():
    kept = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}  # noqa: TID251 - handed on to a process
