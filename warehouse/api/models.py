"""Tokens of other systems; only their SHA-256 is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime


class ApiToken(Base):
    """What one other system may do here, until it ends or is revoked."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    shown: Mapped[str]
    """How it begins, to know it by in lists."""
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str]
    """Words of `rules.tokens.SCOPES`, with spaces between."""
    sites: Mapped[str]
    """Codes of sites, with spaces between, or "*" for all."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """For whom it sends events of the floor."""
    made_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
