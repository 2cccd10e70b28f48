"""Which conditions were known to hold of a customer on a day, one customer and one day at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from queries.oracle.cohorts import first_active_day
from queries.oracle.company import Company
from queries.oracle.days import add_months
from queries.oracle.labels import Row, Tables
from queries.oracle.newest import local

Answer = bool | None


@dataclass(frozen=True)
class Known:
    """One customer on one day: the rows of a table that are its own after mergers, and what a record can tell.

    `csm_record`: see csm_record, the same for all.
    """

    tables: Tables
    company: Company
    csm_record: tuple[date, ...]
    customer: str
    day: date

    @cached_property
    def begun(self) -> date | None:
        known = self.company.firsts
        if ("begun",) not in known:
            known["begun",] = {unit.bearer: first_active_day(unit.kept) for unit in self.company.units("customer", ())}
        found: date | None = known["begun",].get(self.customer)
        return found

    def rows(self, table: str) -> list[Row]:
        return self.company.own(self.tables.get(table, []), self.customer)

    def recorded(self, name: str, days: Callable[[], Iterable[date]]) -> date | None:
        """The first day of a record of all customers, looked up once."""
        key = (name, id(self.tables), id(self.csm_record))
        if key not in self.company.firsts:
            self.company.firsts[key] = (min(days(), default=None), self.tables, self.csm_record)
        found: date | None = self.company.firsts[key][0]
        return found

    def judged(self, first: date | None, days: int) -> bool:
        """Does a record (of all customers) that began on that day reach back far enough for this one?"""
        if first is None or self.begun is None:
            return False
        return self.begun >= first or self.day >= first + timedelta(days=days)

    def within(self, moments: Iterable[date], days: int) -> int:
        """How many of the days lie in the last `days` days."""
        return sum(timedelta(0) <= self.day - moment < timedelta(days=days) for moment in moments)


def onboarding(known: Known) -> Row | None:
    rows = sorted(known.rows("onboarding"), key=lambda row: (row["started_on"], row["onboarding_id"]))
    return rows[0] if rows and rows[0]["started_on"] <= known.day else None


def step(column: str) -> Callable[[Known], Answer]:
    def answer(known: Known) -> Answer:
        row = onboarding(known)
        return None if row is None else row[column] is not None and row[column] <= known.day
    return answer


def ttv_fast(known: Known) -> Answer:
    row = onboarding(known)
    if row is None or known.day < (over := row["started_on"] + timedelta(days=60)):
        return None
    return row["first_value_on"] is not None and row["first_value_on"] <= over


def touches(known: Known, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["delivered"] is not False]


def touched(kind: str, days: int) -> Callable[[Known], Answer]:
    def answer(known: Known) -> Answer:
        first = known.recorded("touch", lambda: (
            row["occurred_on"] for row in touches(known, known.tables.get("touch", ()))))
        if not known.judged(first, days):
            return None
        own = touches(known, known.rows("touch"))
        return known.within((row["occurred_on"] for row in own if row["kind"] == kind), days) > 0
    return answer


def content_seen(known: Known) -> Answer:
    def sent(rows: Iterable[Row]) -> list[Row]:
        return [row for row in touches(known, rows) if row["kind"] in ("email", "webinar", "content")
                and (row["opened"] is not None or row["clicked"] is not None)]
    first = known.recorded("content", lambda: (row["occurred_on"] for row in sent(known.tables.get("touch", ()))))
    if not known.judged(first, 180):
        return None
    own = sent(known.rows("touch"))
    return known.within((row["occurred_on"] for row in own if row["opened"] or row["clicked"]), 180) > 0


def champion_left(known: Known) -> Answer:
    def left(rows: Iterable[Row]) -> list[date]:
        return [row["left_on"] for row in rows if row["role"] == "champion" and row["left_on"] is not None]
    if not any(row["role"] == "champion" for row in known.rows("contact")):
        return None
    if not known.judged(known.recorded("champion", lambda: left(known.tables.get("contact", ()))), 180):
        return None
    return known.within(left(known.rows("contact")), 180) > 0


def csm_changes(company: Company, customer: str) -> tuple[list[date], bool]:
    """The days on which the CSM of a survivor with an assignment changed, and whether it ever had one."""
    rows = company.labels.assignments.get(customer, [])
    days = sorted({row["from_on"] for row in rows} | {row["to_on"] for row in rows if row.get("to_on")})
    held = [company.labels.on(customer, "csm_id", day) for day in days]
    changed = [day for day, before, now in zip(days[1:], held, held[1:], strict=False)
               if before is not None and now != before]
    return changed, any(value is not None for value in held)


def csm_record(company: Company) -> tuple[date, ...]:
    """The days of every customer's changes of CSM."""
    survivors = set(company.survivors.values())
    return tuple(day for each in survivors for day in csm_changes(company, each)[0])


def csm_change(known: Known) -> Answer:
    own, ever = csm_changes(known.company, known.customer)
    if not ever or not known.judged(known.recorded("csm", lambda: known.csm_record), 180):
        return None
    return known.within(own, 180) > 0


def opened(rows: Iterable[Row], severe: bool) -> list[date]:
    return [local(row["opened_at"]) for row in rows if not severe or row["severity"] <= 2]


def ticket(least: int, severe: bool) -> Callable[[Known], Answer]:
    def answer(known: Known) -> Answer:
        if not known.judged(known.recorded("ticket", lambda: opened(known.tables.get("ticket", ()), False)), 90):
            return None
        return known.within(opened(known.rows("ticket"), severe), 90) >= least
    return answer


def pulse_low(known: Known) -> Answer:
    rows = sorted((row for row in known.rows("pulse") if row["recorded_on"] <= known.day),
                  key=lambda row: (row["recorded_on"], row["pulse_id"]))
    if not rows or known.day - rows[-1]["recorded_on"] >= timedelta(days=90):
        return None
    return bool(rows[-1]["rating"] <= 2)


def late_invoice(known: Known) -> Answer:
    own = known.rows("invoice")
    if not own:
        return None
    first = known.recorded("invoice", lambda: (row["due_on"] for row in known.tables["invoice"]))
    if not known.judged(first, 90):
        return None
    return any(overdue(row, known.day) for row in own)


def overdue(row: Row, day: date) -> bool:
    """Was it unpaid after its due date on one of the last 90 days?"""
    days = [day - timedelta(days=back) for back in range(90)]
    return any(row["due_on"] < one and (row["paid_on"] is None or one < row["paid_on"]) for one in days)


def outcome_reached(known: Known) -> Answer:
    rows = known.rows("outcome")
    if any(row["status"] == "reached" and row["reviewed_on"] is None for row in rows):
        return None
    if not any(row["agreed_on"] <= known.day for row in rows):
        return None
    return any(row["status"] == "reached" and row["reviewed_on"] <= known.day for row in rows)


ANSWERS: dict[str, Callable[[Known], Answer]] = {
    "onboarding_basic": step("basic_done_on"), "onboarding_deep": step("deep_done_on"), "ttv_fast": ttv_fast,
    "training": touched("training", 365), "content_seen": content_seen, "executive_contact": touched("executive", 180),
    "champion_left": champion_left, "csm_change": csm_change, "tickets": ticket(3, False),
    "severe_ticket": ticket(1, True), "pulse_low": pulse_low, "late_invoice": late_invoice,
    "outcome_reached": outcome_reached,
}


def age_of(company: Company, customer: str, day: date) -> str | None:
    """Band of the whole months since the customer began; unknown where it was there on the first day, unsigned."""
    if ("edge",) not in company.firsts:
        company.firsts["edge",] = min(one.start for one in company.lines)
    first: date = company.firsts["edge",]
    signed = company.labels.customers[customer].get("signed_on")
    begun = Known({}, company, (), customer, day).begun
    if begun is None or (begun <= first and signed is None):
        return None
    start = begun if begun > first or signed is None or signed >= first else signed
    months = next(months for months in range(3000) if add_months(start, months + 1) > day)
    if months < 12:
        return f"<{3 * (months // 3 + 1)} months"
    return "1-2" if months < 24 else ">2"
