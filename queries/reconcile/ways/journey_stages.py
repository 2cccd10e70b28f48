"""Who stood in which stage on a Sunday: by the written rules, customer by customer; and as the build kept it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from data.days import EPOCH
from data.journey import reading
from data.status import reading as opened
from queries import health, journey
from queries.oracle.health import Scores
from queries.oracle.journey import Facts, read_rules, stage_of
from queries.oracle.journey_counts import Spells
from queries.reconcile.asked import Asked
from queries.reconcile.ways.health import scores

BORDERS, CLOSE = (39.95, 69.95), 1e-9
"""On a tie between two bands doubles may round either way."""
ENDLESS = 1_000_000


class Stages:
    """Who stands where on a Sunday by the rules' file: every fact looked up in the rows, each Sunday once."""

    def __init__(self, asked: Asked, told: journey.Told) -> None:
        ahead = [each.value or 0 for each in told.rules.conditions() if each.fact == "renewal_due"]
        self.asked, self.known, self.rules = asked, dict[date, dict[str, str]](), read_rules(reading.path())
        self.facts = Facts(scores(asked), told.due, int(max(ahead, default=0)) + 1)

    def __call__(self, name: str, sunday: date) -> str | None:
        if sunday not in self.known:
            settle(self.asked, self.facts.scores, sunday)
            self.known[sunday] = {who: stage_of(self.facts, self.rules, who, sunday)
                                  for who in self.facts.scores.on(sunday)}
        return self.known[sunday].get(name)


def settle(asked: Asked, truth: Scores, sunday: date) -> None:
    """Where a computed score lies on a tie between two bands, the product's band is taken."""
    tied = [name for name, one in truth.on(sunday).items() if one.given is None and one.exact is not None
            and any(abs(float(one.exact) - border) < CLOSE for border in BORDERS)]
    if not tied:
        return
    everybody = replace(asked.scope.at(sunday), where=())
    listed = health.members(asked.warehouse, everybody, None, None, limit=None)
    bands = dict(zip(listed.account_id, listed.band_to, strict=True))
    for name in tied:
        truth.on(sunday)[name] = replace(truth.on(sunday)[name], band=bands.get(name, truth.on(sunday)[name].band))


def spells(asked: Asked) -> Spells:
    """The stages as the build kept them, customer by customer, in order."""
    found: Spells = {}
    with opened(asked.tables.warehouse) as at:
        stays, customers = at.table("marts", "journey"), at.table("marts", "customer")
        rows = at.rows(f"select c.customer_id, j.stage, j.from_day, j.to_day, j.begun from {stays} j"
                       f" join {customers} c on c.customer_key = j.customer_key")
    for name, stage, low, high, begun in sorted(rows, key=lambda row: (row[0], row[2])):
        end = date.max if high > ENDLESS else EPOCH + timedelta(days=int(high))
        found.setdefault(name, []).append((stage, EPOCH + timedelta(days=int(low)), end, bool(begun)))
    return found
