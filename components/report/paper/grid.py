"""A table as it stands on paper: the size of its type, the width of its columns, the height of its rows. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from components.report.model import Column, Head, Table
from components.report.paper import measure
from components.report.paper.joined import joined
from components.report.paper.written import cell, line

SIZES = (11.0, 10.0, 9.0)
TIGHT = 3
"""What a tight layout takes off a row's padding; its largest type is the second size."""
PAD, GAP = 6.0, 10.0
LEAST, SLACK = 44.0, 1.08
LONGEST_HALF = 14
_WIDEST, _COMFORT = 420.0, 150.0


@dataclass(frozen=True)
class Grid:
    """Rows `first` to `last` (excluded) of a table, laid out, in points; `cells` and `heights` are of all rows."""

    table: Table
    size: float
    widths: tuple[float, ...]
    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    heights: tuple[float, ...]
    head_height: float
    pad: float = PAD
    first: int = 0
    last: int = 0

    @property
    def height(self) -> float:
        """Of the heads and the rows, without title and note."""
        return self.head_height + sum(self.heights[self.first : self.last])

    def is_total(self, row: int) -> bool:
        """Whether a row is the sum of the others."""
        return self.table.total and row == len(self.cells) - 1


def is_text(column: Column) -> bool:
    """Text stands left, everything else right."""
    return column.kind == "text"


def laid(table: Table, head: Head, room: float, tight: bool = False) -> Grid:
    """The table in a room of that width: the largest type at which its words need not be squeezed."""
    table = joined(table, head)
    heads = tuple(line(column.head) for column in table.columns)
    cells = tuple(
        tuple(cell(table, column.key, column.kind, row, head) for column in table.columns)
        for row in range(len(table.rows))
    )
    pad = PAD - TIGHT if tight else PAD
    for size in SIZES[tight:]:
        widths = _widths(table, heads, cells, size, room)
        if widths:
            break
    else:
        size, widths = SIZES[-1], _squeezed(table, heads, cells, SIZES[-1], room)
    heights = tuple(_height(row, widths, size, pad) for row in cells)
    return Grid(table, size, widths, heads, cells, heights, _height(heads, widths, size - 1, pad), pad, 0, len(cells))


def narrow(table: Table, head: Head, room: float) -> bool:
    """Whether a table stands comfortably in half a page: its words at their first width, wrapped at most once."""
    grid = laid(table, head, room)
    tall = sum(height > grid.size * measure.LEADING * 2 + PAD + 1 for height in grid.heights)
    few = len(grid.heights) <= LONGEST_HALF or tall == 0
    return grid.size == SIZES[0] and tall * 4 <= len(grid.heights) and len(grid.widths) <= 6 and few


def _height(cells: tuple[str, ...], widths: tuple[float, ...], size: float, pad: float) -> float:
    most = max((measure.lines(said, size, width - GAP) for said, width in zip(cells, widths, strict=True)), default=1)
    return most * size * measure.LEADING + pad


def _natural(heads: tuple[str, ...], cells: tuple[tuple[str, ...], ...], at: int, size: float, bold: bool) -> float:
    words = [part for row in cells for part in row[at].split("\n")]
    widest = max((measure.width(said, size, bold) for said in words), default=0)
    return max(widest, _head_width(heads[at], size - 1)) * SLACK + GAP + 2


def _head_width(said: str, size: float) -> float:
    """What a head wants: it may stand on two lines, but no word of it is broken."""
    whole = measure.width(said, size)
    longest = max((measure.width(word, size) for word in said.split()), default=0)
    return min(whole, max(whole / 2 + 1.6 * size, min(longest, whole), 40.0), 110.0)


def _wanted(
    table: Table, heads: tuple[str, ...], cells: tuple[tuple[str, ...], ...], size: float
) -> tuple[list[float], list[bool]]:
    """What each column wants on one line, and which may be wrapped: words that are longer than a few."""
    natural = [_natural(heads, cells, at, size, table.total) for at in range(len(heads))]
    soft = [is_text(column) and natural[at] > 80 for at, column in enumerate(table.columns)]
    return [min(want, _WIDEST) for want in natural], soft


def _widths(
    table: Table, heads: tuple[str, ...], cells: tuple[tuple[str, ...], ...], size: float, room: float
) -> tuple[float, ...]:
    """Every column's width, filling the room; nothing if the words would have too little."""
    wanted, soft = _wanted(table, heads, cells, size)
    spare = room - sum(wanted)
    if spare >= 0:
        return tuple(_filled(table, wanted, spare))
    fixed = sum(want for want, bends in zip(wanted, soft, strict=True) if not bends)
    words = sum(want for want, bends in zip(wanted, soft, strict=True) if bends)
    share = (room - fixed) / words if words else 0.0
    bent = tuple(want * share if bends else want for want, bends in zip(wanted, soft, strict=True))
    floors = [min(want * 0.85, _COMFORT * 0.6) if bends else 0.0 for want, bends in zip(wanted, soft, strict=True)]
    tight = any(width < floor for width, floor in zip(bent, floors, strict=True))
    return () if share <= 0 or tight else bent


def _filled(table: Table, wanted: list[float], spare: float) -> list[float]:
    """Room to spare goes to the wide column, else to the first; some to every gap, so that no number is far off."""
    target = next((at for at, column in enumerate(table.columns) if column.wide), 0)
    each = spare / (2 * len(wanted))
    filled = [want + each for want in wanted]
    filled[target] += spare - each * len(wanted)
    return filled


def _squeezed(
    table: Table, heads: tuple[str, ...], cells: tuple[tuple[str, ...], ...], size: float, room: float
) -> tuple[float, ...]:
    """Nothing fits: every column gives in proportion to what it wants, down to a least width."""
    wanted, _ = _wanted(table, heads, cells, size)
    least = min(LEAST, room / len(wanted))
    over = sum(max(want - least, 0) for want in wanted)
    share = (room - least * len(wanted)) / over if over > 0 else 0.0
    return tuple(least + max(want - least, 0) * share for want in wanted)
