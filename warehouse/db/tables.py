"""Every slice's tables under one metadata, for migrations and for nothing else."""

from importlib import import_module

from sqlalchemy import MetaData

from warehouse.db.base import Base

SLICES = (
    "jobs", "people", "catalog", "locations", "ledger", "orders", "picking", "packing",
    "counting", "channels", "sync",
)  # fmt: skip


def metadata() -> MetaData:
    """Load all models; by name, because the database layer stands below the slices."""
    for name in SLICES:
        import_module(f"warehouse.{name}.models")
    return Base.metadata
