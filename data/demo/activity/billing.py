"""invoice: a year's or a quarter's of a contract's paid lines, in advance."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo import words as w
from data.demo.activity.ground import SPAN, Ground, keyed, place
from data.demo.arrow import amounts, days, ids, words
from data.demo.basis import Flags, Ints, Reals, add_months, stream
from data.demo.ledger import PAID
from data.demo.state import MONTHLY
from data.demo.tables import CUSTOMER, net_mrr, rounded

YEAR, QUARTER = 12, 3
BY_QUARTER = 0.35
DAYS_TO_PAY = 30
LATEST = 52


def invoice(ground: Ground) -> pa.Table:
    """One row per invoice made out by the last day; `paid_on` where it was paid by then."""
    rng = stream(ground.run.seed, "invoice")
    contract, who, day, months = _dates(ground, rng)
    amount = _amounts(ground, contract, day) * months
    billed = amount > 0
    who, due, amount = who[billed], day[billed] + DAYS_TO_PAY, amount[billed]
    truth = ground.run.truth
    rate = np.where(_leaving(ground, who, due), truth.invoice_late_leavers, truth.invoice_late)
    late = rng.random(len(who)) < rate
    paid = due + np.where(late, rng.integers(5, LATEST, len(who)), -rng.integers(0, 25, len(who)))
    currency = ground.run.people.currency[who]
    return pa.table({
        "invoice_id": ids("I", np.arange(len(who)), 8), "customer_id": ids(CUSTOMER, who), "due_on": days(due),
        "paid_on": days(ground.happened(paid)), "amount": amounts(rounded(amount, currency, 1)),
        "currency": words(w.CURRENCIES, currency),
    })


def _dates(ground: Ground, rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints]:
    """Contract, customer, day and months of each invoice, from each contract's first day to its end or the last day."""
    contracts, people = ground.contracts, ground.run.people
    customer, start = contracts["customer"], contracts["start"]
    quarterly = (people.term[customer] == MONTHLY) | (rng.random(len(people)) < BY_QUARTER)[customer]
    months = np.where(quarterly, QUARTER, YEAR).astype(np.int32)
    until = np.minimum(contracts["term_end"], ground.end + 1)
    count = np.maximum(np.ceil((until - start) / (months * 30)), 0).astype(np.int32)
    row = np.repeat(np.arange(len(count)), count)
    day = add_months(start[row], months[row] * place(count))
    kept = day < until[row]
    return contracts["number"][row][kept], customer[row][kept], day[kept], months[row][kept]


def _amounts(ground: Ground, contract: Ints, day: Ints) -> Reals:
    """What a month of a contract's paid lines costs on each day, in the customer's currency."""
    lines = ground.lines
    paid = np.flatnonzero(lines["kind"] == PAID)
    total = int(ground.run.books.contracts.rows)
    count = np.bincount(contract, minlength=total)
    first = np.cumsum(count) - count
    of_line = count[lines["contract"][paid]]
    line = np.repeat(paid, of_line)
    bill = first[lines["contract"][line]] + place(of_line)
    here = (lines["start"][line] <= day[bill]) & (day[bill] < lines["end"][line])
    sums = np.bincount(bill[here], net_mrr(ground.run, lines)[line[here]], minlength=len(day))
    return np.asarray(sums)


def _leaving(ground: Ground, who: Ints, day: Ints) -> Flags:
    """Whether a customer leaves within some weeks of a day, as decided by now."""
    rows = ground.intents
    ends = np.sort(keyed(rows["customer"], np.minimum(rows["term_end"], SPAN - 1))[rows["leaves"]])
    if len(ends) == 0:
        return np.zeros(len(who), dtype=bool)
    following = ends[np.minimum(np.searchsorted(ends, keyed(who, day)), len(ends) - 1)]
    ahead = following - keyed(who, day)
    return np.asarray((ahead >= 0) & (ahead <= 7 * ground.run.truth.invoice_weeks))
