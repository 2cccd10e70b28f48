"""charter: targets against figures, what measures did after decisions, frozen weeks against the rows of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from data import targets as plan_file
from data.practice import reading
from queries import charter, charter_decisions, frozen
from queries.charter_values import better, known, values
from queries.measures import MEASURES
from queries.measures import kept as kept_measures
from queries.measures.calendar import trend_days
from queries.measures.goals import goals
from queries.oracle import charter as second
from queries.oracle.days import week_end
from queries.oracle.health import ACTIVITY
from queries.oracle.health_bands import bands
from queries.oracle.plan import Book
from queries.oracle.retention import retention
from queries.oracle.risks import on_sunday
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.account import renewals
from queries.reconcile.ways.common import keyed, label
from queries.reconcile.ways.health import scores
from queries.reconcile.ways.kept import records
from queries.reconcile.ways.measures import KEYS, answered
from queries.reconcile.ways.retention import kind_of
from queries.scope import Scope

SOURCES = (*ACTIVITY, "usage_week")
"""Without a row of any of these nothing is known of any customer's health, and no band is frozen."""
MONEY = ("arr", "arr_base", "net_new", "arr_at_risk")


def pairs(asked: Asked) -> Iterator[Pair]:
    """The whole company's, whatever is filtered; what the store alone tells needs no customer."""
    yield from practised(asked)
    asked.needs_all()
    whole = replace(asked, scope=Scope(asked.as_of, viewer=asked.scope.viewer))
    whole.__dict__["company"] = asked.company
    yield from _targets(whole)
    yield from _after(whole)
    yield from _frozen(whole)


def _targets(asked: Asked) -> Iterator[Pair]:
    """Which target counts of each KPI, and whether it is reached. As of the newest date: targets of now."""
    stored, plan = records(asked)["target"], plan_file.read().held_by(asked.build.is_demo).targets
    told = goals(reading.read())
    wanted = charter.wanted(stored, plan, told, asked.as_of, asked.build.fiscal_year_start)
    rows = keyed(charter.kpis(asked.warehouse, asked.scope, wanted), "measure")
    last = _book(asked).quarter(asked.as_of)[1]
    ends = {each.kpi: each.value for each in plan
            if each.quarter.last_day(asked.build.fiscal_year_start) == last and not each.where}
    aims = second.aims([{"measure": each.key, **each.body} for each in stored if known(each.key)], ends,
                       {key: second.Aim(goal.value, "practice", goal.due_on) for key, goal in told.items()
                        if known(key)}, last)
    for key in dict.fromkeys([*rows, *aims]):
        row, aim, said = rows.get(key, {}), aims.get(key), asked.said(measure=key)
        yield Pair("charter.status", f"{said} target", row.get("target"), aim and aim.value)
        if row and aim:
            value = _value(asked, key, asked.as_of, row)
            yield Pair("charter.status", f"{said} value", row["value"], value)
            yield Pair("charter.status", said, row["status"],
                       second.status(None if value is None else float(value), aim, better(key), asked.as_of), "text")


def _value(asked: Asked, key: str, day: date, row: Mapping[str, Any]) -> Any:
    """A KPI on a day as the rows give it; of the load, whose tables are no rows of customers, what is told of it."""
    if day < asked.build.first_day:
        return None
    if key in MEASURES:
        return label(row["value"]) if key not in KEYS or row["reason"] == "missing_table" else _measure(asked, key, day)
    if key == "net_new":
        opening = _book(asked).quarter(day)[0].toordinal() - 1
        before = date.fromordinal(opening)
        gained = second.arr_of(asked.company, day) - second.arr_of(asked.company, before)
        return None if before < asked.build.first_day else amount(gained, asked.digits)
    found = retention(asked.company, day)[0][key]
    return amount(found, asked.digits) if key == "arr" else found


def _measure(asked: Asked, key: str, day: date) -> Any:
    then = replace(asked, scope=asked.scope.at(day), asked_once={"scores": scores(asked)})
    then.__dict__["company"] = asked.company
    answer = answered(then, key, day)
    if answer is None or any(part is None for part in answer):
        return None
    if len(answer) == 1:
        return amount(int(answer[0] or 0), asked.digits) if MEASURES[key].kind == "money" else answer[0]
    top, bottom = answer
    return top / bottom if top is not None and bottom else None


def _book(asked: Asked) -> Book:
    return Book(asked.tables, asked.company, asked.build.fiscal_year_start, asked.build.first_day,
                asked.build.default_as_of)


def _after(asked: Asked) -> Iterator[Pair]:
    """Each decision's measure in its week, on its due day and now; what it has changed by since."""
    told, stored = records(asked), {each.key: each for each in records(asked)["decision"]}
    found = charter_decisions.outcomes(asked.warehouse, asked.scope, told["decision"], told["snapshot"])
    seen: dict[tuple[date, str], Any] = {}
    for row in found.to_dict("records"):
        body, key, said = stored[row["key"]].body, row["measure"], asked.said(decision=row["key"])
        decided, due = (date.fromisoformat(str(body[name])) if body.get(name) else None
                        for name in ("decided_on", "due_on"))
        first, later = second.compared_days(decided or asked.as_of, due, asked.as_of)
        for day in {first, later or asked.as_of, asked.as_of}:
            if (day, key) not in seen:
                given = values(asked.warehouse, asked.scope, (key,), (day,)).to_dict("records")[0]
                seen[day, key] = _value(asked, key, day, given)
        before, now = seen[first, key], seen[asked.as_of, key]
        change = None if before is None or now is None else float(now) - float(before)
        for name, value in (("before", before), ("now", now), ("due", seen[later, key] if later else None),
                            ("delta", change)):
            yield Pair("charter.after", f"{said} {name}", row[name], value)
        if change is None or abs(change) > second.HAIR or change == 0:
            yield Pair("charter.after", f"{said} direction", row["direction"],
                       second.direction(change, better(key)), "text")


def _frozen(asked: Asked) -> Iterator[Pair]:
    """What this week's meeting would freeze; then every frozen week: the rows of now beside what it saw."""
    sunday = week_end(asked.as_of)
    if asked.build.in_grid(sunday):
        yield from _figures(asked, sunday, frozen.figures(asked.warehouse, asked.scope.at(sunday)))
    for kept in records(asked)["snapshot"]:
        day, said = date.fromisoformat(kept.key), asked.said(week=kept.key)
        rows = keyed(frozen.compared(asked.warehouse, asked.scope, kept), "figure")
        now = dict(_week(asked, day))
        for key, value in {**kept.body["figures"]}.items():
            if key not in now or key not in rows:
                continue
            yield Pair("charter.frozen", f"{said} {key} then", rows[key]["then"], value)
            change = None if value is None or now[key] is None else float(now[key]) - float(value)
            yield Pair("charter.frozen", f"{said} {key} difference", rows[key]["delta"], change, _alike(key, now))
        yield from _figures(asked, day, {key: row["now"] for key, row in rows.items()})


def _figures(asked: Asked, day: date, ours: Mapping[str, Any]) -> Iterator[Pair]:
    for key, value in _week(asked, day):
        yield Pair("charter.frozen", asked.said(week=day, figure=key), ours[key], value,
                   _alike(key, dict(_week(asked, day))))


def _alike(key: str, row: Mapping[str, Any]) -> Any:
    return kind_of(key, dict(row)) if key in second.SHOWN else "double"


def _week(asked: Asked, day: date) -> list[tuple[str, Any]]:
    """The figures of a week by the rows of now, read once a week."""
    known_ = asked.asked_once.setdefault("weeks", {})
    if day not in known_:
        found = second.week_figures(asked.company, day, asked.build.first_day)
        if asked.build.in_grid(day):
            told = any(asked.tables.get(name) for name in SOURCES)
            for band, (customers, arr) in bands(scores(asked), day, "customer", ()).get(None, {}).items():
                found |= {f"customers_{band}": customers if told else None,
                          f"arr_{band}": amount(arr, asked.digits) if told else None}
            if asked.tables.get("renewal"):
                risk = on_sunday(renewals(asked), scores(asked), day)
                found |= {"n_at_risk": risk["n_at_risk"], "arr_at_risk": risk["arr_at_risk"]}
        known_[day] = [(key, amount(value, asked.digits) if key in MONEY else value) for key, value in found.items()]
    made: list[tuple[str, Any]] = known_[day]
    return made


def practised(asked: Asked) -> Iterator[Pair]:
    """Whether the charter is looked at and what was decided is done, on each day of the scorecard's trend."""
    told, days = records(asked), trend_days(asked.as_of)
    every = (*told["review"], *told["decision"], *told["action"])
    meetings = [(date.fromisoformat(each.key), bool(each.body.get("present"))) for each in told["review"]]
    promised = [each.body for each in (*told["decision"], *told["action"])]
    for check, key in (("charter.reviewed", "charter_reviewed"), ("charter.on_time", "decisions_on_time")):
        for row in kept_measures.kept(every, (key,), days).to_dict("records"):
            day, said = row["on"], asked.said(on=row["on"])
            top, bottom = second.reviewed(meetings, day) if key == "charter_reviewed" else second.on_time(promised, day)
            yield Pair(check, f"{said} of", row["n"], bottom, "exact")
            yield Pair(check, f"{said} done", label(row["numerator"]), top if bottom else None, "exact")
            yield Pair(check, said, row["value"], Fraction(top, bottom) if bottom else None)


WAY = Way("charter", "each target as it was entered, each figure from the rows of its day; frozen weeks beside them",
          pairs)
