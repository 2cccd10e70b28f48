"""The page's downloads. Words are looked up while the page is drawn; the files are made on the click."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export, loaders
from components.i18n import catalogue, language, t
from components.router import Frame
from data.warehouse import Warehouse
from queries import renewal_lists
from queries.narrowing import Narrow, narrowed
from queries.renewal_lists import Kind
from queries.scope import Scope
from queries.week_book import book, owned

HIDDEN = ("trained_on",)
MOST = 1_000_000


def offer(frame: Frame, key: str, rows: pd.DataFrame, suffix: str = "") -> None:
    """One frame as CSV: rates as fractions, amounts in the reporting currency a year."""
    names = {str(column): _head(str(column)) for column in rows.columns if column not in HIDDEN}
    file = f"renewals-{key}{f'-{suffix}' if suffix else ''}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"renewals.export.{key}"), file, partial(export.csv, rows, names),
                  f"renewals.file.{key}")


def everyone(frame: Frame, kind: Kind, narrow: Narrow) -> None:
    """The list to its end, as it is filtered, as CSV: asked of the warehouse on the click, on whatever thread."""
    names = {column: _head(column) for column in (*renewal_lists.COLUMNS, "owner", "url")}
    made = partial(_listed, loaders.warehouse(), frame.scope, kind, names, narrow)
    export.button(frame.export, t("renewals.export.list"), f"renewals-list-{kind}-{frame.scope.as_of}.csv", made,
                  "renewals.file.list")


def _listed(house: Warehouse, scope: Scope, kind: Kind, names: dict[str, str], narrow: Narrow) -> bytes:
    found = renewal_lists.listed(house, scope, kind, MOST)
    ids = tuple(sorted({str(each) for each in found.account_id if isinstance(each, str)}))
    return export.csv(narrowed(owned(found, book(house, scope, ids)), narrow), names)


def _head(column: str) -> str:
    return catalogue(language()).get(f"evidence.column.{column}", column)
