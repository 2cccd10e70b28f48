"""Tables of the report as native ones: hairlines instead of boxes, heads marked as such, status in shape and colour."""

from __future__ import annotations

from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from components.i18n import Language
from components.report.paper import grid
from components.report.paper.blocks import Placed
from components.report.paper.written import status_of
from components.report.pptx.marks import described
from components.report.pptx.texts import WORDS, Run, fill
from components.tokens import LIGHT

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_SPACE = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def add_table(slide: Slide, block: Placed, language: Language) -> None:
    """Puts the piece of a table that a block holds on the slide."""
    laid = block.grid
    if laid is None:
        return
    rows = range(laid.first, laid.last)
    frame = slide.shapes.add_table(
        len(rows) + 1, len(laid.widths), Pt(block.x), Pt(block.body_y), Pt(block.width), Pt(block.body_height)
    )
    frame.name = block.title[:80] or laid.table.key
    described(frame, block.title or laid.table.key)
    table = frame.table
    _plain(table)
    for column, width in zip(table.columns, laid.widths, strict=True):
        column.width = Pt(width)
    table.rows[0].height = Pt(laid.head_height)
    for at, said in enumerate(laid.heads):
        _cell(table.cell(0, at), [Run(said, laid.size - 1, LIGHT.ink2)], laid, at, language, LIGHT.ink, 0.8)
    for line, row in enumerate(rows, start=1):
        table.rows[line].height = Pt(laid.heights[row])
        total_next = row + 1 in rows and laid.is_total(row + 1)
        for at, said in enumerate(laid.cells[row]):
            paint, thick = (LIGHT.ink, 0.8) if total_next else (LIGHT.line, 0.5)
            _cell(table.cell(line, at), _runs(said, laid.size, laid.is_total(row)), laid, at, language, paint, thick)


def _runs(said: str, size: float, strong: bool) -> list[Run]:
    """The first line in ink, or in the colour of its status; further lines, a detail, lighter."""
    first, _, rest = said.partition("\n")
    status = status_of(said)
    runs = [Run(first, size, WORDS[status], bold=strong or bool(status))]
    return [*runs, Run("\n" + rest, size, LIGHT.ink2)] if rest else runs


def _cell(cell: Any, runs: list[Run], laid: grid.Grid, at: int, language: Language, paint: str, thick: float) -> None:
    cell.margin_left = cell.margin_right = Pt(grid.GAP / 2)
    cell.margin_top = cell.margin_bottom = Pt(laid.pad / 2)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    fill(cell.text_frame, [runs], language, right=not grid.is_text(laid.table.columns[at]))
    properties = cell._tc.get_or_add_tcPr()
    for side in ("lnL", "lnR", "lnT"):
        properties.append(parse_xml(f'<a:{side} {_SPACE} w="0"><a:noFill/></a:{side}>'))
    properties.append(
        parse_xml(
            f'<a:lnB {_SPACE} w="{int(Pt(thick))}"><a:solidFill><a:srgbClr val="{paint[1:]}"/></a:solidFill></a:lnB>'
        )
    )
    properties.append(parse_xml(f"<a:noFill {_SPACE}/>"))


def _plain(table: Any) -> None:
    """No style of PowerPoint's own; the first row stays marked as heads, for those who listen."""
    properties = table._tbl.tblPr
    properties.set("firstRow", "1")
    properties.set("bandRow", "0")
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = _NO_STYLE
