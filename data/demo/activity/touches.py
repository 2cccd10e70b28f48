"""touch: every contact, by the rhythm of the touch model; two-way with people, one-way from the machine."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.activity.ground import Ground
from data.demo.activity.people import CHAMPION, CONTACT, PLAYBOOK, SPONSOR, Contacts
from data.demo.arrow import days, ids, words
from data.demo.basis import Flags, Ints, stream
from data.demo.latent import training
from data.demo.tables import CSM, CUSTOMER

HIGH, LOW, TECH = range(3)
KINDS = ("qbr", "onboarding", "training", "check_in", "email", "webinar", "community", "executive", "reference",
         "content")
QBR, ONBOARDING, TRAINING, CHECK_IN, EMAIL, WEBINAR, COMMUNITY, EXECUTIVE, REFERENCE, CONTENT = range(len(KINDS))
TWO_WAY = (QBR, ONBOARDING, TRAINING, CHECK_IN, EXECUTIVE, REFERENCE)
MAILED = (EMAIL, CONTENT)
FUNCTIONS = ("customer success", "services", "marketing")
FUNCTION = np.array([0, 1, 1, 0, 2, 2, 2, 0, 0, 2])
PLAN = np.array([3, 0, 2, 4, 10, 9, -1, 7, -1, 10])
"""Per kind: the function, and the playbook if one was followed."""
PLANNED, DELIVERED = 0.6, 0.97
JITTER = 0.2
CONTENT_DAYS, WEBINARS, COMMUNITIES = 45, 0.010, 0.004
REFERENCES, GLAD = 0.004, 4.3
KICK_OFF, ONBOARDING_DAYS = 14, 70
Rows = tuple[Ints, Ints, np.ndarray]


def touch(ground: Ground, people: Contacts) -> pa.Table:
    """One row per contact; `delivered`, `opened`, `clicked` of e-mails and content only."""
    rng = stream(ground.run.seed, "touch")
    made = [*_rhythm(ground, rng), _onboarding(ground, rng), *_now_and_then(ground, rng), *_mailings(ground, rng)]
    who, day, kind = (np.concatenate([rows[at] for rows in made]) for at in range(3))
    order = np.lexsort((kind, who, day))
    who, day, kind = who[order], day[order], kind[order]
    kept = ~np.isin(kind, TWO_WAY) | ~ground.deciding(who, day)[1]
    who, day, kind = who[kept], day[kept], kind[kept]
    csm = np.where(FUNCTION[kind] == 0, ground.csm(who, day), -1).astype(np.int32)
    plan = np.where(rng.random(len(who)) < PLANNED, PLAN[kind], -1)
    return pa.table({
        "touch_id": ids("T", np.arange(len(who)), 9), "customer_id": ids(CUSTOMER, who), "occurred_on": days(day),
        "function": words(FUNCTIONS, FUNCTION[kind]), "kind": words(KINDS, kind), "csm_id": ids(CSM, csm, 3),
        "contact_id": ids(CONTACT, _spoken_with(people, who, day, kind), 8), "playbook_id": ids(PLAYBOOK, plan, 2),
        **_reactions(ground, np.isin(kind, MAILED), rng),
    })


def _rows(who: Ints, day: Ints, kind: np.ndarray | int, kept: Flags | None = None) -> Rows:
    kinds = np.broadcast_to(np.asarray(kind, dtype=np.int8), who.shape)
    return (who, day, kinds) if kept is None else (who[kept], day[kept], kinds[kept])


def _rhythm(ground: Ground, rng: np.random.Generator) -> list[Rows]:
    """High touch: a check-in a month, each third one a review; low touch: one a quarter, each second one a review."""
    truth, made = ground.run.truth, []
    for model, rhythm, review in ((HIGH, truth.touch_high, 3), (LOW, truth.touch_low, 2)):
        who, day, number = ground.rounds(rng, rhythm * (1 - JITTER), rhythm * (1 + JITTER), after=KICK_OFF)
        held = (ground.touch(who, day) == model) & (rng.random(len(who)) >= truth.touch_missed)
        made.append(_rows(who, day, np.where(number % review == review - 1, QBR, CHECK_IN), held))
    return made


def _onboarding(ground: Ground, rng: np.random.Generator) -> Rows:
    """Three meetings in the first weeks, but for tech touch."""
    who, start, end = ground.first_spell()
    started = (ground.run.people.touch[who] != TECH) & ~ground.run.people.old[who]
    who = np.repeat(who[started], 3)
    day = np.repeat(start[started], 3) + rng.integers(2, ONBOARDING_DAYS, len(who)).astype(np.int32)
    return _rows(who, day, ONBOARDING, (day <= ground.end) & (day < np.repeat(end[started], 3)))


def _now_and_then(ground: Ground, rng: np.random.Generator) -> list[Rows]:
    """Trainings, executives (at the rate of the touch model of the day), references from the glad, webinars."""
    truth, taken = ground.run.truth, training(ground.run)
    by_model = np.array([truth.executive_high, truth.executive_low, 0.0])
    who, day = ground.scattered(rng, by_model.max())
    met = rng.random(len(who)) * by_model.max() < by_model[ground.touch(who, day)]
    glad = REFERENCES * (ground.satisfaction > GLAD)
    return [_rows(taken["customer"], taken["day"], TRAINING), _rows(who, day, EXECUTIVE, met),
            _rows(*ground.scattered(rng, glad), REFERENCE), _rows(*ground.scattered(rng, WEBINARS), WEBINAR),
            _rows(*ground.scattered(rng, COMMUNITIES), COMMUNITY)]


def _mailings(ground: Ground, rng: np.random.Generator) -> list[Rows]:
    days_ = ground.run.truth.email_days
    mails = ground.rounds(rng, days_ * (1 - JITTER), days_ * (1 + JITTER), after=3)
    content = ground.rounds(rng, CONTENT_DAYS * (1 - JITTER), CONTENT_DAYS * (1 + JITTER), after=10)
    return [_rows(mails[0], mails[1], EMAIL), _rows(content[0], content[1], CONTENT)]


def _spoken_with(people: Contacts, who: Ints, day: Ints, kind: np.ndarray) -> Ints:
    """The champion, or the sponsor where executives met; nobody for what the machine sends."""
    champion, sponsor = people.holder(CHAMPION, who, day), people.holder(SPONSOR, who, day)
    spoken = np.where(kind == EXECUTIVE, sponsor, champion)
    return np.where(np.isin(kind, (QBR, ONBOARDING, CHECK_IN, EXECUTIVE, REFERENCE)), spoken, -1).astype(np.int32)


def _reactions(ground: Ground, mailed: Flags, rng: np.random.Generator) -> dict[str, pa.Array]:
    """By chance alone."""
    delivered = rng.random(len(mailed)) < DELIVERED
    opened = delivered & (rng.random(len(mailed)) < ground.run.truth.email_opened)
    clicked = opened & (rng.random(len(mailed)) < ground.run.truth.content_clicked)
    return {"delivered": pa.array(delivered, mask=~mailed), "opened": pa.array(opened, mask=~mailed),
            "clicked": pa.array(clicked, mask=~mailed)}
