"""Everything that happened with a customer in one order of time. Pure: from the answers of its other questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries import account_contracts, account_events, account_health, account_history
from queries.access import answers, by_name
from queries.account_facts import FACTS
from queries.scope import Scope

TIMELINE = ("on", "kind", "event", "subject", "value", "currency", "words")
Moment = tuple[Any, str, Any, Any, Any]
"""Day, event, subject, value, words."""


@answers(by_name())
def timeline(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """Grain: something that happened with the account by the scope's date; the newest first.

    Columns: on, kind (arr, contracts, renewals, health, and the words of queries.account_facts.FACTS), event (what
    became of it: opened, closed, shipped …; a movement; a band), subject (product, theme, goal, role …), value (an
    amount, a rating, a score; null without any), currency (of an amount that is not in the reporting one), words (what
    a person wrote or is called; personal).
    """
    found = {kind: account_events.events(warehouse, scope, account_id, kind) for kind in FACTS}
    return merged({
        "arr": account_history.history(warehouse, scope, account_id),
        "contracts": account_contracts.contracts(warehouse, scope, account_id),
        "renewals": account_contracts.renewals(warehouse, scope, account_id),
        "health": account_health.scores(warehouse, scope, account_id), **found}, scope.as_of)


def merged(found: Mapping[str, pd.DataFrame], day: date) -> pd.DataFrame:
    """The rows of `timeline` from the answers by kind: what lies after the day is not there."""
    rows = [{"on": on, "kind": kind, "event": event, "subject": _none(subject), "value": _none(value),
             "currency": _none(getattr(row, "currency", None)), "words": _none(words)}
            for kind, answer in found.items() for row in answer.itertuples()
            for on, event, subject, value, words in _moments(kind, row) if not _unknown(on) and on <= day]
    if "health" in found:
        rows += _bands(found["health"])
    made = pd.DataFrame(rows, columns=list(TIMELINE), dtype=object)
    order = made.assign(at=range(len(made))).sort_values(["on", "at"], ascending=[False, True], kind="stable")
    return order.drop(columns="at").reset_index(drop=True)


def _unknown(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _none(value: Any) -> Any:
    return None if _unknown(value) else value


def _moments(kind: str, row: Any) -> Iterator[Moment]:
    told = TOLD.get(kind)
    return told(row) if told else iter(())


def _arr(row: Any) -> Iterator[Moment]:
    yield row.on, str(row.movement), row.product, row.change, None


def _contracts(row: Any) -> Iterator[Moment]:
    yield row.start_on, "began", row.products, row.arr, None
    yield row.cancelled_on, "cancelled", row.products, None, row.churn_reason


def _renewals(row: Any) -> Iterator[Moment]:
    yield row.decided_on, str(row.outcome), row.contract_id, row.arr_renewed, None


def _touches(row: Any) -> Iterator[Moment]:
    yield row.occurred_on, str(row.kind), row.function, None, row.contact


def _tickets(row: Any) -> Iterator[Moment]:
    yield row.opened_at, "opened", None, row.severity, None
    yield row.closed_at, "closed", None, row.csat, None


def _surveys(row: Any) -> Iterator[Moment]:
    yield row.answered_on, str(row.kind), None, row.score, row.verbatim


def _outcomes(row: Any) -> Iterator[Moment]:
    yield row.agreed_on, "agreed", row.goal, row.target, None
    yield row.reviewed_on, str(row.status), row.goal, row.actual, None


def _feedback(row: Any) -> Iterator[Moment]:
    yield row.submitted_on, "asked", row.theme, None, None
    yield row.shipped_on, "shipped", row.theme, None, None
    yield row.told_on, "told", row.theme, None, None


def _onboarding(row: Any) -> Iterator[Moment]:
    yield row.started_on, "started", row.product, None, None
    for event in ("first_value", "basic_done", "deep_done"):
        yield getattr(row, f"{event}_on"), event, row.product, None, None


def _pulse(row: Any) -> Iterator[Moment]:
    yield row.recorded_on, "rated", None, row.rating, row.note


def _people(row: Any) -> Iterator[Moment]:
    yield row.left_on, "left", row.role, None, row.name


def _invoices(row: Any) -> Iterator[Moment]:
    yield row.paid_on, "paid", None, row.amount, None


def _deals(row: Any) -> Iterator[Moment]:
    ended = "created" if _unknown(row.won) else "won" if row.won else "not_won"
    yield row.created_on, "created", row.kind, row.arr, None
    if ended != "created":
        yield row.closed_on, ended, row.kind, row.arr, None


TOLD: Mapping[str, Callable[[Any], Iterator[Moment]]] = {
    "arr": _arr, "contracts": _contracts, "renewals": _renewals, "touches": _touches, "tickets": _tickets,
    "surveys": _surveys, "outcomes": _outcomes, "feedback": _feedback, "onboarding": _onboarding, "pulse": _pulse,
    "people": _people, "invoices": _invoices, "deals": _deals}


def _bands(scores: pd.DataFrame) -> list[dict[str, Any]]:
    """The Sundays on which the band became another one."""
    changed = scores[scores.band != scores.band.shift()].iloc[1:] if len(scores) else scores
    return [{"on": row.as_of, "kind": "health", "event": str(row.band), "subject": None, "value": _none(row.score),
             "currency": None, "words": None} for row in changed.itertuples()]
