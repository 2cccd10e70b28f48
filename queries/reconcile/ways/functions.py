"""functions: each function's breakdown, by feature, seller, ticket, onboarding and partner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pandas as pd

from queries import (
    features,
    functions_it,
    functions_pack,
    functions_partners,
    functions_product,
    functions_services,
    functions_sold,
    functions_support,
    landmarks,
)
from queries.oracle import breakdowns as second
from queries.oracle import sold
from queries.oracle.days import week_end
from queries.oracle.functions import Asked as Question
from queries.oracle.retention import retention
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Kind, Pair, amount
from queries.reconcile.ways.common import in_currency, keyed, label, together
from queries.reconcile.ways.health import scores
from queries.reconcile.ways.lists import next_due

EXACT: Kind = "exact"
SOLD: dict[str, Kind] = {**dict.fromkeys(("customers", "kept", "fit_known", "fit_good"), EXACT), "retention": "double",
                         "arr": "double", "grr": "double"}
BEFORE: dict[str, Kind] = {"cases": EXACT, "tickets": EXACT, "per_case": "double", "any_share": "double",
                           "severe_share": "double"}
RATES = ("logo_retention", "grr", "nrr")
TTV: dict[str, Kind] = {"ttv_days": "double", "ttv_n": EXACT}
PARTNER = second.PARTNER


def pairs(asked: Asked) -> Iterator[Pair]:
    """What lacks its table has nothing to be compared."""
    question = Question(asked.tables, asked.company, asked.where, asked.as_of)
    if asked.tables.get("usage_week"):
        yield from _features(asked, question)
    if asked.tables.get("opportunity"):
        yield from _sold(asked, question)
        yield from _occasions(asked, question)
    if asked.tables.get("ticket"):
        yield from _tickets(asked, question)
    if PARTNER in asked.dimensions:
        yield from _partners(asked, question)
    for row in functions_it.sources(asked.warehouse, asked.scope).to_dict("records"):
        if label(row["customers"]) is not None:
            yield Pair("functions.joined", asked.said(table=row["table"]), row["customers"],
                       second.joined(question, row["table"]), "exact")


def _features(asked: Asked, question: Question) -> Iterator[Pair]:
    found = keyed(functions_product.features(asked.warehouse, asked.scope), "feature")
    health = scores(asked).on(week_end(asked.as_of))
    wanted = second.feature_use(question, health, tuple(features.names(asked.warehouse)))
    yield from together("functions.feature_use", asked.said(), found, wanted,
                        {"customers": "exact", "using": "exact", "share": "double"}, {}, "feature")
    valued = second.is_value(question)
    for name, row in found.items():
        mine, theirs = label(row["is_value"]), valued.get(name)
        yield Pair("functions.is_value", asked.said(feature=name), None if mine is None else int(mine),
                   None if theirs is None else int(theirs), "exact")


def _sold(asked: Asked, question: Question) -> Iterator[Pair]:
    sales = sold.sales(question)
    for by in get_args(functions_sold.By):
        found = functions_sold.sold(asked.warehouse, asked.scope, by)
        if found.attrs["missing"]:
            continue
        groups: dict[Any, list[Any]] = defaultdict(list)
        for row in sales:
            groups[sold.of(row, by)].append(row)
        wanted = {name: in_currency(asked, sold.stayed(rows), ("arr",)) for name, rows in groups.items()}
        yield from together("functions.sold", asked.said(by=by), keyed(found, "of"), wanted, SOLD, {}, by)


def _occasions(asked: Asked, question: Question) -> Iterator[Pair]:
    found = functions_services.occasions(asked.warehouse, asked.scope)
    ours = {row["account_id"]: {name: int(label(row[name]) or 0) for name in functions_services.REASONS}
            for row in found.to_dict("records")}
    wanted = second.occasions(question, scores(asked).on(week_end(asked.as_of)))
    yield from together("functions.occasion", asked.said(), ours, wanted,
                        dict.fromkeys(functions_services.REASONS, EXACT), {}, "account")


def _tickets(asked: Asked, question: Question) -> Iterator[Pair]:
    due = {who: day for who, (day, _) in next_due(asked).items()}
    queue = second.queue(question, scores(asked).on(week_end(asked.as_of)), due)
    wanted = {name: {**row, "stake": amount(row["stake"], asked.digits)} for name, row in queue.items()}
    yield from together("functions.stake", asked.said(),
                        keyed(functions_support.queue(asked.warehouse, asked.scope), "ticket_id"), wanted,
                        {"stake": "double", "severity": "exact", "open_days": "exact"}, {}, "ticket")
    found = functions_support.before(asked.warehouse, asked.scope)
    if found.attrs["landmarks"]:
        days, _ = landmarks.landmarks(asked.warehouse, asked.scope, landmarks.USUAL)
        yield from together("functions.before", asked.said(), keyed(found, "outcome"), second.before(question, days),
                            BEFORE, {}, "outcome")


def _partners(asked: Asked, question: Question) -> Iterator[Pair]:
    """By partner and by tier, and the pack of the partner with the most ARR."""
    found = functions_partners.partners(asked.warehouse, asked.scope)
    if found.attrs["missing"]:
        return
    ours = keyed(found, "partner_id")
    for row in retention(asked.company, asked.as_of, where=asked.where, by=PARTNER):
        for key in RATES:
            yield Pair(f"functions.partner_{key}", asked.said(partner=row[PARTNER]),
                       ours.get(row[PARTNER], {}).get(key), row[key])
    yield from together("functions.partner_ttv", asked.said(), ours, second.value_days(question), TTV,
                        {"ttv_n": 0}, "partner")
    given = {row["partner_id"]: row["tier"] for row in asked.tables.get("partner", ())}
    of = defaultdict[Any, Any](lambda: None, {**given, None: "direct"})
    tiers = keyed(functions_partners.tiers(asked.warehouse, asked.scope), "tier")
    for name, rates in second.tiers(question, of).items():
        for key in RATES:
            yield Pair(f"functions.tier_{key}", asked.said(tier=name), tiers.get(name, {}).get(key), rates[key])
    yield from together("functions.tier_ttv", asked.said(), tiers, second.value_days(question, of), TTV,
                        {"ttv_n": 0}, "tier")
    first = next((name for name in ours if name is not None), None)
    if first is not None:
        yield from _pack(asked, question, first, functions_pack.pack(asked.warehouse, asked.scope, first))


def _pack(asked: Asked, question: Question, partner: str, found: pd.DataFrame) -> Iterator[Pair]:
    columns = {"ttv_days": EXACT, **{name: EXACT for name, (table, _) in second.HELD.items()
                                     if asked.tables.get(table)}}
    yield from together("functions.pack", asked.said(partner=partner), keyed(found, "account_id"),
                        second.pack(question, partner), columns, {}, "account")


WAY = Way("functions", "each breakdown counted over its table's rows, one customer, ticket or sale at a time", pairs)
