"""How widely and deeply what is paid for is used, one customer at a time; and partners' measures.

Answers are those of queries/oracle/functions.py. `health`: what is known of each customer on the day's Sunday.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from queries.oracle.functions import Answer, Asked, middle, share, value_features
from queries.oracle.health import Health

PARTNER = "partner_id"


def _known(asked: Asked, health: Mapping[str, Health]) -> list[Health]:
    return [health[who] for who in sorted(asked.active) if who in health]


def breadth(asked: Asked, health: Mapping[str, Health]) -> Answer:
    wide = [value for one in _known(asked, health) if (value := one.used.measures["usage_breadth"]) is not None]
    return (float(sum(wide)), len(wide)) if wide else None


def depth(asked: Asked, health: Mapping[str, Health]) -> Answer:
    deep = [(value, one.seats or 1) for one in _known(asked, health)
            if (value := one.used.measures["usage_depth"]) is not None]
    return (float(sum(value * seats for value, seats in deep)), sum(seats for _, seats in deep)) if deep else None


def seats_used(asked: Asked, health: Mapping[str, Health]) -> Answer:
    both = [(one.used.users, one.seats) for one in _known(asked, health)
            if one.used.users is not None and one.seats is not None]
    return (float(sum(users for users, _ in both)), sum(seats for _, seats in both)) if both else None


def of_value(asked: Asked, health: Mapping[str, Health]) -> Answer:
    return value_features(asked, {who for who, one in health.items()
                                  if one.used.measures["usage_breadth"] is not None})


def use_seen(asked: Asked, health: Mapping[str, Health]) -> Answer:
    return share([who in health and health[who].used.events is not None for who in sorted(asked.active)])


def partner_share(asked: Asked) -> Answer:
    return share([asked.company.labels.on(who, PARTNER, asked.day) is not None for who in asked.active])


def partner_ttv(asked: Asked) -> Answer:
    theirs = {who for who in asked.active if asked.company.labels.on(who, PARTNER, asked.day) is not None}
    return middle([(row["first_value_on"] - row["started_on"]).days for row in asked.rows("onboarding", theirs)
                   if asked.in_last(row["first_value_on"], 365)])


OF_USE: dict[str, Callable[[Asked, Mapping[str, Health]], Answer]] = {
    "breadth": breadth, "depth": depth, "seats_used": seats_used, "value_features": of_value}
ANSWERS: dict[str, Callable[[Asked], Answer]] = {"partner_share": partner_share, "partner_ttv": partner_ttv}
