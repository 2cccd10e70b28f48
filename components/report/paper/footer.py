"""What every page says about itself: whose figures, of when, from which data. Pure."""

from __future__ import annotations

from components import format as fmt
from components.i18n import text
from components.report.model import Head, Status
from components.report.paper import measure
from components.report.paper.plan import ROOM, Page
from components.report.paper.written import MARKS, line

FOOT_SIZE, PAGE_ROOM, LINK_ROOM = 8.5, 90.0, 130.0
_WORD: dict[Status, str] = {
    "good": "status.good",
    "warn": "status.warn",
    "bad": "status.warning",
    "unknown": "status.unknown",
}


def about(page: Page) -> str:
    """Beside the section's name: company, scope, day."""
    head = page.head
    said = " · ".join(
        part for part in (line(head.company), line(head.scope), fmt.as_of(head.as_of, head.language)) if part
    )
    return measure.cut(said, 11.0, ROOM - measure.width(line(page.section.name), 11.0, bold=True) - 130)


def mark(page: Page) -> str:
    """The section's status as shape and word; nothing without one."""
    status = page.section.status
    return f"{MARKS[status]} {text(page.head.language, _WORD[status])}" if status else ""


def piece(page: Page) -> str:
    """Which of several pages of one section this is."""
    return text(page.head.language, "paper.continued", n=page.number, all=page.of) if page.of > 1 else ""


def footer(page: Page) -> str:
    """Scope, day, data version, that it is a demo: at most two lines, the link stands behind."""
    return measure.cut(whole_footer(page.head), FOOT_SIZE, ROOM - PAGE_ROOM - LINK_ROOM / 2, 2)


def whole_footer(head: Head) -> str:
    """As it is where there is room for all of it."""
    parts = (
        line(head.scope),
        fmt.as_of(head.as_of, head.language),
        text(head.language, "paper.version", version=line(head.version)),
        text(head.language, "paper.demo") if head.is_demo else "",
    )
    return " · ".join(part for part in parts if part)
