"""The report as the data of a fixed typst document, and the document as PDF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

import typst

from components.i18n import text
from components.report.model import Report, Status
from components.report.paper import grid, measure, strip
from components.report.paper.blocks import Placed
from components.report.paper.footer import about, footer, mark, piece
from components.report.paper.plan import ROOM, SIDE, Page, Say, Strip, pages
from components.report.paper.written import MARKS, clean, line, link, status_of
from components.report.pdf.draw import svg
from components.report.pdf.fonts import chosen
from components.tokens import LIGHT
from data.typefaces import found

_DOCUMENT = Path(__file__).with_name("report.typ")
_KEPT_FOR = 10
"""Compilations for which typst keeps what it laid out, 15 MiB a report: in vain, for nobody asks for the same again."""


def render(report: Report) -> bytes:
    """The report as a PDF: a section a page or more, tagged (PDF/UA-1), links live, the same bytes for the same data.

    Errors: NoJapaneseFont if it has Japanese text and this machine no typeface for it.
    """
    head = report.head
    planned = pages(report, commands=True)
    fonts = chosen(head.language, _said(report))
    given = {
        "title": line(head.title),
        "author": line(head.company),
        "scope": line(head.scope),
        "lang": head.language,
        "fonts": fonts,
        "colours": asdict(LIGHT),
        "link": link(head.link),
        "open": text(head.language, "paper.open"),
        "links": [link(page.head.link) or link(head.link) for page in planned],
        "pages": [_page(page, at, len(planned), fonts) for at, page in enumerate(planned)],
    }
    made = typst.compile(
        _DOCUMENT.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        font_paths=found(),
        timestamp=int(head.built_at.replace(tzinfo=head.built_at.tzinfo or UTC).timestamp()),
        sys_inputs={"report": json.dumps(given, ensure_ascii=False, allow_nan=False)},
    )
    _forget()
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


def _forget() -> None:
    """Has typst let go of the report; it has no other way to say so."""
    for _ in range(_KEPT_FOR):
        typst.compile(b"", format="pdf", font_paths=found())


def _said(report: Report) -> str:
    """All text of the report, to see which letters it needs."""
    return "".join(
        repr(part) + "".join(table.rows.to_string() for section in part.sections for table in section.tables)
        for part in report.parts
    )


def _page(page: Page, at: int, of: int, fonts: Sequence[str]) -> dict[str, Any]:
    return {
        "x": SIDE,
        "width": ROOM,
        "name": line(page.section.name),
        "about": about(page),
        "mark": mark(page),
        "status": page.section.status,
        "piece": piece(page),
        "title": measure.breakable(page.title, page.title_size, ROOM),
        "title_size": page.title_size,
        "first": page.number == 1,
        "top": page.top,
        "missing": page.missing,
        "link": at,
        "says": [_say(say, first=number == 0 and page.number == 1) for number, say in enumerate(page.says)],
        "strips": [_strip(one) for one in page.strips],
        "blocks": [_block(block, page, fonts) for block in page.blocks],
        "foot": footer(page),
        "page": text(page.head.language, "paper.page", n=at + 1, all=of),
    }


def _say(say: Say, first: bool) -> dict[str, Any]:
    status = say.sentence.status
    return {
        "text": measure.breakable(say.text, say.size, ROOM),
        "y": say.y,
        "size": say.size,
        "status": status,
        "mark": MARKS.get(status, ""),
        "first": first,
    }


def _strip(made: Strip) -> dict[str, Any]:
    each = ROOM / len(made.kpis)
    kpis = [
        {
            "name": strip.name_of(kpi, each)[0],
            "name_size": strip.name_of(kpi, each)[1],
            "shown": line(kpi.shown),
            "size": strip.figure_size(kpi, each, made.tight),
            "status": kpi.status,
            "small": [{"status": status, "text": said} for status, said in strip.small_lines(kpi)],
        }
        for kpi in made.kpis
    ]
    return {"y": made.y, "height": made.height, "small": strip.small_size(made.tight), "each": each, "kpis": kpis}


def _block(block: Placed, page: Page, fonts: Sequence[str]) -> dict[str, Any]:
    drawn = svg(block.chart, page.head, block.width, block.body_height, fonts) if block.chart else ""
    return {
        "x": block.x,
        "y": block.y,
        "width": block.width,
        "title": measure.breakable(block.title, 14, block.width),
        "note": block.note,
        "body": block.body_y,
        "foot": block.body_y + block.body_height + 3,
        "svg": drawn,
        "alt": clean(block.chart.alt) or block.title if block.chart else "",
        "rows": _rows(block.grid) if block.grid else {},
    }


def _rows(laid: grid.Grid) -> dict[str, Any]:
    shown = range(laid.first, laid.last)
    total = next((row - laid.first for row in shown if laid.is_total(row)), -1)
    cells = [
        [
            _cell(measure.breakable(said, laid.size, width - grid.GAP), laid.is_total(row))
            for said, width in zip(laid.cells[row], laid.widths, strict=True)
        ]
        for row in shown
    ]
    return {
        "size": laid.size,
        "inset": laid.pad / 2 + laid.size * (measure.LEADING - 1) / 2,
        "widths": laid.widths,
        "heads": laid.heads,
        "cells": cells,
        "ruled": total if total > 0 else 0,
        "texts": [grid.is_text(column) for column in laid.table.columns],
    }


def _cell(said: str, strong: bool) -> dict[str, Any]:
    status: Status = status_of(said)
    return {"text": said, "status": status, "strong": strong}
