"""Every slice's tables under one metadata, for migrations and for nothing else."""

from importlib import import_module

from sqlalchemy import MetaData

from warehouse.db.base import Base

SLICES = (
    "jobs", "people", "printers", "catalog", "locations", "cartons", "ledger", "orders", "routing",
    "putback", "picking", "packing", "counting", "central", "channels", "sync", "api",
)  # fmt: skip


def metadata() -> MetaData:
    """Load all models; by name, because the database layer stands below the slices."""
    for name in SLICES:
        import_module(f"warehouse.{name}.models")
    return Base.metadata
