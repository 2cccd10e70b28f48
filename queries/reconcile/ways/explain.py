"""explain: event and roll of each rate, mix and rate by segment, and every account's part of the change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from queries import cells, explain
from queries.oracle import a1, contributions, event_and_roll
from queries.oracle.days import base_day
from queries.oracle.explain import METRICS, Account, accounts_of
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair
from queries.reconcile.ways.common import keyed, label
from queries.retention import upsell_masks_churn

WEEK, QUARTER = timedelta(days=7), timedelta(weeks=13)


def pairs(asked: Asked) -> Iterator[Pair]:
    """A week, a quarter and a year back, in customers; mix and rate by every label; upsell that masks churn."""
    for earlier in (asked.as_of - WEEK, asked.as_of - QUARTER, base_day(asked.as_of)):
        ours = keyed(explain.event_and_roll(asked.warehouse, asked.scope, earlier), "metric")
        for metric in METRICS:
            said = asked.said(metric=metric, since=earlier)
            theirs = event_and_roll(asked.company, earlier, asked.as_of, metric, where=asked.where)
            for key in ("event", "roll", "change"):
                yield Pair(f"explain.{key}", said, ours[metric][key], theirs[key])
            yield from _accounts(asked, earlier, metric, said)
            for by in asked.splits:
                yield from _mixed(asked, earlier, metric, by)
    yield from _masked(asked)


def _accounts(asked: Asked, earlier: date, metric: str, said: str) -> Iterator[Pair]:
    found = explain.accounts(asked.warehouse, asked.scope, metric, earlier)
    theirs = {row["account"][0]: row["contribution"]
              for row in contributions(asked.company, earlier, asked.as_of, metric, where=asked.where)}
    mine = dict(zip(found.account_id, found.contribution, strict=True)) if len(found) else {}
    for name in dict.fromkeys([*mine, *theirs]):
        yield Pair("explain.contribution", f"{said} account={name}", mine.get(name), theirs.get(name))


def _mixed(asked: Asked, earlier: date, metric: str, by: str) -> Iterator[Pair]:
    """Mix and rate by label: Σ (w1 − w0)(r0 − R0) and Σ w1 (r1 − r0); a rate that a date lacks is the other's."""
    found = cells.shares(asked.warehouse, asked.scope, metric, by, earlier)
    mine = {label(row[by]): row for row in found.to_dict("records")}
    for name, (mix, rate) in mixed(asked, earlier, metric, by).items():
        said = asked.said({by: name}, metric=metric, since=earlier)
        row: dict[Any, Any] = mine.pop(name, {})
        yield Pair("explain.mix_effect", said, row.get("mix"), mix)
        yield Pair("explain.rate_effect", said, row.get("rate"), rate)
    for name in mine:
        yield Pair("explain.mix_effect", asked.said({by: name}, metric=metric, since=earlier), 0, None)


def mixed(asked: Asked, earlier: date, metric: str, by: str) -> dict[Any, tuple[Fraction, Fraction]]:
    """Each label's mix and rate effect; nothing where a date has no base."""
    sides = []
    for day in (earlier, asked.as_of):
        sums: dict[Any, list[int]] = {}
        for each in _accounts_of(asked, day, metric):
            cell = sums.setdefault(asked.company.labels.on(each.unit.bearer, by, base_day(day)), [0, 0])
            cell[0], cell[1] = cell[0] + each.n, cell[1] + each.b
        sides.append(sums)
    before, after = sides
    base0, base1 = (sum(cell[1] for cell in side.values()) for side in sides)
    if not base0 or not base1:
        return {}
    whole = Fraction(sum(cell[0] for cell in before.values()), base0)
    found = {}
    for name in dict.fromkeys([*before, *after]):
        (n0, b0), (n1, b1) = before.get(name, [0, 0]), after.get(name, [0, 0])
        r0 = Fraction(n0, b0) if b0 else Fraction(n1, b1)
        r1 = Fraction(n1, b1) if b1 else r0
        w0, w1 = Fraction(b0, base0), Fraction(b1, base1)
        found[name] = ((w1 - w0) * (r0 - whole), w1 * (r1 - r0))
    return found


def _accounts_of(asked: Asked, day: date, metric: str) -> list[Account]:
    """The base of a day, for all the labels that it is split by."""
    key = f"accounts {day} {metric}"
    if key not in asked.asked_once:
        asked.asked_once[key] = list(accounts_of(asked.company, day, metric, "customer", asked.where).values())
    found: list[Account] = asked.asked_once[key]
    return found


def _masked(asked: Asked) -> Iterator[Pair]:
    ours = upsell_masks_churn(asked.warehouse, asked.scope)
    theirs = a1(asked.company, asked.as_of, where=asked.where)
    said = asked.said(weeks=14)
    yield Pair("explain.masking", said, None if ours is None else int(ours.fires),
               None if theirs["fires"] is None else int(theirs["fires"]), "exact")
    if ours is not None and theirs["fires"] is not None:
        yield Pair("explain.masking_fall", said, ours.grr_first - ours.grr_last, theirs["fall"])
        yield Pair("explain.masking_slope", said, ours.nrr_slope, theirs["slope"])


WAY = Way("explain", "each account's base and kept ARR on both dates from its lines, then one division", pairs)
