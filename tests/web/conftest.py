"""A page of the handheld against a small server that answers when it is told to."""

import pytest

from tests.support.answering import answering
from tests.support.browser import HANDHELD, closed
from tests.support.queue import opened


@pytest.fixture
def warehouse():
    with answering() as server:
        yield server


@pytest.fixture
def context(chromium, warehouse):
    """Open as long as the server is: a page without one only tries again."""
    made = chromium.new_context(viewport=HANDHELD)
    yield made
    closed(made)


@pytest.fixture
def page(context, warehouse):
    return opened(context, warehouse)
