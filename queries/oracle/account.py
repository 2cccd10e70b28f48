"""One customer as its page tells of it: its lines day by day, its contracts, the rows of each table as known then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from queries.oracle.arr import Line, arr, change_days, runs_on
from queries.oracle.company import Company
from queries.oracle.health_events import local
from queries.oracle.labels import Row, Tables
from queries.oracle.movements import classify

Lines = Sequence[tuple[Row, Line]]
Keyed = dict[Any, Row]
ROWS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "touches": ("touch", "touch_id", "occurred_on", {}),
    "tickets": ("ticket", "ticket_id", "opened_at",
                {"first_response_at": "first_response_at", "closed_at": "closed_at", "csat": "closed_at"}),
    "surveys": ("survey", "survey_id", "sent_on",
                {"answered_on": "answered_on", "score": "answered_on", "verbatim": "answered_on"}),
    "outcomes": ("outcome", "outcome_id", "agreed_on",
                 {"actual": "reviewed_on", "reviewed_on": "reviewed_on", "status": "reviewed_on"}),
    "feedback": ("feedback", "feedback_id", "submitted_on", {"shipped_on": "shipped_on", "told_on": "told_on"}),
    "onboarding": ("onboarding", "onboarding_id", "started_on",
                   {name: name for name in ("first_value_on", "basic_done_on", "deep_done_on")}),
    "pulse": ("pulse", "pulse_id", "recorded_on", {}),
    "people": ("contact", "contact_id", "", {"left_on": "left_on"}),
    "invoices": ("invoice", "invoice_id", "due_on", {"paid_on": "paid_on"}),
    "deals": ("opportunity", "opportunity_id", "created_on", {"closed_on": "closed_on", "won": "closed_on"}),
}
"""Kind: the contract's table, its key, the day since when a row is there, what is known later and since when."""
SOON, HOUR = timedelta(days=90), timedelta(hours=1)


def day_of(value: Any) -> Any:
    """A moment as the day on which it fell; anything else as it is."""
    return local(value) if isinstance(value, datetime) else value


def rows(tables: Tables, company: Company, who: str, kind: str, day: date) -> Keyed:
    """A customer's rows of one kind by their key, as they were known on the day."""
    table, key, since, later = ROWS[kind]
    until = day + SOON if kind == "invoices" else day
    found = {}
    for row in company.own(tables.get(table, []), who):
        began = day_of(row[since]) if since else day
        began = day_of(row["answered_on"]) if began is None and kind == "surveys" else began
        if began is not None and began <= until:
            found[row[key]] = _known(row, later, day)
    return found


def _known(row: Row, later: dict[str, str], day: date) -> Row:
    made = {name: day_of(value) for name, value in row.items()}
    for name, since in later.items():
        known = day_of(row[since])
        if known is None or known > day:
            made[name] = "open" if name == "status" else None
    if "opened_at" in row:
        answered = made["first_response_at"] is not None
        made["response_hours"] = (row["first_response_at"] - row["opened_at"]) / HOUR if answered else None
    return made


def history(lines: Lines, day: date) -> Keyed:
    """Every day up to this one on which the ARR of a product changed, and how, by day and product."""
    own, found = [line for _, line in lines], {}
    products = sorted({line.product for line in own})
    had = False
    for on in (each for each in change_days(own) if each <= day) if own else ():
        eve = on - timedelta(days=1)
        old, new = arr(own, eve), arr(own, on)
        movement = (classify(old, new, had) or ("unchanged", 0))[0]
        for product in products:
            mine = [(row, line) for row, line in lines if line.product == product]
            before, after = (arr([line for _, line in mine], each) for each in (eve, on))
            if before != after:
                found[on, product] = {"movement": movement, "arr_before": before, "arr": after,
                                      "change": after - before, "arr_after": new, **_cut(mine, eve, on, before, after)}
        had = had or new > 0
    return found


def _cut(lines: Lines, eve: date, on: date, before: int, after: int) -> Row:
    """The part that more or fewer seats brought, at the price before; the rest is price."""
    first, last = (seats(lines, day) if amount else 0 for day, amount in ((eve, before), (on, after)))
    made: Row = {"seats_before": first, "seats_now": last, "by_seats": None, "by_price": None}
    if first and last:
        made["by_seats"] = round(Fraction((last - first) * before, first))
        made["by_price"] = after - before - made["by_seats"]
    return made


def seats(lines: Lines, day: date) -> int | None:
    """The seats of the lines with ARR on a day; unknown where one does not say, or where use is paid for."""
    found = [row.get("seats") or 0 for row, line in lines
             if line.kind == "paid" and runs_on(line, day) and round(line.yearly) > 0]
    used = arr([line for _, line in lines if line.kind == "usage"], day) > 0
    return None if used or not all(found) else sum(found)


def contracts(lines: Lines, company: Company, day: date) -> Keyed:
    """Contracts with a paid or usage line that began by the day."""
    found: dict[str, list[tuple[Row, Line]]] = defaultdict(list)
    for row, line in lines:
        costs = line.kind == "usage" or (line.kind == "paid" and line.yearly > 0
                                         and (line.end is None or line.start < line.end))
        if costs and line.start <= day:
            found[line.contract].append((row, line))
    return {name: _contract(each, company.contracts.get(name, {}), company.chain(name), day)
            for name, each in found.items()}


def _contract(lines: Lines, given: Row, chain: str, day: date) -> Row:
    held = [each for each in lines if runs_on(each[1], day)]
    ends = [line.end for _, line in lines]
    end = None if None in ends else max(each for each in ends if each)
    over = end is not None and end <= day
    gone = [row["cancelled_on"] for row, _ in lines if row.get("cancelled_on") and row["cancelled_on"] <= day]
    days, until = given.get("notice_days"), given.get("term_end")
    known = [row.get("seats") for row, _ in held]
    return {
        "chain": chain, "start_on": min(line.start for _, line in lines), "end_on": end, "term_end": until,
        "notice_on": None if days is None or until is None else until - timedelta(days=days),
        "auto_renew": given.get("auto_renew"), "previous_contract_id": given.get("previous_contract_id"),
        "seats_now": sum(known) if known and None not in known else None, "arr": _yearly(held),
        "arr_ended": _yearly([each for each in lines if each[1].end == end]) if over else None,
        "cancelled_on": max(gone, default=None),
        "products": sorted({line.product for _, line in lines})}


def _yearly(lines: Lines) -> Fraction | None:
    """What the lines come to in a year, unrounded; unknown where use decides."""
    paid = [line.yearly for _, line in lines if line.kind == "paid"]
    return None if len(paid) < len(lines) else sum(paid, Fraction(0))


def use(tables: Tables, company: Company, who: str, sundays: Iterable[date]) -> Keyed:
    """Events and users of each feature in each of these weeks."""
    wanted, found = set(sundays), dict[Any, Row]()
    for row in company.own(tables.get("usage_week", []), who):
        sunday = row["week_on"] + timedelta(days=6 - row["week_on"].weekday())
        if sunday in wanted:
            cell = found.setdefault((sunday, row["feature"]), {"events": 0, "users": None})
            cell["events"] += row["events"] or 0
            if row["active_users"] is not None:
                cell["users"] = (cell["users"] or 0) + row["active_users"]
    return found
