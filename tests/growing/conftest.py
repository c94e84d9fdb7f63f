"""Servers of PostgreSQL for tests of what happens when one of them dies."""

import tempfile
from pathlib import Path

import pytest

from tests.support.clusters import Clusters


@pytest.fixture
def clusters(postgres):
    """An empty folder for servers, outside pytest's own, which their user may not enter."""
    with tempfile.TemporaryDirectory(prefix="wf-") as folder:
        made = Clusters(Path(folder), postgres)
        yield made
        made.kill_all()
