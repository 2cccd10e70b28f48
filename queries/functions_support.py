"""Support: the queue by what is at stake, and tickets before churn, as known on landmarks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, case, func, or_, select

from data.warehouse import Warehouse
from queries import landmarks, tables
from queries.access import WHOLE, answers, by_name, company_wide
from queries.dimensions import check, dimensions
from queries.health_rows import rated
from queries.lpm import wilson
from queries.measures.known import QUARTER, local, within
from queries.measures.needs import absent
from queries.measures.population import facts
from queries.measures.support import SEVERE
from queries.metrics import Z95
from queries.naming import seeing
from queries.pairs import is_in
from queries.runner import run
from queries.scope import Scope
from queries.scored import listed

BAND_WEIGHT = {"red": 2.0, "yellow": 1.5}
SOON, SOON_WEIGHT = 90, 2.0
"""What is at stake in a ticket: ARR × the band's weight × 2 where a renewal falls due within 90 days. In this order."""
QUEUE = ("account", "account_id", "ticket_id", "stake", "arr", "band", "score", "severity", "open_days", "answered",
         "escalated", "renewal_due", "renewal_arr", "owner", "url")
BEFORE = ("outcome", "cases", "tickets", "per_case", "low", "high", "any_share", "severe_share", "severe_low",
          "severe_high")


@answers(by_name())
def queue(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Open tickets of customers active on d. Grain: ticket; the largest stake first, then severity, then the oldest.

    Columns: ticket_id, severity (1-4), open_days, answered (a first response by d), escalated (null: not said); of its
    customer account, account_id, arr, band, score, renewal_due, renewal_arr, owner, url; stake: ARR × 2 (red) or 1.5
    (yellow) × 2 where a renewal falls due within 90 days. attrs: total (tickets), accounts, missing (ticket).
    Raises UnknownFilter.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    missing = absent(warehouse, ("ticket",))
    if missing:
        return _nothing(QUEUE, tuple(missing))
    tickets = run(warehouse, _open(asked))
    owners = listed(warehouse, asked, _having(asked), ("arr",), None)
    joined = tickets.merge(owners, on="bearer", how="inner")
    made = joined.assign(stake=[stake(row, asked.as_of) for row in joined.itertuples()], open_days=[
        (asked.as_of - tables.EPOCH - timedelta(days=int(day))).days for day in joined.opened_day])
    ordered = made.sort_values(["stake", "severity", "open_days", "ticket_id"], ascending=[False, True, False, True],
                               ignore_index=True)
    shown = ordered.reindex(columns=list(QUEUE)).head(len(ordered) if limit is None else limit)
    shown.attrs = {"total": len(ordered), "accounts": int(ordered.bearer.nunique()), "missing": ()}
    return shown


def stake(row: Any, day: date) -> float:
    """What is at stake in one ticket: in the reporting currency, for the order only."""
    soon = row.renewal_due is not None and row.renewal_due < day + timedelta(days=SOON)
    return float(row.arr) * BAND_WEIGHT.get(str(row.band), 1.0) * (SOON_WEIGHT if soon else 1.0)


def _tickets() -> Any:
    return facts("ticket", "ticket_id", "opened_at", "first_response_at", "closed_at", "severity", "escalated",
                 name="open_ticket")


def _is_open(ticket: Any, day: int) -> Any:
    return and_(local(ticket.c.opened_at) <= day, or_(ticket.c.closed_at.is_(None), local(ticket.c.closed_at) > day))


def open_tickets(scope: Scope) -> tuple[Any, Any, Any]:
    """Customers inside the filters with their band, joined to their open tickets; and both."""
    rows, ticket = rated(scope, "rated"), _tickets()
    label = tables.labels([key for key, _ in scope.label_filters]).alias("queue_label")
    joined = rows.join(label, and_(label.c.label_id == rows.c.label_id, is_in(label, scope))).join(
        ticket, and_(ticket.c.customer_key == rows.c.owner_key, _is_open(ticket, tables.day_number(scope.as_of))))
    return rows, ticket, joined


def _open(scope: Scope) -> Select[Any]:
    rows, ticket, joined = open_tickets(scope)
    day = tables.day_number(scope.as_of)
    answered = func.coalesce(local(ticket.c.first_response_at) <= day, False)
    seen = seeing(scope, joined, rows.c.owner_key)
    return select(rows.c.owner_key.label("bearer"), seen.mask(ticket.c.ticket_id), ticket.c.severity,
                  local(ticket.c.opened_at).label("opened_day"), answered.label("answered"), ticket.c.escalated
                  ).select_from(seen.source)


def _having(scope: Scope) -> Select[Any]:
    rows, _, joined = open_tickets(scope)
    own = [rows.c[name] for name in ("unit_key", "label_id", "arr", "band", "score")]
    own.append(rows.c.owner_key.label("bearer"))
    return select(*own).distinct().select_from(joined)


@answers(WHOLE)
def before(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Tickets in the 90 days up to a landmark, of those who left in the 90 days after it and of those who stayed.

    Landmarks as in the backtest: the last Sunday of each fiscal quarter whose 90 days have passed by d; a case is a
    customer on a landmark, by its labels then; only landmarks with 90 days of tickets on record. Grain: outcome
    ("left", "stayed"). Columns: cases, tickets, per_case (mean) with its 95 % interval low, high (normal);
    any_share (cases with a ticket), severe_share (with one of severity 1 or 2) and its interval (Wilson).
    attrs: missing (ticket), reason (lines: filters on lines have no landmarks; no_scores, too_young), landmarks.
    """
    check(scope, dimensions(warehouse))
    missing = absent(warehouse, ("ticket",))
    if missing or scope.line_filters:
        found = _nothing(BEFORE, tuple(missing))
        found.attrs |= {"reason": None if missing else "lines", "landmarks": 0}
        return found
    days, reason = landmarks.landmarks(warehouse, scope, landmarks.USUAL)
    with company_wide("since when tickets are recorded is no news of any customer"):
        first = run(warehouse, select(func.min(local(_tickets().c.opened_at)).label("day"))).iloc[0, 0]
    kept = tuple(day for day in days if tables.day_number(day) >= int(first) + QUARTER - 1)
    rows = [_outcome(row) for row in run(warehouse, _cases(scope, kept)).to_dict("records")] if kept else []
    found = pd.DataFrame(rows, columns=list(BEFORE), dtype=object)
    found.attrs = {"missing": (), "reason": reason if not kept else None, "landmarks": len(kept)}
    return found


def _cases(scope: Scope, days: tuple[date, ...]) -> Select[Any]:
    case_of = landmarks.rows(scope, landmarks.USUAL, days)
    ticket = _tickets()
    counted = select(
        case_of.c.customer_key, case_of.c.week_day, case_of.c.event, func.count(ticket.c.ticket_id).label("tickets"),
        func.max(case((ticket.c.severity <= SEVERE, 1), else_=0)).label("severe"),
    ).select_from(case_of.outerjoin(ticket, and_(
        ticket.c.customer_key == case_of.c.customer_key,
        within(local(ticket.c.opened_at), case_of.c.week_day, QUARTER)))).group_by(
        case_of.c.customer_key, case_of.c.week_day, case_of.c.event).subquery("counted")
    return select(
        counted.c.event, func.count().label("cases"), func.sum(counted.c.tickets).label("tickets"),
        func.sum(counted.c.tickets * counted.c.tickets).label("squares"), func.sum(counted.c.severe).label("severe"),
        func.sum(case((counted.c.tickets > 0, 1), else_=0)).label("some"),
    ).group_by(counted.c.event).order_by(counted.c.event.desc().nulls_last())


def _outcome(row: dict[Any, Any]) -> dict[str, Any]:
    n, tickets, severe = (int(row[name]) for name in ("cases", "tickets", "severe"))
    mean = tickets / n
    spread = max(int(row["squares"]) - n * mean**2, 0.0) / (n - 1) if n > 1 else None
    reach = None if spread is None else Z95 * (spread / n) ** 0.5
    low, high = wilson(severe, n)
    return {"outcome": "left" if int(row["event"]) else "stayed", "cases": n, "tickets": tickets, "per_case": mean,
            "low": None if reach is None else max(0.0, mean - reach), "high": None if reach is None else mean + reach,
            "any_share": int(row["some"]) / n, "severe_share": severe / n, "severe_low": low, "severe_high": high}


def _nothing(columns: tuple[str, ...], missing: tuple[str, ...]) -> pd.DataFrame:
    found = pd.DataFrame(columns=list(columns))
    found.attrs = {"missing": missing, "total": 0, "accounts": 0}
    return found
