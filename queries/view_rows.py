"""What a saved view shows, asked anew by whoever opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from data.store import Record
from data.warehouse import Warehouse
from queries import features, week
from queries.access import answers, by_name
from queries.dimensions import check, dimensions
from queries.journey_members import members
from queries.narrowing import narrowed
from queries.scope import Scope
from queries.shelves import JOURNEY, SHELVES, WEEK
from queries.small_shown import NotShown
from queries.views import View, ViewGone, gone
from queries.week_book import book, owned
from queries.week_marks import marked, still_open


@answers(by_name("arr", "arr_due"))
def rows(
    warehouse: Warehouse, scope: Scope, view: View, actions: tuple[Record, ...] = (), marks: tuple[Record, ...] = (),
    today: date | None = None,
) -> pd.DataFrame:
    """The rows of a view on the scope's date, for its viewer; the scope's own unit and filters are the view's.

    Grain and columns: those of the list; a queue without what is marked as done or put off on `today`
    (null: the scope's date). attrs: of the rows.
    Raises ViewGone where a list, filter, value, reason, feature … that it names is not there; NotForRenewals; NotShown
    to whoever may not see names: a sum over "at least so much ARR" or a part of a name tells of single customers.
    """
    if not scope.viewer.names:
        raise NotShown("names")
    missing = gone(view, dimensions(warehouse), tuple(features.names(warehouse)) if view.narrow.feature else ())
    if missing:
        raise ViewGone(view, missing)
    asked = replace(scope, unit=view.unit, where=view.where)
    check(asked, dimensions(warehouse))
    return narrowed(_asked(warehouse, asked, view, actions, marks, today), view.narrow)


def _asked(
    warehouse: Warehouse, scope: Scope, view: View, actions: tuple[Record, ...], marks: tuple[Record, ...],
    today: date | None,
) -> pd.DataFrame:
    if view.list == WEEK:
        found = week.queue(warehouse, scope, actions, view.narrow.feature or None)
        return still_open(marked(found, marks, today or scope.as_of))
    if view.list == JOURNEY:
        before, _, stage = view.narrow.cell.rpartition(".")
        return members(warehouse, scope, stage or None, None, before or None, int(view.narrow.weeks or 13))
    listing = SHELVES[view.list].listing
    assert listing is not None, view.list
    found = listing.query(warehouse, scope, *listing.asked, **dict(listing.named))
    is_renewals = view.list.startswith("renewals.") and "reason" not in found.attrs
    return owned(found, book(warehouse, scope, _ids(found))) if is_renewals else found


def _ids(found: pd.DataFrame) -> tuple[str, ...]:
    return tuple(sorted({str(each) for each in found.account_id if isinstance(each, str)}))


def said(view: View) -> Mapping[str, object]:
    """What an answer says beside its rows: which view it is, and by what it is filtered."""
    return {"view": view.name, "key": view.key, "list": view.list, "shared": view.shared, "owner": view.owner,
            "narrow": view.narrow.params()}
