"""usage_week: what each customer did with each feature, week by week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.demo.arrow import ids, whole, words
from data.demo.basis import Flags, Ints, Reals, stream
from data.demo.latent import Use
from data.demo.ledger import PAID, known
from data.demo.state import MAIN, SECOND, Run

FEATURES = ("Dashboards", "Reports", "Workflows", "Alerts", "Mobile app", "API", "Exports", "Automation")
ADOPTION = np.array([1.0, 0.92, 0.80, 0.70, 0.62, 0.38, 0.55, 0.34])
"""Share of customers that have each feature in the end, with the best plan and a good fit; the first has everybody."""
EVENTS = np.array([6.0, 4.0, 3.0, 2.0, 2.0, 2.5, 0.8, 1.2])
"""Events per seat and week at level 1."""
REACH = np.array([1.12, 0.75, 0.55, 0.45, 0.40, 0.06, 0.15, 0.12])
"""Active users per seat at level 1."""
MOST_ACTIVE = 0.97


class Seats:
    """Seats of Platform by week; what is known last holds while a customer has no line, in a late renewal."""

    def __init__(self, run: Run) -> None:
        lines, _ = known(run.books, run.weeks.end)
        kept = (lines["kind"] == PAID) & np.isin(lines["slot"], (MAIN, SECOND))
        who, seats = lines["customer"][kept], lines["seats"][kept]
        day = np.concatenate([lines["start"][kept], lines["end"][kept]])
        self.who, self.change = np.concatenate([who, who]), np.concatenate([seats, -seats])
        order = np.argsort(day, kind="stable")
        self.day, self.who, self.change = day[order], self.who[order], self.change[order]
        self.at, count = 0, len(run.people)
        self.now, self.shown = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)

    def on(self, sunday: int) -> NDArray[np.int64]:
        """Per customer; Sundays must come in order."""
        until = int(np.searchsorted(self.day, sunday, side="right"))
        np.add.at(self.now, self.who[self.at:until], self.change[self.at:until])
        self.at = until
        self.shown = np.where(self.now > 0, self.now, self.shown)
        return self.shown


class Habits:
    """What is settled about a customer's use: whether it is known, how much of it, which features it takes up."""

    def __init__(self, run: Run) -> None:
        truth, people, rng = run.truth, run.people, stream(run.seed, "habits")
        count = len(people)
        self.known: Flags = rng.random(count) >= truth.usage_unknown
        self.style = np.exp(truth.usage_style * rng.standard_normal(count))
        self.shelf = np.where(rng.random(count) < truth.shelfware_share, truth.shelfware_use, 1.0)
        plan = np.array([truth.feature_standard, truth.feature_professional, truth.feature_premium])[people.plan]
        fit = np.array([1.0, truth.feature_partial, truth.feature_poor])[people.fit]
        self.taste = rng.random((count, len(FEATURES))).astype(np.float32)
        self.reach = (ADOPTION * (plan * fit)[:, None]).astype(np.float32)
        self.reach[:, 0] = 1.0

    def adopted(self, who: Ints, ramp: Reals) -> Flags:
        """Customer × feature; `ramp` is how much of its time for adopting each customer has had."""
        share = np.column_stack([np.ones(len(who)), np.repeat(ramp[:, None], len(FEATURES) - 1, axis=1)])
        return np.asarray(self.taste[who] < self.reach[who] * share)


def blocks(run: Run, weeks: int | None = None) -> Iterator[pa.Table]:
    """One table per week of history, or of its last `weeks`: the contract's rows, where there were events."""
    use, seats, habits = Use(run), Seats(run), Habits(run)
    names, features = ids("C", np.arange(len(run.people))), words(FEATURES, np.arange(len(FEATURES)))
    first = 0 if weeks is None else run.weeks.count - weeks
    for week, (monday, level) in enumerate(use.weeks()):
        held = seats.on(monday + 6)
        if week < first:
            continue
        who = np.flatnonzero(~np.isnan(level) & (held > 0) & habits.known).astype(np.int32)
        age = np.where(run.people.old[who], 10_000, monday + 7 - use.start[who])
        adopted = habits.adopted(who, np.minimum(age / (7 * run.truth.feature_weeks), 1.0))
        rng = stream(run.seed, f"usage {week}")
        noise = np.exp(run.truth.usage_noise * rng.standard_normal(len(who)))
        strength = level[who].astype(np.float64) * habits.shelf[who]
        row, feature, events, users = _drawn(rng, adopted, strength, habits.style[who] * noise, held[who])
        yield pa.table({
            "customer_id": names.take(pa.array(who[row])),
            "week_on": pa.array(np.full(len(row), monday, dtype=np.int32)).cast(pa.date32()),
            "feature": features.take(pa.array(feature)), "active_users": whole(users), "events": whole(events),
        })


def _drawn(rng: np.random.Generator, adopted: Flags, strength: Reals, style: Reals,
           held: NDArray[np.int64]) -> tuple[Ints, Ints, Ints, Ints]:
    """Row of the customer, feature, events, active users, where there was at least one event."""
    row, feature = np.nonzero(adopted)
    events = rng.poisson(strength[row] * style[row] * held[row] * EVENTS[feature])
    users = rng.binomial(held[row], np.minimum(strength[row] * REACH[feature], MOST_ACTIVE))
    users = np.clip(users, 1, np.minimum(held[row], np.maximum(events, 1)))
    used = events > 0
    return (row[used].astype(np.int32), feature[used].astype(np.int32), events[used].astype(np.int32),
            users[used].astype(np.int32))
