"""alerts: every rule on the date's Sunday, from what each of the 53 weeks up to it says by the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

from data import targets as plan_file
from data.alerts import reading
from data.alerts.model import Rule
from queries import alerts
from queries.alerts_aims import Aim, aims
from queries.datastatus import today_in
from queries.oracle import alert_states as states
from queries.oracle import alert_weeks as second
from queries.oracle.alert_states import Told, Week
from queries.oracle.days import last_sundays
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Kind, Pair, amount
from queries.reconcile.ways.alert_figures import Figures
from queries.reconcile.ways.common import label
from queries.reconcile.ways.kept import versions

BACK = 53
COLUMNS: dict[str, Kind] = {
    "status": "text", "new": "exact", "since": "text", "said": "text", "value": "double", "bound": "double",
    "earlier": "double", "reach": "root", "n": "exact", "listed": "exact", "arr": "double", "reason": "text"}


def pairs(asked: Asked) -> Iterator[Pair]:
    """Of a part of the customers nothing of when its tables were last heard of."""
    rules, build = reading.read().rules, asked.build
    held = aims(plan_file.read().held_by(build.is_demo).targets, versions(asked), build.fiscal_year_start,
                build.time_zone)
    today = None if build.is_demo or asked.as_of < build.default_as_of else today_in(build.time_zone)
    found = alerts.firing(asked.warehouse, asked.scope, rules, held, today) if rules else None
    mine = {row["rule"]: row for row in found.to_dict("records")} if found is not None else {}
    known: dict[Any, Figures] = {}
    for rule in rules:
        if asked.part and rule.kind == "stale":
            continue
        row = _judged(asked, rule, held, today, known)
        for column, kind in COLUMNS.items():
            ours = label(mine[rule.key][column])
            yield Pair("alerts.state", asked.said(rule=rule.key, of=column), ours, row[column], kind)


def asked_of(rule: Rule) -> states.Rule:
    """A rule as the second way reads it."""
    return states.Rule(**{each.name: getattr(rule, each.name) for each in fields(states.Rule)})


def _judged(asked: Asked, rule: Rule, held: tuple[Aim, ...], today: date | None, known: dict[Any, Figures]) -> Any:
    days = last_sundays(asked.as_of, BACK)
    where = dict(asked.where)
    for key, values in rule.where:
        where[key] = tuple(each for each in values if each in where.get(key, values))
    reason = _refused(asked, where) or (
        "lines" if asked.scope.line_filters and rule.kind != "stale" else None)
    if reason:
        empty = replace(Week(days[-1]), reason=reason)
        return _row(Told("unknown", None, None, False), replace(empty, n=0) if _counts(rule, reason) else empty)
    scope = replace(asked.scope, unit="customer", where=tuple(where.items()))
    figures = known.setdefault(scope, Figures(asked, scope.where))
    if rule.kind == "account_red":
        return _accounts(asked, rule, figures, days)
    weeks = [_week(rule, figures, held, scope.effective, day, today if day == days[-1] else None) for day in days]
    return _row(states.told(asked_of(rule), weeks), weeks[-1], weeks[-1].value if rule.kind == "notice" else None)


def _counts(rule: Rule, reason: str) -> bool:
    """Accounts are counted even where they cannot be judged."""
    return rule.kind == "account_red" and reason == "lines"


def _refused(asked: Asked, where: dict[str, Any]) -> str | None:
    if not all(where.values()):
        return "other_filters"
    for key, values in where.items():
        if key not in asked.dimensions or not {each.value for each in asked.dimensions[key].values}.issuperset(values):
            return f"filter:{key}"
    return None


def _week(rule: Rule, figures: Figures, held: tuple[Aim, ...], where: Any, day: date, today: date | None) -> Week:
    """What one Sunday says to a rule about a figure; of the last one's news also what came by today."""
    said = asked_of(rule)
    if rule.kind == "stale":
        until, last = max(day, today or day), max(figures.asked.as_of, today or figures.asked.as_of)
        newest, quiet, missing = figures.quiet(rule.table, until, last)
        return second.stale(said, day, newest, quiet, missing)
    if rule.kind == "masking":
        return second.masking(day, figures.of("nrr"), figures.of("grr"), figures.half)
    if rule.kind == "change":
        return second.change(said, day, figures.of(rule.metric))
    if rule.kind == "notice":
        return second.level(said, day, figures.notices(rule.days)(day), rule.threshold)
    bound = second.target(held, rule.metric, day, where) if rule.to_target else rule.threshold
    return second.level(said, day, figures.of(rule.metric)(day), bound)


def _accounts(asked: Asked, rule: Rule, figures: Figures, days: list[date]) -> Any:
    """Each of the largest has episodes of its own."""
    week, n = days[-1], figures.active(days[-1])
    held = dict(second.largest(figures.amounts(week), rule.top))
    if not held:
        reason = "before_data" if figures.scored else "missing:usage_week"
        return _row(Told("unknown", None, None, False), Week(week, n=0, reason=reason))
    if n < second.FEW:
        return _row(Told("clear", None, None, False), Week(week, n=n, reason="few"))
    said = asked_of(rule)
    each = {name: states.told(said, [second.red(day, figures.bands[name].get(day)) for day in days]) for name in held}
    red = {name: told for name, told in each.items() if told.since}
    shown = any(told.status == "firing" for told in each.values())
    arr = amount(sum(held[name] for name in red), asked.digits) if shown else None
    whole = Told("firing" if shown else "quiet" if red else "clear",
                 min((told.since for told in red.values() if told.since), default=None),
                 max((told.said for told in each.values() if told.said), default=None),
                 any(told.new for told in each.values()))
    return _row(whole, Week(week, value=len(red), bound=rule.top, n=n, listed=len(red), arr=arr))


def _row(told: Told, week: Week, arr: Any = None) -> dict[str, Any]:
    return {"status": told.status, "new": told.new, "since": told.since, "said": told.said, "value": week.value,
            "bound": week.bound, "earlier": week.earlier, "reach": week.reach, "n": week.n, "listed": week.listed,
            "arr": week.arr if arr is None else arr, "reason": week.reason}


WAY = Way("alerts", "each week's figure from its rows, the bands that the build kept, and the rule's episodes by hand",
          pairs)
