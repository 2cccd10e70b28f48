"""First purchases and onboarding services: won ones are the ledger's own, lost ones never became anything."""

from __future__ import annotations

import numpy as np

from data.demo.activity.ground import Ground
from data.demo.activity.sellers import sellers_of
from data.demo.activity.selling import (
    CUSTOMER_SUCCESS,
    MARKETING,
    NEW,
    PARTNERS,
    SALES,
    SERVICE_DEAL,
    SERVICES,
    UNKNOWN,
    Deals,
    cycle,
    deals,
    likewise,
)
from data.demo.basis import NEVER, Flags, Ints
from data.demo.ledger import PAID, SERVICE
from data.demo.tables import net_mrr

SOURCES = np.array([MARKETING, CUSTOMER_SUCCESS, SALES, PARTNERS, MARKETING, MARKETING])
"""By lead source; a referral is customer success's, whose customers speak well."""
LOST = np.array([1.8, 0.8, 3.0, 1.0, 2.0, 2.6])
"""Deals lost for each one won, by lead source."""
CYCLE = np.array([95.0, 60.0, 35.0, 20.0])
REFERRAL, GLAD, KNOWN_SINCE, TRIES = 1, 4.0, 90, 24
HELD, HANDED_WITHIN, GIVEN_UP = 0.6, 14, 30
OFFERED = 0.35


def purchases(ground: Ground, rng: np.random.Generator) -> list[Deals]:
    """One deal for each first purchase in history, those that tried and did not buy, and those that never came."""
    won = _won(ground, rng)
    return [won, _tried(ground, won, rng), _never_came(ground, won, rng)]


def _won(ground: Ground, rng: np.random.Generator) -> Deals:
    """Its ARR is that of the lines of the first day; those who signed before history are not known to the CRM."""
    people, lines = ground.run.people, ground.lines
    customer = lines["customer"]
    first = (lines["kind"] == PAID) & (lines["start"] == people.start[customer]) & ~people.old[customer]
    arr = np.bincount(customer[first], 12 * net_mrr(ground.run, lines)[first], minlength=len(people))
    contract = np.full(len(people), UNKNOWN, dtype=np.int32)
    contract[customer[first]] = lines["contract"][first]
    who = np.unique(customer[first]).astype(np.int32)
    closed = people.signed[who]
    created = closed - cycle(rng, CYCLE[people.size[who]], len(who))
    handoff, complete = _handoff(ground, closed, rng)
    return deals(
        who=who, contract=contract[who], kind=NEW, source=SOURCES[people.lead[who]], arr=arr[who],
        currency=people.currency[who], discount=people.discount[who], created=created, closed=closed, won=True,
        referrer=_referrer(ground, who, created, rng), handoff=handoff, complete=complete)


def _handoff(ground: Ground, closed: Ints, rng: np.random.Generator) -> tuple[Ints, np.ndarray]:
    """The day of the handoff (NEVER if it was dropped) and whether it was complete, better from year to year."""
    truth = ground.run.truth
    complete = rng.random(len(closed)) < ground.risen(truth.handoff_first, truth.handoff_last, closed)
    day = closed + rng.integers(1, HANDED_WITHIN, len(closed))
    held = complete | (rng.random(len(closed)) < HELD)
    told = np.where(held, day, closed + GIVEN_UP) <= ground.end
    return np.where(held, day, NEVER).astype(np.int32), np.where(told, complete, UNKNOWN)


def _referrer(ground: Ground, who: Ints, day: Ints, rng: np.random.Generator) -> Ints:
    """For a referral, mostly: a content customer of the day, of some months' standing; none where none is found."""
    people, glad = ground.run.people, np.flatnonzero(ground.satisfaction > GLAD).astype(np.int32)
    found = np.full(len(who), UNKNOWN, dtype=np.int32)
    asked = (people.lead[who] == REFERRAL) & (rng.random(len(who)) < ground.run.truth.referred_known)
    if len(glad) == 0:
        return found
    for _ in range(TRIES):
        drawn = glad[rng.integers(0, len(glad), len(who))]
        fits = asked & (found == UNKNOWN) & (drawn != who) & _standing(ground, drawn, day)
        found[fits] = drawn[fits]
    return found


def _standing(ground: Ground, who: Ints, day: Ints) -> Flags:
    """Whether each is in its first spell on a day, and has been for some months."""
    buyers, start, end = ground.first_spell()
    since, until = np.full((2, len(ground.run.people)), NEVER, dtype=np.int64)
    since[buyers], until[buyers] = start, end
    return np.asarray((since[who] + KNOWN_SINCE <= day) & (day < until[who]))


def _tried(ground: Ground, won: Deals, rng: np.random.Generator) -> Deals:
    """Customers with a trial alone."""
    people = ground.run.people
    who = np.flatnonzero(people.never & (people.start <= ground.end)).astype(np.int32)
    arr, discount = likewise(ground, won, who, rng)
    closed = people.start[who] + rng.integers(20, 60, len(who))
    return deals(who=who, kind=NEW, source=SOURCES[people.lead[who]], arr=arr, currency=people.currency[who],
                 discount=discount, created=people.start[who] - rng.integers(3, 20, len(who)), closed=closed, won=False)


def _never_came(ground: Ground, won: Deals, rng: np.random.Generator) -> Deals:
    """Companies that bought elsewhere: no customers, each like one that did buy: its time, size, source and seller."""
    people, buyer = ground.run.people, won["who"]
    count = rng.poisson(LOST[people.lead[buyer]])
    like = np.repeat(np.arange(len(buyer)), count)
    created = won["created"][like] + rng.integers(-60, 90, len(like))
    closed = created + cycle(rng, 1.2 * CYCLE[people.size[buyer[like]]], len(like))
    return deals(
        who=np.full(len(like), UNKNOWN, dtype=np.int32), kind=NEW, source=won["source"][like],
        seller=sellers_of(ground)[buyer[like]], arr=won["arr"][like],
        currency=won["currency"][like], discount=won["discount"][like], created=created, closed=closed, won=False)


def services(ground: Ground, rng: np.random.Generator) -> list[Deals]:
    """Onboarding services: those bought with the first contract (`arr` is the price, once), and those declined."""
    people, lines = ground.run.people, ground.lines
    line = np.flatnonzero(lines["kind"] == SERVICE)
    who, price = lines["customer"][line], net_mrr(ground.run, lines)[line]
    closed = people.signed[who]
    won = deals(who=who, contract=lines["contract"][line], kind=SERVICE_DEAL, source=SERVICES, arr=price,
                currency=people.currency[who], discount=0.0, created=closed - cycle(rng, 20.0, len(who)),
                closed=closed, won=True)
    without = ~people.old & ~people.never & (people.size < 3) & (people.start <= ground.end)
    without[who] = False
    asked = np.flatnonzero(without & (rng.random(len(people)) < OFFERED)).astype(np.int32)
    arr = likewise(ground, won, asked, rng)[0]
    day = people.signed[asked]
    return [won, deals(who=asked, kind=SERVICE_DEAL, source=SERVICES, arr=arr, currency=people.currency[asked],
                       discount=0.0, created=day - cycle(rng, 20.0, len(asked)), closed=day, won=False)]
