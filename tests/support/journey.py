"""The warehouse of the main journey, filled by the command line as on a first day; its trips."""

from pathlib import Path

from sqlalchemy import select

from tests.support.browser import until
from tests.support.processes import warehouse
from warehouse.db.uow import Database
from warehouse.kernel import clock
from warehouse.ledger.models import LedgerEvent
from warehouse.locations import service as locations
from warehouse.locations.queries import site_id_of
from warehouse.orders.models import Order
from warehouse.people import service as people
from warehouse.picking import service as picking
from warehouse.picking.models import PickTask

SAMPLES = Path(__file__).parents[1] / "samples"

RED, BLUE, TEA_KIT, SPOON = "2000000000015", "2000000000022", "2000000000039", "2000000000046"
TEA_NAME = '"Conjunto de chá ""4 peças"" de porcelana"'
ITEMS = f"""sku,name,tracking,weight_g,barcode,pack,units
MUG-RED-11,"Mug, red, 11 oz",none,350,{RED},each,1
MUG-BLU-11,"Mug, blue, 11 oz",none,350,{BLUE},each,1
KIT-TEA-4,{TEA_NAME},lot_expiry,900,{TEA_KIT},each,1
SPOON,Spoon,none,30,{SPOON},each,1
"""
BINS = """zone,aisle,bay,level,code,x_cm,y_cm
A,1,1,1,A-01-01,100,100
A,1,2,1,A-01-02,100,200
A,2,1,1,A-02-01,400,100
B,1,1,1,B-01-01,700,100
"""
STOCK = """bin,sku,lot,expires_on,quantity
A-01-01,MUG-RED-11,,,2
A-02-01,MUG-RED-11,,,9
A-01-02,MUG-BLU-11,,,5
B-01-01,KIT-TEA-4,L-77,2027-06-30,3
A-02-01,SPOON,,,4
"""
PIN = "4711"


def furnish(home, database_url):
    """Open a site, take in items, bins, stock and Amazon's orders, and hire people."""

    def run(*arguments):
        done = warehouse(*arguments, home=home, DATABASE_URL=database_url)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("init", "--site", "HQ", "--name", "Headquarters", "--gs1-prefix", "9521234",
        "--admin", "Ada Admin", "--username", "ada", "--pin", "2580",
        "--password", "correct horse")  # fmt: skip
    for kind, text in (("bins", BINS), ("items", ITEMS), ("stock", STOCK)):
        file = home / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        run("import", kind, str(file))
    said = run("import", "orders", str(SAMPLES / "unshipped_orders.txt"))
    assert "2 new" in said
    database = Database(database_url)
    with database.command() as session:
        site_id = site_id_of(session, "HQ")
        picking.ask_if_empty(session, site_id, asks=False)  # unless a test is about that
        for tote in ("T-0001", "T-0002", "T-0003"):
            locations.create_tote(session, site_id, tote)
        for name, *roles in (("Pia", "picker"), ("Paul", "picker"), ("Kim", "packer")):
            people.create_user(
                session, site_id=site_id, name=name, roles=roles, pin=PIN, badge=name.upper()
            )
    database.dispose()


def release(url, ref):
    database = Database(url)
    with database.command() as session:
        order = session.execute(select(Order.id).where(Order.channel_order_id == ref)).scalar_one()
        site_id = site_id_of(session, "HQ")
        made = picking.release(session, site_id, [order], now=clock.now(), user_id=None)
    database.dispose()
    return made[0]


def take(person, task, ref):
    """Claim a task, and wait until the device has its trip."""
    person.open("/pick")
    card = person.page.get_by_role("listitem").filter(has_text=ref)
    card.get_by_role("button").click()
    person.page.wait_for_url(f"**/pick/{task}")
    until(
        person.page,
        """() => new Promise((resolve) => {
      const asked = indexedDB.open("floor", 1);
      asked.onsuccess = () => {
        const had = asked.result.transaction("trips").objectStore("trips").count();
        had.onsuccess = () => { asked.result.close(); resolve(had.result > 1); };
      };
    })""",
    )


def all_sent(person):
    until(
        person.page,
        """() => new Promise((resolve) => {
      const asked = indexedDB.open("floor", 1);
      asked.onsuccess = () => {
        const left = asked.result.transaction("events").objectStore("events").count();
        left.onsuccess = () => { asked.result.close(); resolve(left.result === 0); };
      };
    })""",
    )


def outcomes(url, task):
    """What became of the events of a task that a device sent, in the order of the ledger."""
    database = Database(url)
    with database.read() as session:
        rows = session.execute(
            select(LedgerEvent.kind, LedgerEvent.outcome, LedgerEvent.device_seq)
            .where(LedgerEvent.subject == f"pick_task:{task}", LedgerEvent.device_seq.is_not(None))
            .order_by(LedgerEvent.pos)
        ).all()
        state = session.get(PickTask, task).state
    database.dispose()
    numbers = [row.device_seq for row in rows]
    assert numbers == sorted(set(numbers))
    return [(row.kind, row.outcome) for row in rows], state


def verified(home, url):
    said = warehouse("verify", home=home, DATABASE_URL=url)
    assert said.returncode == 0, said.stdout + said.stderr
