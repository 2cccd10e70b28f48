"""cost_month: what winning, serving, keeping and growing customers cost, by month, function and segment.

Booked for whole months of history. Winning is paid in the months before the signature; what a partner is paid is booked
on that partner, and its customers cost no marketing. Everything follows from the books; chance only blurs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.demo import words as w
from data.demo.activity.ground import Ground
from data.demo.arrow import amounts, days, ids, words
from data.demo.basis import Codes, Flags, Ints, Reals, add_months, stream
from data.demo.ledger import PAID
from data.demo.owners import SEGMENT
from data.demo.partners import PARTNER, PARTNERS, partners_of
from data.demo.tables import net_mrr

FUNCTIONS = ("marketing", "sales", "partners", "customer success", "services", "support", "product")
MARKETING, SALES, PARTNER_SALES, SUCCESS, SERVICES, SUPPORT, PRODUCT = range(len(FUNCTIONS))
KINDS = ("acquisition", "retention", "expansion", "delivery")
ACQUISITION, RETENTION, EXPANSION, DELIVERY = range(len(KINDS))
SIZES = len(w.SEGMENTS)
MARKETING_SHARE = np.array([0.35, 0.42, 0.70, 1.00])
SALES_SHARE = np.array([0.85, 0.80, 0.60, 0.45])
"""Of the first year's ARR, by segment; the smaller the customer, the more of it is marketing."""
COMMISSION, PARTNER_SALES_SHARE = 0.20, 0.5
"""A partner's part of the first year's ARR; what its customers take of the company's own sales, relative."""
AHEAD = np.array([0.2, 0.5, 0.3])
"""When winning a customer is paid for: in the month of the signature, one and two months before it."""
CARE = np.array([60_000.0, 15_000.0, 1_500.0])
"""Customer success a month and customer, by touch model."""
SUPPORT_COST = np.array([25_000.0, 12_000.0, 4_000.0, 1_800.0])
HOSTING, ONBOARDING_SHARE, EXPANSION_SHARE, NOISE = 0.14, 0.08, 0.25, 0.08


@dataclass(frozen=True)
class Month:
    """One month's books by segment; `won` by segment × (own sales, each partner), in JPY of ARR."""

    first: int
    revenue: Reals
    customers: Reals
    care: Reals
    grown: Reals
    won: Reals


def cost_month(ground: Ground) -> pa.Table:
    """One row per whole month × function × kind × segment (× partner, for commissions) that cost anything, in JPY."""
    months = list(_months(ground))
    rows = [row for at in range(len(months)) for row in _rows(months, at)]
    table = np.array(rows, dtype=np.float64).reshape(-1, 6)
    blur = np.exp(NOISE * stream(ground.run.seed, "cost_month").standard_normal(len(table)))
    amount = np.rint(table[:, 5] * blur)
    kept = amount > 0
    first, function, kind, segment, partner = (table[kept, at].astype(np.int32) for at in range(5))
    return pa.table({
        "month_on": days(first), "function": words(FUNCTIONS, function), "kind": words(KINDS, kind),
        "segment": words(w.SEGMENTS, segment), "partner_id": ids(PARTNER, partner, 2),
        "amount": amounts(amount[kept]), "currency": words(w.CURRENCIES, np.zeros(int(kept.sum()))),
    })


def _rows(months: list[Month], at: int) -> Iterator[tuple[float, ...]]:
    """Month, function, kind, segment, partner (-1: none), amount before chance."""
    month, won = months[at], _paid_for(months, at)
    for size in range(SIZES):
        own, led = won[size, 0], won[size, 1:].sum()
        yield month.first, MARKETING, ACQUISITION, size, -1, MARKETING_SHARE[size] * own
        yield month.first, SALES, ACQUISITION, size, -1, SALES_SHARE[size] * (own + PARTNER_SALES_SHARE * led)
        yield month.first, SUCCESS, RETENTION, size, -1, month.care[size]
        yield month.first, SUCCESS, EXPANSION, size, -1, EXPANSION_SHARE * month.grown[size]
        yield month.first, SUPPORT, DELIVERY, size, -1, SUPPORT_COST[size] * month.customers[size]
        yield month.first, PRODUCT, DELIVERY, size, -1, HOSTING * month.revenue[size]
        yield month.first, SERVICES, DELIVERY, size, -1, ONBOARDING_SHARE * month.won[size].sum()
        for number in range(len(PARTNERS)):
            yield (month.first, PARTNER_SALES, ACQUISITION, size, number,
                   COMMISSION * month.won[size, 1 + number])


def _paid_for(months: list[Month], at: int) -> Reals:
    """What is won in this month and the next two, as far as it is being paid for now.

    Nobody knows yet what the months after the last will bring: they are taken to be like the last three.
    """
    usual = np.mean([month.won for month in months[-3:]], axis=0)
    ahead = [months[at + more].won if at + more < len(months) else usual for more in range(len(AHEAD))]
    return np.asarray(np.tensordot(AHEAD, np.array(ahead), axes=1))


def _months(ground: Ground) -> Iterator[Month]:
    """The whole months of history, each read from the changes of its own days alone."""
    people, books = ground.run.people, ground.run.books
    labels, lines = books.labels.read(), ground.lines
    paid = lines["kind"] == PAID
    who, price = lines["customer"][paid], _in_yen(ground)[paid]
    begun, ended = lines["start"][paid], lines["end"][paid]
    column = partners_of(ground.run).astype(np.int32) + 1
    segment, touch, mrr = people.size.copy(), people.touch.copy(), np.zeros(len(people))
    known = -1
    for first, last in _bounds(ground):
        before = mrr.copy()
        for when, sign in ((begun, 1.0), (ended, -1.0)):
            now = (when > known) & (when <= last)
            mrr += np.bincount(who[now], sign * price[now], minlength=len(people))
        _relabel(labels, (labels["since"] > known) & (labels["since"] <= last), segment, touch)
        new = (people.start > known) & (people.start <= last) & ~people.old & ~people.never
        here = mrr > 0.5
        yield Month(
            first, _by(segment, np.where(here, mrr, 0.0)), _by(segment, here), _by(segment, CARE[touch] * here),
            12 * _by(segment, np.where(here & (before > 0.5), np.maximum(mrr - before, 0.0), 0.0)),
            _by(segment[new] * (1 + len(PARTNERS)) + column[new], 12 * mrr[new],
                SIZES * (1 + len(PARTNERS))).reshape(SIZES, -1))
        known = last


def _bounds(ground: Ground) -> Iterator[tuple[int, int]]:
    """The first and the last day of each whole month between the first and the last day of history."""
    start = np.array([ground.run.weeks.first], dtype=np.int32)
    month = start.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
    first = month if month[0] == start[0] else add_months(month, 1)
    while True:
        following = add_months(first, 1)
        if following[0] - 1 > ground.end:
            return
        yield int(first[0]), int(following[0] - 1)
        first = following


def _by(cell: Codes | Ints, values: Reals | Flags, many: int = SIZES) -> Reals:
    return np.asarray(np.bincount(cell, values.astype(np.float64), minlength=many), dtype=np.float64)


def _in_yen(ground: Ground) -> Reals:
    rate = np.array(w.TO_JPY)[ground.run.people.currency[ground.lines["customer"]]]
    return np.asarray(net_mrr(ground.run, ground.lines) * rate)


def _relabel(labels: dict[str, Ints], now: Flags, segment: Codes, touch: Codes) -> None:
    """Writes the labels that change in a month; of several of one customer the last one written holds."""
    for values, kind in ((segment, labels["attribute"] == SEGMENT), (touch, labels["attribute"] != SEGMENT)):
        chosen = now & kind
        values[labels["customer"][chosen]] = labels["value"][chosen]
