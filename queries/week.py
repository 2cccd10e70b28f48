"""My week: one queue over all lists, each account once, with every reason, the next deadline and the ARR at stake.

The order (docs/definitions.md, My week): what has passed a deadline, within 7 days, within 30, within 90, later, none;
among these the largest ARR first, then the earlier deadline, then the account's id. An account's deadline is the first
of its deadlines in that order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from data.store import Record
from data.warehouse import Warehouse
from queries.access import answers, by_name
from queries.charter_decisions import listed as decided
from queries.dimensions import check, dimensions
from queries.scope import Scope
from queries.week_book import book
from queries.week_lists import ACTION_DAYS, LISTS, REASONS, Listing, Reason, absent

Urgency = Literal["week", "passed", "month", "quarter", "later", "none"]
URGENCIES: tuple[Urgency, ...] = ("passed", "week", "month", "quarter", "later", "none")
WEEK, MONTH, QUARTER = 7, 30, 90
COLUMNS = ("account", "account_id", "reasons", "arr", "band", "score", "urgency", "deadline", "deadline_kind",
           "days_left", "owner", "url", "left")
HITS = ("account_id", "reason", "day", "kind")
KNOWN = ("account", "account_id", "arr", "band", "score", "renewal_due", "owner", "url", "left")
Answers = Mapping[str, pd.DataFrame]


def asks(scope: Scope, feature: str | None = None) -> dict[str, Listing]:
    """The lists that can be asked under these filters: those of renewals know no filter on lines."""
    chosen = {key: each for key, each in LISTS.items() if each.of_lines or not scope.line_filters}
    return {key: replace(each, asked=(feature,)) if key == "low_feature" else each for key, each in chosen.items()}


@answers(by_name("arr"))
def queue(
    warehouse: Warehouse, scope: Scope, actions: tuple[Record, ...] = (), feature: str | None = None
) -> pd.DataFrame:
    """The whole queue; see `shape`. `actions`: the store's records of that kind. `feature`: low in this one instead of
    in the common ones. Always per customer. Raises UnknownFilter; ValueError for an unknown feature.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    found = {key: each.query(warehouse, asked, *each.asked, **dict(each.named))
             for key, each in asks(asked, feature).items()}
    due = promised(actions, asked.as_of)
    return shape(found, book(warehouse, asked, ids(due, found)), due, asked.as_of)


def promised(actions: tuple[Record, ...], as_of: date) -> pd.DataFrame:
    """Open actions that name an account and are due by a week after the date, or overdue. Columns as of
    queries.charter_decisions.listed.
    """
    found = decided(tuple(each for each in actions if each.kind == "action"), as_of)
    last = as_of + timedelta(days=ACTION_DAYS)
    keep = [row.state in ("open", "overdue") and bool(row.account_id) and isinstance(row.due_on, date)
            and row.due_on <= last for row in found.itertuples()]
    return found[pd.Series(keep, found.index, dtype=bool)].reset_index(drop=True)


def ids(actions: pd.DataFrame, found: Answers) -> tuple[str, ...]:
    """The accounts that actions name, and those of lists that do not say how healthy they are; each once."""
    bare = [each for each in found.values() if "band" not in each and not absent(each)]
    return tuple(sorted({str(who) for each in (actions, *bare) for who in each.account_id if isinstance(who, str)}))


def shape(found: Answers, known: pd.DataFrame, actions: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The queue of the lists' answers. Grain: account, in the queue's order. Pure.

    `known`: queries.week_book.book; `actions`: see `promised`. Columns: COLUMNS; reasons (a tuple of keys, the most
    urgent first), arr (of the date; of who has none any more, what fell due in overdue renewals), deadline (null:
    none), its kind (notice, renewal, action, onboarding), days_left (negative: passed), urgency (week: up to 7 days
    ahead), left (no ARR any more, and the renewal undecided).
    attrs: total, arr, week and week_arr (nothing passed, a deadline within 7 days), passed, counts (per reason:
    accounts and ARR), missing (per reason that could not be asked, the tables it needs), refused (reasons that know no
    filter on lines), unnamed (rows of lists whose account whoever asks may not see: they are not in the queue).
    """
    people = _people(found, known)
    actions = actions[actions.account_id.isin(people.index)]
    hits = _hits({**found, "action": actions}, as_of)
    made = _rows(hits, people, as_of)
    made.attrs = {**sums(made), "missing": _missing(found), "refused": tuple(
        each.key for each in REASONS.values() if each.source in LISTS and each.source not in found),
        "unnamed": sum(int(each.attrs.get("unnamed", 0) or 0) for each in found.values())}
    return made


def sums(rows: pd.DataFrame) -> dict[str, Any]:
    """How many accounts and how much ARR the rows hold, in all, by urgency and by reason; each account's ARR once."""
    arr, urgent = rows["arr"].astype(float), rows.urgency
    long = pd.DataFrame([(reason, value) for said, value in zip(rows.reasons, arr, strict=True) for reason in said],
                        columns=["reason", "arr"])
    by = long.groupby("reason")["arr"].agg(["size", "sum"])
    counts = {key: (int(by["size"][key]), float(by["sum"][key])) for key in REASONS if key in by.index}
    return {"total": len(rows), "arr": float(arr.sum()), "week": int((urgent == "week").sum()),
            "week_arr": float(arr[urgent == "week"].sum()), "passed": int((urgent == "passed").sum()),
            "passed_arr": float(arr[urgent == "passed"].sum()), "counts": counts}


def _people(found: Answers, known: pd.DataFrame) -> pd.DataFrame:
    """What is known of every account on any list, by its id: from the book first, then from whichever list says it."""
    parts = [each.reindex(columns=list(KNOWN)).astype(object)
             for each in (known, *(each for each in found.values() if not absent(each)))]
    every = pd.concat(parts, ignore_index=True)
    every = every[every.account_id.notna()]
    told = every.assign(arr=pd.to_numeric(every["arr"]), score=pd.to_numeric(every.score)).groupby(
        "account_id", sort=False).first()
    due = [pd.to_numeric(each.arr_due).groupby(each.account_id).sum() for key, each in found.items()
           if key == "overdue" and not absent(each)]
    return told.assign(arr=told["arr"].fillna(due[0] if due else 0.0).fillna(0.0))


def _hits(found: Answers, as_of: date) -> pd.DataFrame:
    """Grain: account × reason × deadline of it (a row without a day where it has none). Columns: HITS."""
    parts = [each for reason in REASONS.values() if reason.source in found and not absent(found[reason.source])
             for each in _of(reason, found[reason.source], as_of)]
    kept = [each for each in parts if len(each)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(HITS))


def _of(reason: Reason, found: pd.DataFrame, as_of: date) -> list[pd.DataFrame]:
    rows = found[found.account_id.notna()]
    rows = rows[reason.kept(rows, as_of)] if len(rows) else rows
    made = []
    for column, kind in reason.days or (("", ""),):
        days = [_day(value, kind, as_of) for value in rows[column]] if column else [None] * len(rows)
        made.append(pd.DataFrame({"account_id": rows.account_id.tolist(), "reason": reason.key,
                                  "day": pd.Series(days, dtype=object), "kind": kind}))
    return made


def _day(value: Any, kind: str, as_of: date) -> date | None:
    """A deadline; none where the day of notice has passed: no notice can be given any more."""
    if value is None or pd.isna(value) or (kind == "notice" and value < as_of):
        return None
    return value  # type: ignore[no-any-return]


def _rows(hits: pd.DataFrame, people: pd.DataFrame, as_of: date) -> pd.DataFrame:
    order = {key: at for at, key in enumerate(REASONS)}
    unique = hits[["account_id", "reason"]].drop_duplicates()
    unique = unique.iloc[sorted(range(len(unique)), key=lambda at: order[unique.reason.iloc[at]])]
    reasons = unique.groupby("account_id", sort=False).reason.agg(tuple)
    best = _deadlines(hits, people, as_of)
    rows, known = [], people.to_dict("index")
    for who, said in reasons.items():
        person, (day, kind) = known[who], best.get(str(who), (None, None))
        left = None if day is None else (day - as_of).days
        rows.append((person["account"], who, said, float(person["arr"]), person["band"] or "unknown", person["score"],
                     urgency(left), day, kind, left, person["owner"], person["url"], person["left"] is True))
    rows.sort(key=lambda row: (URGENCIES.index(row[6]), -row[3], row[7] or date.max, str(row[1])))
    made = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"days_left": "Int64"})
    texts = {name: made[name].astype(object).where(made[name].notna(), None) for name in ("account", "owner", "url")}
    return made.assign(**texts)


def _deadlines(hits: pd.DataFrame, people: pd.DataFrame, as_of: date) -> dict[str, tuple[date, str]]:
    """Each account's deadline with its kind: of its reasons' days and its next renewal's due day the first in the
    queue's order.
    """
    dated = hits[hits.day.notna()]
    own = list(zip(dated.account_id.astype(str), dated.day, dated.kind.astype(str), strict=True))
    due = people.renewal_due[people.index.isin(set(hits.account_id))]
    own += [(str(who), day, "renewal") for who, day in due.items() if day is not None and not pd.isna(day)]
    own.sort(key=lambda each: (URGENCIES.index(urgency((each[1] - as_of).days)), each[1], each[2]))
    best: dict[str, tuple[date, str]] = {}
    for who, day, kind in own:
        best.setdefault(who, (day, kind))
    return best


def urgency(left: int | None) -> Urgency:
    """How urgent so many days are; negative: passed."""
    if left is None:
        return "none"
    if left < 0:
        return "passed"
    return "week" if left <= WEEK else "month" if left <= MONTH else "quarter" if left <= QUARTER else "later"


def _missing(found: Answers) -> dict[str, tuple[str, ...]]:
    return {each.key: gone for each in REASONS.values() if each.source in found
            and (gone := absent(found[each.source]))}


def with_reasons(rows: pd.DataFrame, reasons: Sequence[str]) -> pd.Series:
    """Which rows have one of these reasons; all, where none is asked for."""
    wanted = set(reasons)
    return pd.Series([not wanted or bool(wanted & set(said)) for said in rows.reasons], rows.index, dtype=bool)
