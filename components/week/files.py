"""The queue as files: CSV, and a workbook with its filters and what every reason means. Made on the click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from components import export, workbook
from components import format as fmt
from components.evidence import accounts as naming
from components.i18n import language, t
from components.router import Frame
from components.sentence import narrowed
from components.views import asked
from components.week import words
from components.week.questions import Questions
from components.workbook import Kind, Sheet, Table
from queries.week_lists import REASONS

COLUMNS = ("account", "account_id", "reasons", "arr", "band", "score", "deadline", "deadline_kind", "days_left",
           "owner", "url")
KINDS: dict[str, Kind] = {"arr": "money", "score": "ratio", "deadline": "date", "days_left": "count"}


def offer(frame: Frame, found: pd.DataFrame, ask: Questions) -> None:
    """Both buttons, in the header's export popover: what is shown, with its filters."""
    told = rows(frame, found)
    heads = {str(name): t(f"week.file.{name}") for name in told.columns}
    day = frame.scope.as_of
    export.button(frame.export, t("week.export.csv"), f"week-{day}.csv", partial(export.csv, told, heads),
                  "week.file.csv", paired=False)
    made = book(frame, told, heads, ask)
    export.button(frame.export, t("week.export.xlsx"), f"week-{day}.xlsx", made, "week.file.xlsx", workbook.TYPE)


def book(frame: Frame, told: pd.DataFrame, heads: dict[str, str], ask: Questions) -> Callable[[], bytes]:
    """The workbook, to be made on the click: its words are looked up now, in the run's language."""
    first = (t("evidence.section.definitions"), _stands(frame, ask), _definitions())
    kinds = {name: kind for name, kind in KINDS.items() if name in heads}
    return partial(workbook.workbook, first, [Sheet(t("nav.page.week"), told, heads, kinds)], ("SQL", Table([], [])),
                   frame.build.minor_digits)


def rows(frame: Frame, found: pd.DataFrame) -> pd.DataFrame:
    """The queue as a file holds it: reasons, bands and deadlines in words, no names for who may not see them."""
    kinds = [t(f"week.deadline.{each}") if isinstance(each, str) else None for each in found.deadline_kind]
    said = found.assign(
        reasons=[t("week.and").join(words.reasons(each)) for each in found.reasons],
        band=[t(f"lists.band.{each}") for each in found.band],
        days_left=[None if pd.isna(each) else int(each) for each in found.days_left],
        deadline_kind=pd.Series(kinds, found.index, dtype=object))
    return naming.without_names(frame, said[list(COLUMNS)])


def _stands(frame: Frame, ask: Questions) -> list[tuple[str, str]]:
    """On which date, over whom, and by what the queue is filtered."""
    chosen = t("list.comma").join(words.name(each) for each in ask.narrow.reasons if each in REASONS)
    pairs = [(t("filter.as_of"), fmt.full_day(frame.scope.as_of, language())),
             (t("week.file.filters"), narrowed(frame.scope, frame.dimensions)),
             (t("week.file.narrowed"), asked.said(ask.narrow, frame.build.currency)),
             (t("lists.column.reason"), chosen)]
    return [(name, said) for name, said in pairs if said]


def _definitions() -> Table:
    head = [t("lists.column.reason"), t("lists.evidence.rule")]
    told = [[words.name(key), t(f"week.rule.{key}")] for key in REASONS]
    return Table(head, [*told, [t("metric.week_queue.name"), t("metric.week_queue.definition")]])
