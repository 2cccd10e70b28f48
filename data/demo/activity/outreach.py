"""More rows of touch: what sales, partners, support, product and IT send and hold. One-way, so they keep no rhythm."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.activity.ground import Ground
from data.demo.activity.people import DATA_PLAN, HANDOFF_PLAN, PLAYBOOK, RELEASE_PLAN, SUPPORT_PLAN
from data.demo.activity.touches import COMMUNITY, CONTENT, EMAIL, KINDS, WEBINAR
from data.demo.arrow import days, ids, words
from data.demo.basis import Flags, Ints, stream
from data.demo.partners import partners_of
from data.demo.tables import CUSTOMER

FUNCTIONS = ("sales", "partners", "support", "product", "it")
KIND = np.array([EMAIL, COMMUNITY, EMAIL, WEBINAR, CONTENT], dtype=np.int8)
PLAN = np.array([HANDOFF_PLAN, -1, SUPPORT_PLAN, RELEASE_PLAN, DATA_PLAN])
PLAYED = np.array([0.0, 0.0, 0.75, 0.5, 0.4])
"""By function: the share of its contacts that follow the playbook; sales' is a parameter of the truth."""
PARTNER_DAYS, RELEASES = 0.010, 0.006
HANDED, DATA_DAYS = 10, 60
Rows = tuple[Ints, Ints]


def outreach(ground: Ground, touches: pa.Table, tickets: pa.Table) -> pa.Table:
    """The contacts so far and those of the other functions after them, numbered on. Nobody counts who opened these."""
    rng = stream(ground.run.seed, "outreach")
    made = [_sold(ground, rng), _partnered(ground, rng), _severe(ground, tickets, rng),
            ground.scattered(rng, RELEASES), _connected(ground, rng)]
    by = np.repeat(np.arange(len(FUNCTIONS)), [len(rows[0]) for rows in made])
    who, day = (np.concatenate([rows[at] for rows in made]) for at in range(2))
    order = np.lexsort((by, who, day))
    order = order[day[order] >= _joined(ground)[by[order]]]
    who, day, by = who[order], day[order], by[order]
    played = PLAYED + np.array([ground.run.truth.handoff_played, 0, 0, 0, 0])
    plan = np.where(rng.random(len(who)) < played[by], PLAN[by], -1)
    more = pa.table({
        "touch_id": ids("T", touches.num_rows + np.arange(len(who)), 9), "customer_id": ids(CUSTOMER, who),
        "occurred_on": days(day), "function": words(FUNCTIONS, by), "kind": words(KINDS, KIND[by]),
        "csm_id": pa.nulls(len(who), pa.string()), "contact_id": pa.nulls(len(who), pa.string()),
        "playbook_id": ids(PLAYBOOK, plan, 2),
        **{name: pa.nulls(len(who), pa.bool_()) for name in ("delivered", "opened", "clicked")}})
    return pa.concat_tables([touches, more]).combine_chunks()


def _joined(ground: Ground) -> Ints:
    """By function: the day from which it takes part; support always did."""
    truth, weeks = ground.run.truth, ground.run.weeks
    joined = (truth.sales_joined, truth.partners_joined, -weeks.count, truth.product_joined, truth.it_joined)
    return np.array([weeks.day(back) for back in joined], dtype=np.int32)


def _begun(ground: Ground, share: Flags, wait: Ints) -> Rows:
    """Once, so many days after the first start in history, of some, while a customer and by the last day."""
    who, start, end = ground.first_spell()
    day = (start + wait[who]).astype(np.int32)
    kept = share[who] & ~ground.run.people.old[who] & (day < end) & (day <= ground.end)
    return who[kept], day[kept]


def _sold(ground: Ground, rng: np.random.Generator) -> Rows:
    count = len(ground.run.people)
    return _begun(ground, rng.random(count) < 0.8, rng.integers(0, HANDED, count).astype(np.int32))


def _connected(ground: Ground, rng: np.random.Generator) -> Rows:
    """How to connect the customer's own data, in the first weeks."""
    count = len(ground.run.people)
    talked = rng.random(count) < ground.run.truth.data_talk
    return _begun(ground, talked, rng.integers(5, DATA_DAYS, count).astype(np.int32))


def _partnered(ground: Ground, rng: np.random.Generator) -> Rows:
    return ground.scattered(rng, PARTNER_DAYS * (partners_of(ground.run) >= 0))


def _severe(ground: Ground, tickets: pa.Table, rng: np.random.Generator) -> Rows:
    """A note to the customer on one of the days after a severe ticket, while it is one."""
    severe = tickets["severity"].to_numpy() <= 2
    names = tickets["customer_id"].to_pandas()[severe].str[len(CUSTOMER):]
    who = (names.astype(np.int32) - 1).to_numpy().astype(np.int32)
    opened = tickets["opened_at"].to_numpy()[severe].astype("datetime64[D]").astype(np.int64)
    day = (opened + rng.integers(0, 3, len(who))).astype(np.int32)
    sent = (rng.random(len(who)) < ground.run.truth.support_mail) & ground.here(who, day) & (day <= ground.end)
    return who[sent], day[sent]
