"""outcomes, further: who stayed by what was known twelve months before, each link of the chain, the lists by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from queries import outcomes, outcomes_chain, outcomes_kept, outcomes_lists
from queries.oracle import outcomes as second
from queries.oracle.days import base_day
from queries.oracle.functions import Asked as Question
from queries.oracle.outcomes import counted, prompted, scores, standings, then
from queries.oracle.retention import Member, rates_of, retention
from queries.reconcile.asked import Asked
from queries.reconcile.pair import Kind, Pair
from queries.reconcile.ways.common import keyed, label, together

KEPT: dict[str, Kind] = {"customers": "exact", "kept": "exact", "retention": "double", "grr": "double",
                         "nrr": "double"}
CORNERS = ("good", "poor", "unknown")
RATES = ("nrr", "grr", "logo_retention")


def pairs(asked: Asked, question: Question) -> Iterator[Pair]:
    """With goals and surveys given, without filters on lines: see queries/reconcile/ways/outcomes.py."""
    latest = asked.as_of >= asked.build.default_as_of
    yield from _kept(asked, question)
    yield from _chain(asked, question, latest)
    yield from _segments(asked, question, latest)
    yield from _named(asked, question, latest)


def _kept(asked: Asked, question: Question) -> Iterator[Pair]:
    d0 = base_day(asked.as_of)
    base = {unit.bearer: Member(unit.arr(d0), unit.arr(asked.as_of), 0)
            for unit in asked.company.units("customer", asked.where)
            if unit.arr(d0) > 0 and asked.company.passes(unit, asked.where, d0)}
    groups: dict[str, list[Member]] = defaultdict(list)
    for who, known in then(question, d0, set(base)).items():
        groups[known].append(base[who])
    found = outcomes_kept.kept(asked.warehouse, asked.scope)
    yield Pair("outcomes.kept", asked.said(known="undated"), found.attrs["undated"], len(groups.pop("undated", [])),
               "exact")
    wanted = {}
    for name, members in groups.items():
        rates = rates_of(members)
        wanted[name] = {"customers": len(members), "kept": rates["logos_kept"], "retention": rates["logo_retention"],
                        "grr": rates["grr"], "nrr": rates["nrr"]}
    yield from together("outcomes.kept", asked.said(), keyed(found, "known_then"), wanted, KEPT,
                        {"customers": 0, "kept": 0}, "known")


def _chain(asked: Asked, question: Question, latest: bool) -> Iterator[Pair]:
    """What is known and reached, NPS, and our rates, as the chain lists them."""
    ours = keyed(outcomes_chain.chain(asked.warehouse, asked.scope), "measure")
    stands, _ = counted(question, latest)
    known, every = sum(stands[name] for name in outcomes.KNOWN), len(question.active)
    given = scores(question, "nps")[0]
    rates = retention(asked.company, asked.as_of, where=asked.where)[0]
    wanted = {"outcome_known": known / every if every else None,
              "outcome_got": stands["reached"] / known if known else None,
              "nps": sum(given) / len(given) if given else None, **{name: rates[name] for name in RATES}}
    for name, value in wanted.items():
        yield Pair(f"outcomes.chain_{name}", asked.said(), label(ours[name]["value"]), value)


def _segments(asked: Asked, question: Question, latest: bool) -> Iterator[Pair]:
    """Of how many it is known, label by label."""
    stands = standings(question, asked.as_of, latest, question.active)
    for by in asked.splits:
        groups: dict[Any, list[str]] = defaultdict(list)
        for who, stand in stands.items():
            groups[asked.company.labels.on(who, by, asked.as_of)].append(stand)
        wanted = {name: {"customers": len(each), "known": sum(one in outcomes.KNOWN for one in each)}
                  for name, each in groups.items()}
        yield from together("outcomes.known_by", asked.said(by=by),
                            keyed(outcomes.summary(asked.warehouse, asked.scope, by), by), wanted,
                            {"customers": "exact", "known": "exact"}, {"customers": 0}, "label")


def _named(asked: Asked, question: Question, latest: bool) -> Iterator[Pair]:
    """Who stands in which corner, and of whom something is missing, customer by customer."""
    corners = second.corners(question, latest)
    for co in CORNERS:
        for cx in CORNERS:
            found = outcomes_lists.members(asked.warehouse, asked.scope, co, cx)
            wanted = sorted(who for who, corner in corners.items() if corner == (co, cx))
            yield Pair("outcomes.members", asked.said(co=co, cx=cx), " ".join(sorted(found.account_id)),
                       " ".join(wanted), "text")
    found = outcomes_lists.prompts(asked.warehouse, asked.scope)
    ours = {row["account_id"]: {name: int(row[name]) for name in outcomes_lists.REASONS if label(row[name]) is not None}
            for row in found.to_dict("records")}
    yield from together("outcomes.prompt", asked.said(), ours, prompted(question, latest),
                        dict.fromkeys(outcomes_lists.REASONS, "exact"), {}, "account")
