"""The state of every rule on the weeks that are asked, each from its week and the year before it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from data.alerts.model import Rule
from data.warehouse import Warehouse
from queries import alerts_readings as readings
from queries.access import answers, by_name
from queries.alerts_aims import Aim
from queries.alerts_asked import LINES, WEEKS, Figures, accounts, days_of, narrowed, readings_of
from queries.alerts_series import BEFORE, NO_SCORES
from queries.alerts_state import Reading, State, Status, states
from queries.alerts_units import Largest
from queries.dimensions import check, dimensions
from queries.metrics import FEW
from queries.retention import sundays
from queries.scope import Scope
from queries.small_scope import TooFew
from queries.small_scope import check as check_small

NOT_ASKED = "other_filters"


class Accounts:
    """Of a rule about accounts: which are red, by key since when, where any of it was said; which were said this week.
    """

    def __init__(self, since: Mapping[int, date], new: frozenset[int], arr: Mapping[int, float]) -> None:
        self.since, self.new, self.arr = since, new, sum(arr[key] for key in since)


Weeks = dict[str, list[tuple[State, Accounts | None]]]


@answers(by_name("arr"))
def judged(warehouse: Warehouse, scope: Scope, rules: Sequence[Rule], aims: Sequence[Aim], weeks: Sequence[date],
           today: date | None) -> Weeks:
    """By rule: its state on each of the weeks, and of a rule about accounts which ones. Raises UnknownFilter."""
    check(scope, dimensions(warehouse))
    kept: dict[Scope, Figures] = {}
    made: Weeks = {}
    for rule in rules:
        asked = narrowed(scope, rule)
        reason = _refused(warehouse, scope, asked)
        if asked is None or reason:
            made[rule.key] = [(State("unknown", Reading(day, reason=reason)), None) for day in weeks]
            continue
        days = days_of(rules, weeks[0], weeks[-1])
        figures = kept.setdefault(asked, Figures(warehouse, asked, days))
        made[rule.key] = list(_of_accounts(rule, figures, weeks) if rule.kind == "account_red"
                              else _of_figures(rule, figures, aims, weeks, today))
    return made


def _refused(warehouse: Warehouse, scope: Scope, asked: Scope | None) -> str | None:
    """Why a rule is not asked under its own filters; null where it is."""
    if asked is None:
        return NOT_ASKED
    if asked.where == scope.where:
        return None
    known = dimensions(warehouse)
    for key, values in asked.where:
        if key not in known or not {each.value for each in known[key].values}.issuperset(values):
            return f"filter:{key}"
    if scope.viewer.names:
        return None
    try:
        check_small(warehouse, asked)
    except TooFew:
        return "withheld"
    return None


def _of_figures(rule: Rule, figures: Figures, aims: Sequence[Aim], weeks: Sequence[date],
                today: date | None) -> Iterator[tuple[State, None]]:
    read = readings_of(rule, figures, aims, today)
    place = {day: at for at, day in enumerate(figures.days)}
    for week in weeks:
        at = place[week]
        yield states(rule, read[max(0, at - WEEKS):at + 1])[-1], None


def _of_accounts(rule: Rule, figures: Figures, weeks: Sequence[date]) -> Iterator[tuple[State, Accounts | None]]:
    """Each of the week's largest accounts has a state of its own; together they are the rule's."""
    found = accounts(figures, weeks, rule.top)
    active = dict(zip(figures.days, figures.active.tolist(), strict=True)) if found.weeks else {}
    for week in weeks:
        held, n = found.weeks.get(week, {}), int(active.get(week, 0))
        if not held:
            reason = LINES if figures.scope.line_filters else NO_SCORES if figures.red is None else BEFORE
            yield State("unknown", Reading(week, n=n, reason=reason)), None
        elif n < FEW:
            yield State("clear", Reading(week, n=n, reason=readings.FEW_UNITS)), None
        else:
            yield _together(rule, found, held, week, n)


def _together(rule: Rule, found: Largest, held: Mapping[int, float], week: date, n: int) -> tuple[State, Accounts]:
    days = sundays(week, WEEKS + 1)
    each = {key: states(rule, readings.red_account(rule, [found.bands.get(key, {}).get(day) for day in days], days))[-1]
            for key in held}
    shown = any(state.fires for state in each.values())
    new = frozenset(key for key, state in each.items() if state.new)
    since = {key: state.since for key, state in each.items() if state.since}
    told = Accounts(since if shown else {}, new, held)
    reading = Reading(week, beyond=0.0, over=shown, value=float(len(since)), bound=float(rule.top), n=n,
                      count=len(since), arr=told.arr if shown else None)
    status: Status = "firing" if shown else "quiet" if since else "clear"
    said = max((state.said for state in each.values() if state.said), default=None)
    return State(status, reading, min(since.values(), default=None), said, bool(new)), told
