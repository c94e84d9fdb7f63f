"""What the installed app's one template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OfflineScreen:
    """The page that stands for every page which needs the network; it is the same for all."""

    template: ClassVar[str] = "app/offline.html"
