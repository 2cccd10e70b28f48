"""Random companies with what a health score is made of: nasty customers and lines, and all their activity.

The lines are tests/strategies' (mergers, parents, histories of labels, currencies, joins and leaves). A company of more
than `MANY` customers has one segment of most of them, so that a segment can have its own median.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from queries.oracle.labels import Row, Tables
from tests.replay import FEATURES, FIRST, NEWEST
from tests.strategies import random_company, some

MANY = 22
DAYS = (NEWEST - FIRST).days
TOUCHES = ["qbr", "onboarding", "training", "check_in", "email", "webinar", "community", "executive", "reference",
           "content"]
HOURS = [time(14, 59, 59), time(15, 0), time(0, 0), time(8, 30), time(23, 59, 59)]
"""The day ends at 15:00 UTC in Tokyo."""
SCALES = {"nps": range(11), "csat": range(1, 6), "ces": range(1, 8)}


def a_day(rng: random.Random) -> date:
    """Any day; more often a Sunday, the day before or the one after."""
    found = FIRST + timedelta(days=rng.randrange(DAYS))
    return found - timedelta(days=found.weekday() - some(rng, [6, 5, 7])) if rng.random() < 0.4 else found


def moment(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, some(rng, HOURS))


def later(rng: random.Random, day: date, *days: int | None) -> date | None:
    """So many days later, or never."""
    added = some(rng, list(days))
    return None if added is None else day + timedelta(days=added)


class Activity:
    """The activity of one company's customers, table by table."""

    def __init__(self, rng: random.Random, tables: Tables) -> None:
        self.rng, self.tables = rng, tables
        self.number = 0

    def fill(self) -> Tables:
        names = ("pulse", "ticket", "touch", "survey", "onboarding", "outcome", "invoice", "health_score")
        given = [name for name in names if self.rng.random() < 0.85]
        self.tables |= {name: [] for name in (*given, "usage_week", "contact")}
        self.weekly = self.weeks_of_reports()
        for row in self.tables["customer"]:
            self.usage(row["customer_id"])
            for name in given:
                for _ in range(some(self.rng, [0, 1, 2, 4, 8])):
                    self.number += 1
                    made = getattr(self, name)(f"{name[0]}{self.number:05}", a_day(self.rng))
                    self.tables[name] += [{"customer_id": row["customer_id"]} | made]
        if "health_score" in given:
            self.tables["health_score"] = list(self.one_a_day(self.tables["health_score"]))
        self.seats()
        return self.tables

    def weeks_of_reports(self) -> list[date]:
        """The Mondays of which the company has reports: weekly, with gaps, or every fourth."""
        start = FIRST + timedelta(days=some(self.rng, [1, 1, 200]))
        monday, every = start + timedelta(days=-start.weekday() % 7), some(self.rng, [1, 1, 1, 4])
        weeks = [monday + timedelta(weeks=number) for number in range(0, DAYS // 7 - 2, every)]
        missing = self.rng.sample(weeks, len(weeks) // some(self.rng, [8, 30, 1000]))
        return [week for week in weeks if week not in missing]

    def usage(self, customer: str) -> None:
        """A stretch of reports at a level that changes now and then, down to nothing; some weeks are missing."""
        rng = self.rng
        if rng.random() < 0.1:
            return
        begin, end = sorted((rng.randrange(DAYS // 2), rng.randrange(DAYS)))
        if len(self.tables["customer"]) > MANY and rng.random() < 0.8:
            begin, end = begin // 2, DAYS
        weeks = [week for week in self.weekly if begin <= (week - FIRST).days <= end or rng.random() < 0.02]
        kept = some(rng, [1.0, 1.0, 0.7])
        for feature in rng.sample(FEATURES, some(rng, [1, 2, 3, 3])):
            level = some(rng, [1, 10, 100])
            for week in weeks:
                level = some(rng, [0, 1, 7, 10, 100]) if rng.random() < 0.06 else level
                if rng.random() < kept:
                    self.tables["usage_week"].append({
                        "customer_id": customer, "week_on": week, "feature": feature,
                        "active_users": None if rng.random() < 0.03 else rng.randrange(level // 3 + 1),
                        "events": level + rng.randrange(level // 2 + 1)})

    def pulse(self, key: str, day: date) -> Row:
        return {"pulse_id": key, "recorded_on": day, "csm_id": None, "rating": 1 + self.rng.randrange(5), "note": None}

    def ticket(self, key: str, day: date) -> Row:
        closed = later(self.rng, day, None, 0, 1, 6, 30, 100, 400)
        return {"ticket_id": key, "opened_at": moment(self.rng, day), "severity": 1 + self.rng.randrange(4),
                "closed_at": datetime.combine(closed, time(23, 59, 59)) if closed == day else
                closed and moment(self.rng, closed)}

    def touch(self, key: str, day: date) -> Row:
        return {"touch_id": key, "occurred_on": day, "function": "cs", "kind": some(self.rng, TOUCHES)}

    def survey(self, key: str, day: date) -> Row:
        kind = some(self.rng, list(SCALES))
        score = some(self.rng, [None, *SCALES[kind]])
        return {"survey_id": key, "sent_on": day, "answered_on": later(self.rng, day, None, 0, 3), "kind": kind,
                "score": score}

    def onboarding(self, key: str, day: date) -> Row:
        rng = self.rng
        return {"onboarding_id": key, "product": "Core", "started_on": day, "target_on": later(rng, day, None, 30, 90),
                "first_value_on": later(rng, day, None, 0, 20), "basic_done_on": later(rng, day, None, 40, 100),
                "deep_done_on": later(rng, day, None, None, 60, 200)}

    def outcome(self, key: str, day: date) -> Row:
        reviewed = later(self.rng, day, None, 60, 180)
        status = some(self.rng, ["reached", "missed", "open"]) if reviewed else "open"
        return {"outcome_id": key, "goal": "g", "measure": "m", "target": 1, "agreed_on": day, "reviewed_on": reviewed,
                "status": status}

    def invoice(self, key: str, day: date) -> Row:
        return {"invoice_id": key, "due_on": day, "paid_on": later(self.rng, day, None, -5, 0, 1, 20, 100),
                "amount": 100, "currency": "JPY"}

    def health_score(self, key: str, day: date) -> Row:
        component = some(self.rng, [None, None, "support"])
        score = some(self.rng, [0, 39.9, 40, 55.5, 69.9, 69.949, 70, 100])
        return {"scored_on": day, "component": component, "score": score}

    def one_a_day(self, rows: list[Row]) -> Iterator[Row]:
        """One score a day, customer and component, as the contract's key wants it."""
        seen: set[Any] = set()
        for row in rows:
            key = (row["customer_id"], row["scored_on"], row["component"])
            if key not in seen:
                seen.add(key)
                yield row

    def seats(self) -> None:
        """Seats on many lines; on none of some customers' lines."""
        without = {row["customer_id"] for row in self.tables["customer"] if self.rng.random() < 0.15}
        for row in self.tables["subscription"]:
            given: list[int | None] = [10, 25] if row["product"] == "Crowd" else [None, 0, 1, 10, 10, 25, 50]
            row["seats"] = None if row["customer_id"] in without else some(self.rng, given)


def health_company(rng: random.Random, customers: int) -> Tables:
    """A random company with activity; the same for the same state of `rng`."""
    tables = random_company(rng, customers)
    if customers > MANY:
        crowd(rng, tables)
    return Activity(rng, tables).fill()


def crowd(rng: random.Random, tables: Tables) -> None:
    """One segment with most customers, about ten to twenty of whom have seats at any time."""
    currency, segment = tables["subscription"][0]["currency"], some(rng, ["SMB", "Enterprise", None])
    for row in tables["customer"]:
        if "segment" in row and rng.random() < 0.8:
            row["segment"] = segment
        if rng.random() < 0.6:
            start = FIRST + timedelta(days=61 + rng.randrange(700))
            tables["subscription"].append({
                **dict.fromkeys(tables["subscription"][0]), "subscription_id": f"S{row['customer_id']}",
                "customer_id": row["customer_id"], "contract_id": f"K{row['customer_id']}", "product": "Crowd",
                "currency": currency, "mrr": Decimal(1000), "start_on": start,
                "end_on": later(rng, start, None, None, 300, 600)})
    tables["attribute_history"] = [row for row in tables.get("attribute_history", []) if row["attribute"] != "segment"]
