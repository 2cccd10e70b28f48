"""A table as a workbook: the rows that its CSV file is made of, typed, behind a sheet that says whose they are.

A page says once how a file's rows are made. While `book_of` runs that, `export.csv` ends in `written` here instead of
in text: both files hold the same rows, and a page cannot offer the one without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass

import pandas as pd

from components import format as fmt
from components import workbook
from components.evidence.kinds import kind
from components.i18n import Language, catalogue, language, t
from components.router import Frame
from components.sentence import narrowed
from components.workbook import Sheet, Table


@dataclass(frozen=True)
class About:
    """What the first sheet says, looked up in the run: the file is made on a thread without the run's language."""

    title: str
    pairs: tuple[tuple[str, str], ...]
    language: Language
    minor_digits: int


_asked: ContextVar[About | None] = ContextVar("typed", default=None)


def about(frame: Frame | None, title: str) -> About:
    """Date, unit, filters and version of a frame's question, under the file's title."""
    if frame is None:
        return About(title, (), language(), 0)
    scope = frame.scope
    pairs = ((t("filter.as_of"), fmt.full_day(scope.as_of, language())), (t("evidence.unit"), t(f"unit.{scope.unit}")),
             (t("evidence.filters"), narrowed(scope, frame.dimensions)), (t("evidence.version"), frame.build.version))
    return About(title, (("Tenure", title), *pairs), language(), frame.build.minor_digits)


def asked() -> About | None:
    """Whether a workbook is asked for, and what it says; null for CSV."""
    return _asked.get()


def book_of(made: Callable[[], bytes], told: About) -> Callable[[], bytes]:
    """`made`, which ends in export.csv, as a workbook of the same rows. Errors: TypeError where it ends elsewhere."""

    def given() -> bytes:
        token = _asked.set(told)
        try:
            content = made()
        finally:
            _asked.reset(token)
        if not content.startswith(b"PK"):
            raise TypeError(f"{told.title}: its rows are not written by export.csv")
        return content

    return given


def written(rows: pd.DataFrame, heads: Mapping[str, str], told: About) -> bytes:
    """The workbook: what it is about with the definitions of its measures, then the rows. Errors: as workbook()."""
    known = catalogue(told.language)
    defined = [[head, known[key]] for name, head in heads.items()
               if (key := f"metric.{name}.definition") in known]
    words = Table([known["evidence.metric"], known["evidence.definition"]] if defined else [], defined)
    first = (known["evidence.section.definitions"], list(told.pairs), words)
    kinds = {name: kind(rows, name) for name in heads}
    return workbook.workbook(first, [Sheet(told.title, rows, heads, kinds)], minor_digits=told.minor_digits)
