"""The whole API, asked with requests of every kind that schemathesis makes of our own description.

For each kind of token: no fault of ours ever, and every answer is as the description says.
`make fuzz` asks a hundred times as often.
"""

import warnings

import pytest
from hypothesis import HealthCheck, given, settings

from tests.support.builders import stock
from tests.support.orders import build_order
from tests.support.tokens import token_for
from tests.support.two_ledgers import open_central
from warehouse.api.rules.limits import Buckets
from warehouse.api.rules.tokens import SCOPES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import checks
    from schemathesis.core.result import Ok

EXAMPLES = max(settings().max_examples // 50, 1)
LIKE_THE_DESCRIPTION = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
ROLES = {"all": tuple(SCOPES), "none": (), **{scope: (scope,) for scope in SCOPES}}


@pytest.fixture
def filled(app, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 9)
        build_order(session, floor, ("MUG", 2))
    open_central(db)
    return app


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ROLES)
def test_no_request_meets_a_fault_of_ours_and_every_answer_is_as_described(filled, db, role):
    app, scopes = filled, ROLES[role]
    app.testing = False  # a fault is answered with 500, as it would be
    app.extensions["api_buckets"] = Buckets(10**9)
    token = token_for(db, *scopes, badge="PICKER") if scopes else "none"
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    asked = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        for mode in schemathesis.GenerationMode:
            asked += ask(found.ok(), mode, headers)
    assert asked > 20


def ask(operation, mode, headers):
    asked = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case):
        asked.append(case)
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=LIKE_THE_DESCRIPTION)

    each()
    return len(asked)
