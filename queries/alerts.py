"""Alerts: which rules fire on a week, since when, and how often they would have fired in the weeks before.

The state of a rule on a week is a function of that week and the 52 before it, and of nothing else: asked again, or of
an earlier date, it is the same. Figures come from the cells, so that it costs what they cost. Definitions: the
chapter Alerts of docs/definitions.md; the rules: data/alerts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.alerts.model import Rule
from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers, by_name
from queries.alerts_aims import Aim
from queries.alerts_asked import narrowed
from queries.alerts_judged import Accounts, Weeks, judged
from queries.alerts_state import State
from queries.dimensions import build_info, check, dimensions
from queries.naming import seeing
from queries.retention import sundays
from queries.runner import run
from queries.scope import Scope
from queries.small import LEAST

COLUMNS = ("week", "rule", "kind", "metric", "severity", "status", "new", "since", "said", "value", "bound", "earlier",
           "reach", "n", "listed", "listed_new", "arr", "reason")


@answers(WHOLE)
def firing(warehouse: Warehouse, scope: Scope, rules: tuple[Rule, ...], aims: tuple[Aim, ...] = (),
           today: date | None = None) -> pd.DataFrame:
    """Every rule on the last Sunday up to the scope's date, in the order of the file. Grain: rule.

    Columns: COLUMNS. status: firing (what is shown), quiet, waiting, clear, unknown (queries/alerts_state.py); new:
    said this week; since: the first week of the episode; said: when it was last said. value: the figure (rate as
    a fraction, reporting currency, customers, days), bound: what it is held against, earlier: the figure before a
    change, reach: how far chance goes. Of A1: value GRR now, earlier GRR 13 weeks ago, bound NRR now. n: the customers
    the figure is over; listed: the customers, accounts or renewals it is about, arr: their ARR, where it is about some.
    reason: why it is unknown or does not count. `aims`: the targets; `today`: the day by which the newest data are
    judged, null for the week's own Sunday. Raises UnknownFilter for the scope's own filters; a rule's filter that the
    data do not have is a reason.
    """
    (week,) = sundays(scope.as_of, 1)
    return _framed(judged(warehouse, scope, rules, aims, (week,), today), rules, scope)


@answers(WHOLE)
def history(warehouse: Warehouse, scope: Scope, rules: tuple[Rule, ...], aims: tuple[Aim, ...] = (),
            weeks: int | None = None) -> pd.DataFrame:
    """The same on each of the last `weeks` Sundays up to the scope's date, oldest first; null: all weeks of the data.

    Grain: week × rule. Every week as it would have been judged then, from the figures as they are known now.
    """
    check(scope, dimensions(warehouse))
    (last,) = sundays(scope.as_of, 1)
    first = build_info(warehouse).first_day
    asked = sundays(last, weeks or max(1, (last - first).days // 7 + 1))
    days = tuple(day for day in asked if day >= first) or (last,)
    return _framed(judged(warehouse, scope, rules, aims, days, None), rules, scope)


@answers(by_name("arr"))
def named(warehouse: Warehouse, scope: Scope, rule: Rule, limit: int | None = 20) -> pd.DataFrame:
    """The accounts that a rule about accounts fires for, those of this week first, then the largest.

    Columns: account, account_id (null where whoever asks may not name it), arr, since, new. Nothing for other rules.
    """
    (week,) = sundays(scope.as_of, 1)
    empty = pd.DataFrame(columns=["account", "account_id", "arr", "since", "new"])
    if rule.kind != "account_red":
        return empty
    found = judged(warehouse, scope, (rule,), (), (week,), None)[rule.key][0][1]
    asked = narrowed(scope, rule)
    if found is None or not found.since or asked is None:
        return empty
    customer, rows = tables.customer(), tables.health()
    seen = seeing(asked, customer.join(rows, rows.c.customer_key == customer.c.customer_key), customer.c.customer_key)
    told = run(warehouse, select(
        customer.c.customer_key, seen.mask(customer.c.name.label("account")),
        seen.mask(customer.c.customer_id.label("account_id")), rows.c.arr,
    ).select_from(seen.source).where(rows.c.week_day == tables.day_number(week),
                                     customer.c.customer_key.in_(sorted(found.since))))
    keys = [int(key) for key in told.customer_key]
    made = told.assign(arr=pd.to_numeric(told["arr"]) / build_info(warehouse).minor,
                       since=[found.since[key] for key in keys], new=[key in found.new for key in keys])
    made = made.sort_values(["new", "arr"], ascending=False, kind="stable", ignore_index=True)
    return made[list(empty.columns)].head(limit if limit is not None else len(made))


def _framed(found: Weeks, rules: Sequence[Rule], scope: Scope) -> pd.DataFrame:
    rows = [_row(rule, told[0], told[1], scope.viewer.names) for at in range(len(next(iter(found.values()), [])))
            for rule in rules for told in [found[rule.key][at]]]
    made = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return made.assign(**{name: pd.to_numeric(made[name]).astype(float)
                          for name in ("value", "bound", "earlier", "reach", "arr")})


def _row(rule: Rule, state: State, told: Accounts | None, names: bool) -> dict[str, Any]:
    reading = state.reading
    row = {"week": reading.day, "rule": rule.key, "kind": rule.kind, "metric": rule.metric or None,
           "severity": rule.severity, "status": state.status, "new": state.new, "since": state.since,
           "said": state.said, "value": reading.value, "bound": reading.bound, "earlier": reading.earlier,
           "reach": reading.reach, "n": reading.n, "listed": reading.count,
           "listed_new": len(told.new) if told else None, "arr": reading.arr, "reason": reading.reason}
    if rule.kind == "notice":
        row["arr"] = reading.value
    if not names and told and any(0 < number < LEAST for number in (reading.count or 0, len(told.new))):
        row |= dict.fromkeys(("value", "listed", "listed_new", "arr", "since", "said"), None)
        row |= {"status": "unknown", "new": False, "reason": "withheld"}
    return {name: math.nan if value is None and name in ("value", "bound", "earlier", "reach", "arr") else value
            for name, value in row.items()}
