"""The application on a test's database, and clients that are signed in."""

import pytest
from jinja2 import BytecodeCache

from warehouse import create_app
from warehouse.kernel import clock
from warehouse.kernel.ids import fingerprint, new_secret
from warehouse.people.models import Device, WebSession
from warehouse.settings import Settings
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE


class Compiled(BytecodeCache):
    """Every application of a test process has the same templates: compile each of them once."""

    def __init__(self):
        self.kept = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket):
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def make_app(database_url, home_dir, **settings):
    """Make the application as a server would, with bugs raised into the test.

    Badges open any browser, unless a test is about enrolment and says `enrol="required"`.
    """
    settings.setdefault("enrol", "open")
    app = create_app(
        Settings(home_dir=home_dir, database_url=database_url, secret_key="x" * 32, **settings)
    )
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    return app


def open_session(session, user_id, site_id, *, now=None, device_id=None):
    """Sign somebody in behind the scenes; returns what the two cookies would say."""
    now = now or clock.now()
    token, secret = new_secret(), new_secret()
    device_id = device_id or fingerprint(secret)
    if session.get(Device, device_id) is None:
        session.add(Device(id=device_id, first_seen_at=now, site_id=site_id))
        session.flush()
    session.add(
        WebSession(
            token_hash=fingerprint(token), user_id=user_id, site_id=site_id, device_id=device_id,
            started_at=now, seen_at=now,
        )
    )  # fmt: skip
    session.flush()
    return token, secret


def client_of(app, user_id, site_id):
    """Return a test client that is signed in as a user at a site."""
    with app.extensions["database"].command() as session:
        token, secret = open_session(session, user_id, site_id)
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, token)
    client.set_cookie(DEVICE_COOKIE, secret)
    return client


@pytest.fixture
def app(database_url, tmp_path):
    """The application on the database of `db` and `floor`."""
    made = make_app(database_url, tmp_path)
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def client_as(app, floor):
    """Sign in by the names of `floor`: `client_as("Picker")`."""
    return lambda name: client_of(app, floor.users[name], floor.site)
