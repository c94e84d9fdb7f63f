"""The administrator's page of tokens, and the page that explains the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """One token, as lists show it; `state` is in use, ended or revoked."""

    token_id: int
    name: str
    shown: str
    scopes: tuple[str, ...]
    sites: tuple[str, ...]
    acts_for: str
    expires_at: datetime | None
    last_used_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into the form, to be shown again beside a refusal."""

    name: str = ""
    scopes: tuple[str, ...] = ()
    days: str = "365"
    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensScreen:
    """Tokens of other systems; `made` is the text of a new one, shown this once."""

    template: ClassVar[str] = "api/tokens.html"
    tokens: tuple[TokenRow, ...]
    scopes: tuple[tuple[str, str], ...]
    made: str
    done: str
    refusal: str | None
    draft: Draft


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an address, or one field of JSON."""

    name: str
    kind: str
    is_needed: bool
    about: str
    shape: str
    """The object that it is or lists; "" for plain values."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one object of JSON."""

    name: str
    about: str
    fields: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteCard:
    """One route, as the page explains it."""

    name: str
    method: str
    path: str
    summary: str
    details: str
    scope: str
    words: tuple[Word, ...]
    body: str
    answer: str
    refusals: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocsScreen:
    """The whole API on one page."""

    template: ClassVar[str] = "api/docs.html"
    tags: tuple[tuple[str, tuple[RouteCard, ...]], ...]
    shapes: tuple[Shape, ...]
    scopes: tuple[tuple[str, str], ...]
    refusals: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class FarSiteOpened:
    """A site that may post its ledger here now, and its token, shown this once."""

    template: ClassVar[str] = "api/far_site.html"
    code: str
    token: str
