"""The plan of a site's floor, where it was drawn rather than derived from the bins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime


class FloorPlan(Base):
    """A floor as docs/routing.md describes it. Bins that it does not name are hung by place."""

    __tablename__ = "floor_plan"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    content: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
