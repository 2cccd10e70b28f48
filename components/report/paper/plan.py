"""Which page holds what, and where: sections laid on pages of 960 × 540 points, for the PDF and the slides alike. Pure.

A section begins a page; what does not fit goes on to further pages under the same title: sentences, rows of tables,
charts. Nothing is left out and nothing overlaps: sizes shrink to a least readable one, then rows are split.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from components.report.model import Head, Kpi, Report, Section, Sentence
from components.report.paper import measure, written
from components.report.paper.appendix import appendix, contents
from components.report.paper.blocks import ROW_GAP, Placed, Row, rows_of
from components.report.paper.strip import strip_height, strip_rows

WIDTH, HEIGHT, SIDE = 960.0, 540.0, 40.0
ROOM = WIDTH - 2 * SIDE
EYEBROW, TITLE, BOTTOM = 24.0, 42.0, 496.0
TITLE_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0)
SAY_SIZES = (13.0, 12.0, 11.0)
SAY_GAP, AFTER = 3.0, 10.0
TIGHTER = 2.0
"""What a tight layout takes off the gaps."""
MARK_ROOM = 16.0


@dataclass(frozen=True)
class Say:
    """A sentence in its place."""

    sentence: Sentence
    text: str
    y: float
    height: float
    size: float


@dataclass(frozen=True)
class Strip:
    """A row of figures in its place."""

    kpis: tuple[Kpi, ...]
    y: float
    height: float
    tight: bool = False


@dataclass(frozen=True)
class Page:
    """One page. `of` pages show the section; `number` says which this is, from 1."""

    head: Head
    section: Section
    title: str
    title_size: float
    title_height: float
    says: tuple[Say, ...] = ()
    strips: tuple[Strip, ...] = ()
    blocks: tuple[Placed, ...] = ()
    missing: str = ""
    number: int = 1
    of: int = 1

    @property
    def top(self) -> float:
        """Where what stands under the title begins."""
        return TITLE + self.title_height + 6


def pages(report: Report, commands: bool) -> tuple[Page, ...]:
    """Every page in order: contents, each part's sections, definitions, and the commands if they are wanted.

    Errors: none for data; a report has one part or more.
    """
    found = _section(report.head, contents(report))
    for part in report.parts:
        for section in part.sections:
            found += _section(part.head, section)
    for head, section in appendix(report, commands):
        found += _section(head, section)
    return tuple(found)


def _section(head: Head, section: Section) -> list[Page]:
    pages = _filled(head, section, tight=False, small=False)
    if len(pages) > 1:
        tighter = (_filled(head, section, tight=True, small=small) for small in (False, True))
        pages = min(pages, *tighter, key=len)
    return [replace(page, number=at, of=len(pages)) for at, page in enumerate(pages, start=1)]


def _filled(head: Head, section: Section, tight: bool, small: bool) -> list[Page]:
    """At one density: `tight` type and gaps, `small` charts."""
    made = _Filling(head, section, tight, small)
    made.says()
    made.strips()
    made.rows()
    return made.done()


class _Filling:
    """Fills pages with one section, from top to bottom."""

    def __init__(self, head: Head, section: Section, tight: bool, small: bool) -> None:
        self.head, self.section, self.tight, self.small = head, section, tight, small
        title = written.line(section.title)
        size = measure.fitting_size(title, ROOM, 1, TITLE_SIZES[: 4 if tight else 3], bold=True)
        if measure.lines(title, size, ROOM, bold=True) > 2:
            size = measure.fitting_size(title, ROOM, 2, TITLE_SIZES, bold=True)
        height = measure.height(title, size, ROOM, bold=True)
        blank = Page(head, section, title, size, height, missing=written.clean(section.missing))
        self.blank, self.page, self.full = blank, blank, list[Page]()
        self.y = blank.top
        if blank.missing:
            self.y += measure.height(blank.missing, SAY_SIZES[0], ROOM) + AFTER

    def turn(self) -> None:
        """A new page."""
        self.full.append(self.page)
        self.page, self.y = replace(self.blank, missing=""), self.blank.top

    def done(self) -> list[Page]:
        return [*self.full, self.page]

    def says(self) -> None:
        """The sentences: smaller type where there are many and something stands beneath."""
        section = self.section
        texts = [written.clean(sentence.text) for sentence in section.says]
        gap = SAY_GAP - TIGHTER * self.tight
        under = bool(section.kpis or section.charts or section.tables)
        room = ROOM - MARK_ROOM
        total = sum(measure.height(text, SAY_SIZES[0], room) + gap for text in texts)
        size = SAY_SIZES[(total > 90) + self.tight] if under else SAY_SIZES[0]
        for sentence, text in zip(section.says, texts, strict=True):
            height = measure.height(text, size, room)
            if self.y + height > BOTTOM and self.y > self.blank.top:
                self.turn()
            self.page = replace(self.page, says=(*self.page.says, Say(sentence, text, self.y, height, size)))
            self.y += height + gap
        self.y += AFTER - TIGHTER * self.tight if texts else 0

    def strips(self) -> None:
        """The figures, in rows of even length."""
        for kpis in strip_rows(self.section.kpis):
            height = strip_height(kpis, ROOM, self.tight)
            if self.y + height > BOTTOM and self.y > self.blank.top:
                self.turn()
            self.page = replace(self.page, strips=(*self.page.strips, Strip(kpis, self.y, height, self.tight)))
            self.y += height + AFTER - TIGHTER * self.tight

    def rows(self) -> None:
        """Charts and tables, one or two abreast; a table that does not fit goes on overleaf."""
        waiting = rows_of(self.section, self.head, ROOM, self.tight, self.small)
        while waiting:
            row, *waiting = waiting
            if self.y + row.least > BOTTOM and self.y > self.blank.top:
                self.turn()
            rest = self.place(row, waiting)
            if rest is not None:
                self.turn()
                waiting = [rest, *waiting]

    def place(self, row: Row, waiting: list[Row]) -> Row | None:
        """Puts a row here, leaving room for those that can stand beneath; what is left of it, if anything."""
        room = BOTTOM - self.y
        beneath = sum(other.least + ROW_GAP for other in waiting)
        whole = row.wanted if row.tables else row.least
        if whole + ROW_GAP + beneath <= room:
            room -= beneath
        placed, rest, height = row.placed(SIDE, self.y, ROOM, room, grows=not waiting)
        self.page = replace(self.page, blocks=(*self.page.blocks, *placed))
        self.y += height + ROW_GAP
        return rest
