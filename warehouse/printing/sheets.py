"""Sheets of office paper: A4 and Letter, filled from the top, page after page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from warehouse.printing.drawing import COPY_WIDTH, GREY, Align, Drawing, Mark, Words
from warehouse.printing.errors import UnknownPaper
from warehouse.printing.fonts import Face

PAPERS: dict[str, tuple[float, float]] = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
"""Width and height in mm."""

MARGIN = 16.0
FOOT = 14.0


class Sheets:
    """Fills sheets from the top and begins a new one where the next piece has no room.

    `y` is where the next piece begins. `on_new_page` may set marks, such as a table's header,
    at the top of each further page; it returns where its marks end.
    """

    def __init__(self, paper: str) -> None:
        """Begin the first page.

        Raises:
            UnknownPaper: `paper` is neither A4 nor Letter.
        """
        if paper not in PAPERS:
            raise UnknownPaper(size=paper, known=", ".join(PAPERS))
        self.width, self.height = PAPERS[paper]
        self.left, self.right = MARGIN, self.width - MARGIN
        self.bottom = self.height - FOOT - 6.0
        self.on_new_page: Callable[[Sheets], float] | None = None
        self._pages: list[list[Mark]] = [[]]
        self.y = MARGIN

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.right - self.left

    @property
    def room(self) -> float:
        """Height left on this page."""
        return self.bottom - self.y

    @property
    def page_height(self) -> float:
        """Height between the top margin and the foot."""
        return self.bottom - MARGIN

    def add(self, marks: Iterable[Mark]) -> None:
        """Set marks on the present page."""
        self._pages[-1].extend(marks)

    def need(self, height: float) -> None:
        """Begin a new page unless `height` is left on this one."""
        if height > self.room:
            self.new_page()

    def new_page(self) -> None:
        """Begin a new page."""
        self._pages.append([])
        self.y = MARGIN
        if self.on_new_page:
            self.y = self.on_new_page(self)

    def paragraph(
        self, lines: Sequence[str], size: float, *, face: Face = Face.REGULAR, grey: float = 0.0
    ) -> None:
        """Set lines at the left margin, over as many pages as they need."""
        leading = size * 1.4
        for line in lines:
            self.need(leading)
            self.add([Words(line, self.left, self.y + size, size, face, grey=grey)])
            self.y += leading

    def finished(self, foot: str, numbering: str = "Page {n} of {all}") -> list[Drawing]:
        """Return the pages, each with `foot` and its number of all at the bottom."""
        y = self.height - FOOT
        drawings: list[Drawing] = []
        for number, marks in enumerate(self._pages, start=1):
            page = numbering.format(n=number, all=len(self._pages))
            marks += [
                Words(foot, self.left, y, 2.6, grey=GREY),
                Words(page, self.right, y, 2.6, align=Align.RIGHT, grey=GREY),
            ]
            copy_at = ((self.width - COPY_WIDTH) / 2, 5.0)
            drawings.append(Drawing(self.width, self.height, tuple(marks), copy_at))
        return drawings
