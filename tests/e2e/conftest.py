import pytest

from tests.support.browser import started_chromium


@pytest.fixture(scope="session")
def chromium():
    with started_chromium() as browser:
        yield browser
