"""Trials and free plans: of a first product by small companies, of one more product by customers; some buy later.

What was bought is the ledger's own; here is drawn, from a random stream of its own, only who had tried it before, and
who tried and never bought. Rows beside the ledger's: no line, contract or day of these changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.demo import words as w
from data.demo.arrow import amounts, days, ids, whole, words
from data.demo.basis import NEVER, Flags, Ints, stream
from data.demo.latent import spells
from data.demo.ledger import FREE, PAID, TRIAL, Columns
from data.demo.state import ANALYTICS, ASSISTANT, MAIN, Run

LINE, CONTRACT, CUSTOMER = "ST", "KT", "C"
FIRST_FREE = 0.30
"""Of small companies that bought without a trial: the share that began on the free plan."""
LEFT_FREE = 0.70
"""Of companies with a trial alone: the share that stays on the free plan after it."""
BEFORE = 0.45
"""Of further products bought in mid-term: the share that was tried, or used for free, before."""
TRIED = 0.004
"""A week: customers that try a further product, whether or not they come to buy it."""
ON_FREE = 0.35
"""Of those who try a further product: the share on a free plan instead of a trial."""
SMALL = 2
"""From this size class on (SMB, Startup) there is a free plan to begin with."""


@dataclass(frozen=True)
class Tries:
    """One entry per trial or free plan. `end` is exclusive, NEVER while it goes on."""

    who: Ints
    slot: Ints
    kind: Ints
    start: Ints
    end: Ints


def landing(run: Run, lines: Columns) -> tuple[pa.Table, pa.Table]:
    """Rows of subscription and of contract, as known on the last day, ordered by the day they began."""
    rng, bought = stream(run.seed, "landing"), _bought(run, lines)
    made = [_free_first(run, lines, rng), _left_on_free(run, lines, rng), _before_buying(run, bought, rng),
            _whoever(run, bought, rng)]
    tries = Tries(*(np.concatenate([getattr(each, name) for each in made]).astype(np.int32)
                    for name in Tries.__dataclass_fields__))
    kept = np.flatnonzero((tries.start >= run.weeks.first) & (tries.start <= run.weeks.end) & (tries.start < tries.end))
    order = kept[np.lexsort((tries.slot[kept], tries.who[kept], tries.start[kept]))]
    return _tables(run, Tries(*(getattr(tries, name)[order] for name in Tries.__dataclass_fields__)))


def _bought(run: Run, lines: Columns) -> Ints:
    """Grain: customer × slot: the first day of a paid line of it; NEVER without one."""
    first = np.full((len(run.people), 4), NEVER, dtype=np.int32)
    paid = (lines["kind"] == PAID) & (lines["slot"] < 4)
    np.minimum.at(first, (lines["customer"][paid], lines["slot"][paid].astype(np.int64)), lines["start"][paid])
    return first


def _free_first(run: Run, lines: Columns, rng: np.random.Generator) -> Tries:
    """Small companies that used the free plan until the day they bought; none that had a trial."""
    people, count = run.people, len(run.people)
    tried = np.zeros(count, dtype=bool)
    tried[lines["customer"][lines["kind"] == TRIAL]] = True
    length = np.rint(np.clip(75 * np.exp(0.7 * rng.standard_normal(count)), 10, 400)).astype(np.int32)
    begins = (rng.random(count) < FIRST_FREE) & (people.size >= SMALL) & ~tried & ~people.old & ~people.never
    who = np.flatnonzero(begins & (people.start <= run.weeks.end)).astype(np.int32)
    return _tries(who, MAIN, FREE, people.start[who] - length[who], people.start[who])


def _left_on_free(run: Run, lines: Columns, rng: np.random.Generator) -> Tries:
    """Companies that had a trial and did not buy: most go on for free."""
    of_trial = np.flatnonzero((lines["kind"] == TRIAL) & run.people.never[lines["customer"]])
    chosen = of_trial[rng.random(len(of_trial)) < LEFT_FREE]
    return _tries(lines["customer"][chosen], MAIN, FREE, lines["end"][chosen], NEVER)


def _before_buying(run: Run, bought: Ints, rng: np.random.Generator) -> Tries:
    """A further product of a customer, tried up to the day it was bought."""
    people, made = run.people, []
    for slot in (ANALYTICS, ASSISTANT):
        later = (bought[:, slot] < NEVER) & (bought[:, slot] > people.start)
        who = np.flatnonzero(later & (rng.random(len(people)) < BEFORE)).astype(np.int32)
        free = rng.random(len(who)) < ON_FREE
        length = np.where(free, _free_days(rng, len(who)), rng.integers(14, 31, len(who)))
        start = np.maximum(bought[who, slot] - length, people.start[who])
        made.append(_tries(who, slot, np.where(free, FREE, TRIAL), start, bought[who, slot]))
    return Tries(*(np.concatenate([getattr(each, name) for each in made]) for name in Tries.__dataclass_fields__))


def _whoever(run: Run, bought: Ints, rng: np.random.Generator) -> Tries:
    """Any customer on any day, of a product it does not have; a trial ends by itself, a free plan with the spell."""
    stretch = spells(run)
    until = np.minimum(stretch["end"], run.weeks.end + 1)
    count = rng.poisson(TRIED * np.maximum(until - stretch["start"], 0) / 7)
    who, ends = np.repeat(stretch["customer"], count), np.repeat(stretch["end"], count)
    begun = np.repeat(stretch["start"], count) + (np.repeat(until - stretch["start"], count)
                                                  * rng.random(len(who))).astype(np.int32)
    there = begun >= run.weeks.day(run.truth.assistant_week)
    slot = np.where(there & (rng.random(len(who)) < 0.5), ASSISTANT, ANALYTICS)
    free = rng.random(len(who)) < ON_FREE
    last = np.where(free, ends, begun + rng.integers(14, 31, len(who)))
    kept = (bought[who, slot] > begun) & _first_of(who, slot, begun)
    last = np.minimum(last, bought[who, slot])
    return _tries(who[kept], slot[kept], np.where(free, FREE, TRIAL)[kept], begun[kept], last[kept])


def _first_of(who: Ints, slot: Ints, day: Ints) -> Flags:
    """Whether each is the customer's first try of the product."""
    order = np.lexsort((day, slot, who))
    same = np.zeros(len(order), dtype=bool)
    same[1:] = (who[order][1:] == who[order][:-1]) & (slot[order][1:] == slot[order][:-1])
    first = np.empty(len(order), dtype=bool)
    first[order] = ~same
    return first


def _free_days(rng: np.random.Generator, count: int) -> Ints:
    days: Ints = np.rint(np.clip(90 * np.exp(0.6 * rng.standard_normal(count)), 15, 400)).astype(np.int32)
    return days


def _tries(who: Ints, slot: Ints | int, kind: Ints | int, start: Ints, end: Ints | int) -> Tries:
    return Tries(who, *(np.broadcast_to(np.asarray(each, dtype=np.int32), who.shape)
                        for each in (slot, kind, start, end)))


def _tables(run: Run, tries: Tries) -> tuple[pa.Table, pa.Table]:
    number, nothing = np.arange(len(tries.who)), np.full(len(tries.who), -1, dtype=np.int32)
    end = np.where((tries.kind == FREE) & (tries.end > run.weeks.end), NEVER, tries.end)
    identity = {"customer_id": ids(CUSTOMER, tries.who), "contract_id": ids(CONTRACT, number)}
    free = np.zeros(len(number))
    subscription = pa.table({
        "subscription_id": ids(LINE, number), **identity, "product": words(w.PRODUCTS, tries.slot),
        "department": words(w.DEPARTMENTS, nothing), "start_on": days(tries.start), "end_on": days(end),
        "mrr": amounts(free), "currency": words(w.CURRENCIES, run.people.currency[tries.who]),
        "seats": whole(np.minimum(run.people.seats[tries.who], 10)), "list_mrr": amounts(free),
        "kind": words(w.KINDS, tries.kind), "cancelled_on": days(np.full(len(number), NEVER)),
        "churn_reason": words(w.REASONS, nothing)})
    contract = pa.table({
        "contract_id": identity["contract_id"], "customer_id": identity["customer_id"], "term_end": days(end),
        "auto_renew": pa.array(np.zeros(len(number), dtype=bool)),
        "notice_days": whole(run.people.notice[tries.who]), "previous_contract_id": ids(CONTRACT, nothing)})
    return subscription, contract
