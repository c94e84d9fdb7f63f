from dataclasses import dataclass

import pytest

from tests.support import paper as support


@dataclass(frozen=True)
class Paper:
    """What the tests do with a PDF."""

    render = staticmethod(support.render)
    read = staticmethod(support.read)
    texts = staticmethod(support.texts)
    measure = staticmethod(support.measure)
    clear_modules = staticmethod(support.clear_modules)


@pytest.fixture(scope="session")
def paper():
    return Paper()
