"""expansion: by size of companies, after a small start, from trials and free plans to paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data.selling.reading import read as read_rules
from queries import expansion_landing, expansion_sizes, expansion_trials
from queries.oracle import landing, tries
from queries.oracle.expansion import Selling
from queries.oracle.sizes import sizes as second_sizes
from queries.reconcile.asked import Asked
from queries.reconcile.pair import Kind, Pair
from queries.reconcile.ways.common import in_currency, keyed, label, together

EXACT: Kind = "exact"
GREW: dict[str, Kind] = {"customers": EXACT, "arr_base": EXACT, "amount": EXACT, "growth": "double",
                         "growth_low": "root", "growth_high": "root"}
SOLD: dict[str, Kind] = {"won": EXACT, "declined": EXACT, "win_rate": "double", "win_low": "double",
                         "win_high": "double"}
RULED: dict[str, Kind] = {"judged": EXACT, "by_rule": EXACT, "kept_share": "double", "kept_low": "double",
                          "kept_high": "double", "broken_by": "text"}
LANDED: dict[str, Kind] = {
    **dict.fromkeys(("customers", "seats_then", "seats_now", "grew", "more_products", "left", "arr_then", "arr_now"),
                    EXACT),
    **dict.fromkeys(("growth", "grew_share", "grew_low", "grew_high", "more_share", "arr_growth"), "double"),
    "growth_low": "root", "growth_high": "root"}
TRIED: dict[str, Kind] = {
    **dict.fromkeys(("tries", "customers", "paid", "going_on", "ended", "ripe", "paid_90", "median_days",
                     "reached_days"), EXACT),
    **dict.fromkeys(("share", "low", "high", "reached", "reached_low", "reached_high"), "double")}
CURVE: dict[str, Kind] = {"at_risk": EXACT, "events": EXACT, "paid_share": "double", "low": "double", "high": "double"}


def by_size(asked: Asked) -> Iterator[Pair]:
    """Where there are rules and employees; what was sold where deals are given."""
    rules = read_rules().sizes
    if not rules:
        return
    found = expansion_sizes.sizes(asked.warehouse, asked.scope, rules)
    if "customer.employees" in found.attrs["missing"]:
        return
    selling = Selling(asked.tables, asked.company, asked.where, asked.as_of)
    theirs = {of: in_currency(asked, row, ("arr_base", "amount")) for of, row in second_sizes(
        selling, [(rule.up_to, rule.functions) for rule in rules]).items()}
    mine, said = keyed(found, "of"), asked.said()
    yield from together("expansion.size_growth", said, mine, theirs, GREW, of="size")
    if not found.attrs["missing"]:
        yield from together("expansion.size_wins", said, mine, theirs, SOLD, of="size")
        ruled = {of: {**row, "broken_by": label(row["broken_by"])} for of, row in mine.items() if of is not None}
        yield from together("expansion.size_rule", said, ruled, without(theirs), RULED, of="size")


def without(rows: Mapping[Any, Any]) -> dict[Any, Any]:
    """The rows of sizes: who is of none is judged by no rule."""
    return {of: row for of, row in rows.items() if of is not None}


def landings(asked: Asked) -> Iterator[Pair]:
    """By cohort at each age, for everybody and for each start; by start twelve months later."""
    for months in expansion_landing.AGES:
        rows, left_out = landing.landed(asked.company, asked.tables, asked.as_of, asked.where, months)
        for start in (None, *landing.STARTS[:3]):
            found = expansion_landing.landings(asked.warehouse, asked.scope, "cohort", months, start)
            if found.attrs["missing"]:
                return
            told, said = found.attrs, asked.said(months=months, start=start or "all")
            theirs, masked = landing.by_cohort(rows, start)
            yield from together("expansion.landed", said, keyed(found, "of"), money(asked, theirs), LANDED, of="cohort")
            yield Pair("expansion.landed", f"{said} masked", told["masked"], masked, EXACT)
            yield Pair("expansion.landed", f"{said} left_out", told["left_out"], left_out, EXACT)
        if months == 12:
            found = expansion_landing.landings(asked.warehouse, asked.scope, "start", months)
            yield from together("expansion.starts", asked.said(months=months), keyed(found, "of"),
                                money(asked, landing.by_start(rows)), LANDED, of="start")


def money(asked: Asked, rows: Mapping[str, Any]) -> dict[str, Any]:
    return {of: in_currency(asked, row, ("arr_then", "arr_now")) for of, row in rows.items()}


def trials(asked: Asked) -> Iterator[Pair]:
    """By way: the counts and shares, and the curve day by day."""
    found = expansion_trials.trials(asked.warehouse, asked.scope)
    if found.attrs["missing"]:
        return
    groups = tries.by_way(tries.tries(asked.company, asked.tables, asked.as_of, asked.where))
    yield from together("expansion.tried", asked.said(), keyed(found, "way"),
                        {way: tries.told(rows, asked.as_of) for way, rows in groups.items()}, TRIED, of="way")
    steps = expansion_trials.paid_over_time(asked.warehouse, asked.scope)
    for way in dict.fromkeys([*steps.way, *groups]):
        yield from together("expansion.paid_over_time", asked.said(way=way), keyed(steps[steps.way == way], "age"),
                            tries.curve(groups.get(way, ()), asked.as_of) if way in groups else {}, CURVE, of="age")
