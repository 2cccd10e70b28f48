"""Deals with existing customers: each expansion of the ledger in mid-term as a deal that was won, and those lost."""

from __future__ import annotations

import numpy as np

from data.demo.activity.ground import Ground
from data.demo.activity.selling import (
    CROSS_SELL,
    FUNCTIONS,
    PARTNERS,
    SALES,
    UPSELL,
    Deals,
    cycle,
    deals,
    likewise,
)
from data.demo.basis import Codes, Ints, Reals, pick
from data.demo.ledger import PAID
from data.demo.partners import partners_of
from data.demo.tables import net_mrr

SOURCES = np.array([
    [0.52, 0.38, 0.02, 0.08, 0.0, 0.0], [0.46, 0.26, 0.06, 0.08, 0.0, 0.14], [0.10, 0.14, 0.22, 0.04, 0.0, 0.50]])
"""Per touch model: which function found the occasion."""
LOST = np.array([0.9, 2.2, 2.6, 1.4, 0.0, 0.0])
"""Deals lost for each one won, by function; who serves himself does not lose a deal."""
CYCLE = np.array([28.0, 45.0, 40.0, 40.0, 1.0, 1.0])
OFFERS = 0.06
"""A week: the pool that lost deals are taken from."""


def expansions(ground: Ground, rng: np.random.Generator) -> list[Deals]:
    """Won: more of a product is an upsell, one more product or department a cross-sell. Price rises are none."""
    line, gain, added = _gains(ground)
    people, who, day = ground.run.people, ground.lines["customer"][line], ground.lines["start"][line]
    source = _sources(ground, who, day, rng)
    begun = np.maximum(day - cycle(rng, CYCLE[source], len(who)), people.start[who])
    won = deals(who=who, contract=ground.lines["contract"][line], kind=np.where(added, CROSS_SELL, UPSELL),
                source=source, arr=gain, currency=people.currency[who], discount=people.discount[who],
                created=begun, closed=day, won=True)
    return [won, _lost(ground, won, rng)]


def _gains(ground: Ground) -> tuple[Ints, Reals, np.ndarray]:
    """Lines that begin in mid-term and are worth more than what they follow: line, ARR gained, whether it follows none.
    """
    lines, worth = ground.lines, 12 * net_mrr(ground.run, ground.lines)
    paid = np.flatnonzero(lines["kind"] == PAID)
    order = paid[np.lexsort((lines["start"][paid], lines["slot"][paid], lines["contract"][paid]))]
    before = np.roll(order, 1)
    follows = (lines["contract"][order] == lines["contract"][before]) & (lines["slot"][order] == lines["slot"][before])
    follows[:1] = False
    gain = worth[order] - np.where(follows, worth[before], 0.0)
    within = lines["start"][order] > ground.run.books.contracts.read()["start"][lines["contract"][order]]
    grown = within & (gain > 0)
    return order[grown].astype(np.int32), gain[grown], ~follows[grown]


def _sources(ground: Ground, who: Ints, day: Ints, rng: np.random.Generator) -> Codes:
    """By the touch model of the day; what a partner would have found is sales' where there is no partner."""
    source = pick(rng, SOURCES[ground.touch(who, day)])
    none = partners_of(ground.run)[who] < 0
    return np.where((source == PARTNERS) & none, SALES, source).astype(np.int8)


def _lost(ground: Ground, won: Deals, rng: np.random.Generator) -> Deals:
    """Offers to any customer on any day, as many as the function loses; some are still open on the last day."""
    who, begun = ground.scattered(rng, OFFERS)
    source = _sources(ground, who, begun, rng)
    lost = np.bincount(won["source"], minlength=len(FUNCTIONS)) * LOST
    share = lost / np.maximum(np.bincount(source, minlength=len(FUNCTIONS)), 1)
    taken = rng.random(len(who)) < share[source]
    who, begun, source = who[taken], begun[taken], source[taken]
    arr, discount = likewise(ground, won, who, rng)
    kind = np.where(rng.random(len(who)) < 0.4, CROSS_SELL, UPSELL)
    closed = begun + cycle(rng, 1.4 * CYCLE[source], len(who))
    return deals(who=who, kind=kind, source=source, arr=arr, currency=ground.run.people.currency[who],
                 discount=discount, created=begun, closed=closed, won=False)
