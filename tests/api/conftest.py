import pytest
from hypothesis import settings

from tests.support.tokens import ApiClient, token_for


@pytest.fixture
def api(app, db, floor):
    """A client with a token that may do everything everywhere."""
    return ApiClient(app, token_for(db, badge="PICKER"))


settings.register_profile("long", max_examples=5_000)
