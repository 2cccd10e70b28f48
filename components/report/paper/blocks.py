"""Charts and tables as blocks: which stand abreast, how high they want to be, where they are put. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from components.report.model import Chart, Head, Section, Table
from components.report.paper import measure
from components.report.paper.axis import bridge_scale, cut_words, steps
from components.report.paper.grid import Grid, laid, narrow
from components.report.paper.written import clean, line

BLOCK_TITLE, NOTE = 13.0, 9.5
RULE, ROW_GAP, COLUMN_GAP = 5.0, 12.0, 28.0
LEAST_ROWS = 3
LONG_LIST = 14
"""A narrow table of more rows stands in two columns."""
LINE_LEAST, LINE_WANTED = 108.0, 200.0
TALLEST_CHART = 320.0


@dataclass(frozen=True)
class Placed:
    """A chart or a piece of a table in its box. `body_y`: where what stands under the title begins, and its height."""

    x: float
    y: float
    width: float
    height: float
    title: str
    note: str
    body_y: float
    body_height: float
    chart: Chart | None = None
    grid: Grid | None = None


@dataclass(frozen=True)
class Block:
    """A chart or what is left of a table, in a room of a given width."""

    room: float
    title: str
    note: str
    chart: Chart | None = None
    grid: Grid | None = None
    small: bool = False

    @property
    def above(self) -> float:
        """The rule and the title."""
        return RULE + measure.height(self.title, BLOCK_TITLE, self.room, bold=True) + 4 if self.title else RULE

    @property
    def below(self) -> float:
        """The note."""
        return measure.height(self.note, NOTE, self.room) + 3 if self.note else 0.0

    @property
    def wanted(self) -> float:
        """The height at which it stands well."""
        body = self.grid.height if self.grid else _chart_height(self.chart, least=self.small)
        return self.above + body + self.below

    @property
    def least(self) -> float:
        """The height below which it goes overleaf."""
        if self.grid is None:
            return self.above + _chart_height(self.chart, least=True) + self.below
        grid, left = self.grid, self.grid.last - self.grid.first
        rows = left if left <= LEAST_ROWS + 2 else LEAST_ROWS
        return self.above + grid.head_height + sum(grid.heights[grid.first : grid.first + rows]) + self.below


def _chart_height(chart: Chart | None, least: bool) -> float:
    """Lines need some height to be read; bars need a row each."""
    if chart is None:
        return 0.0
    if chart.form == "bars":
        bars = len(chart.categories) * max(len(chart.series), 1)
        return max((15.0 if least else 22.0) * bars + 8, 60.0)
    if chart.form == "stacked":
        return (26.0 if least else 40.0) * len(chart.categories) + 30
    return LINE_LEAST if least else LINE_WANTED


@dataclass(frozen=True)
class Row:
    """One or two blocks abreast."""

    blocks: tuple[Block, ...]

    @property
    def least(self) -> float:
        """The height below which the row goes overleaf."""
        return max(block.least for block in self.blocks)

    @property
    def wanted(self) -> float:
        """The height at which all of it stands well."""
        return max(block.wanted for block in self.blocks)

    @property
    def tables(self) -> bool:
        """Whether a table is in it."""
        return any(block.grid is not None for block in self.blocks)

    def placed(
        self, x: float, y: float, room: float, height: float, grows: bool
    ) -> tuple[list[Placed], Row | None, float]:
        """The blocks in their places, what is left of their tables, and the height that was taken."""
        wanted = self.wanted
        if grows and any(_grows(block.chart) for block in self.blocks):
            wanted = max(
                wanted, min(height, max(block.above + block.below for block in self.blocks) + TALLEST_CHART * 0.8)
            )
        taken = min(height, wanted)
        found, left = list[Placed](), list[Block]()
        for at, block in enumerate(self.blocks):
            here, rest = _put(block, x + at * (block.room + COLUMN_GAP), y, taken)
            found.append(here)
            left += [rest] if rest else []
        if len(self.blocks) == 1 and left and 2 * self.blocks[0].room + COLUMN_GAP <= room + 0.5:
            here, rest = _put(left[0], x + left[0].room + COLUMN_GAP, y, taken)
            found, left = [*found, here], [rest] if rest else []
        used = max((place.y + place.height - y for place in found), default=taken)
        return found, (Row(tuple(left)) if left else None), used


def _put(block: Block, x: float, y: float, height: float) -> tuple[Placed, Block | None]:
    body = height - block.above - block.below
    if block.grid is None:
        most = TALLEST_CHART if _grows(block.chart) else 0.0
        body = min(body, max(_chart_height(block.chart, least=block.small), most))
        box = Placed(
            x,
            y,
            block.room,
            block.above + body + block.below,
            block.title,
            block.note,
            y + block.above,
            body,
            chart=block.chart,
        )
        return box, None
    grid = block.grid
    last, used = grid.first, grid.head_height
    while last < grid.last and (used + grid.heights[last] <= body + 0.5 or last == grid.first):
        used += grid.heights[last]
        last += 1
    if last == grid.last - 1 and last - grid.first > 1:
        last -= 1
        used -= grid.heights[last]
    here = replace(grid, last=last)
    box = Placed(
        x, y, block.room, block.above + used + block.below, block.title, block.note, y + block.above, used, grid=here
    )
    return box, (replace(block, grid=replace(grid, first=last)) if last < grid.last else None)


def _grows(chart: Chart | None) -> bool:
    """Lines and bridges use whatever height there is; bars do not."""
    return chart is not None and chart.form in ("line", "bridge")


def rows_of(section: Section, head: Head, room: float, tight: bool, small: bool) -> list[Row]:
    """A section's charts, then its tables, two abreast where both are narrow enough."""
    half = (room - COLUMN_GAP) / 2
    things: list[tuple[Chart | None, Table | None]] = [(chart, None) for chart in section.charts]
    things += [(None, table) for table in section.tables if len(table.columns)]
    rows, at = list[Row](), 0
    fits = [_half(chart, table, head, half) for chart, table in things]
    while at < len(things):
        pair = at + 1 < len(things) and fits[at] and fits[at + 1]
        table = things[at][1]
        long = fits[at] and table is not None and len(table.rows) > LONG_LIST
        width = half if pair or long else room
        rows.append(Row(tuple(_block(*thing, head, width, tight, small) for thing in things[at : at + 1 + pair])))
        at += 1 + pair
    return rows


def _half(chart: Chart | None, table: Table | None, head: Head, half: float) -> bool:
    if chart is not None:
        return chart.form != "bridge" or len(chart.categories) <= 7
    return table is not None and narrow(table, head, half)


def _chart_note(chart: Chart, head: Head) -> str:
    """Its note; where a bridge's totals are cut, that too."""
    scale = bridge_scale(steps(chart)) if chart.form == "bridge" else None
    cut = cut_words(scale, chart, head) if scale and scale.low > 0 else ""
    return " ".join(part for part in (clean(chart.note), cut) if part)


def _block(chart: Chart | None, table: Table | None, head: Head, room: float, tight: bool, small: bool) -> Block:
    if chart is not None:
        return Block(room, line(chart.title), _chart_note(chart, head), chart=chart, small=small)
    if table is None:
        raise ValueError("a block is a chart or a table")
    grid = laid(table, head, room, tight)
    return Block(room, line(grid.table.title), clean(grid.table.note), grid=grid, small=small)
