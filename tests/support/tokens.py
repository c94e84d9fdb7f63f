"""Tokens for tests, and clients that send one with every request."""

from warehouse.api.rules.tokens import ALL_SITES, SCOPES, checked_wish
from warehouse.api.service.tokens import make_token
from warehouse.kernel import clock


def token_for(db, *scopes, sites=(ALL_SITES,), badge="", days=30, now=None):
    """Make a token with these scopes (all of them by default), and return its text."""
    now = now or clock.now()
    wish = checked_wish("Shop", list(scopes or SCOPES), list(sites), days, now=now)
    return db.decide(lambda s: make_token(s, wish, badge=badge, made_by=None, now=now))


class ApiClient:
    """Asks the API of an application with one token."""

    def __init__(self, app, token):
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path, **words):
        headers = self.headers | words.pop("headers", {})
        return self.client.get(f"/api/v1{path}", headers=headers, query_string=words)

    def post(self, path, body=None):
        return self.client.post(f"/api/v1{path}", headers=self.headers, json=body)
