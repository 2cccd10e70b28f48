"""What a customer's score is made of by its use: weekly reports, per paid seat, against its segment's median."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median
from typing import Any

from queries.oracle.labels import Row, Tables

FEW = 10
Measures = dict[str, Fraction | None]


@dataclass(frozen=True)
class Used:
    """A customer's use as known on a Sunday. `events`, `users`: None where it is not judged; `per_seat`: by feature."""

    measures: Measures
    events: int | None
    users: Fraction | None
    per_seat: dict[str, Fraction | None]


def sunday_of(day: date) -> date:
    """The Sunday that ends the day's week."""
    return day + timedelta(days=6 - day.weekday())


def stretch(now: date, weeks: int, back: int = 0) -> list[date]:
    """So many Sundays, the last one `back` weeks before now."""
    return [now - timedelta(weeks=back + week) for week in range(weeks)]


class Reports:
    """The weekly reports by surviving customer, feature and Sunday. `features`: those that count."""

    def __init__(self, tables: Tables, survivors: dict[str, str], features: tuple[str, ...], weeks: int) -> None:
        self.features, self.weeks = features, weeks
        self.rows: dict[str, dict[date, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self.of_anybody: dict[date, list[str]] = {}
        self.weeks_reported: set[date] = set()
        self.weeks_counted: set[date] = set()
        for row in tables.get("usage_week", ()):
            if row["customer_id"] in survivors:
                sunday = sunday_of(row["week_on"])
                self.weeks_reported.add(sunday)
                if row["active_users"] is not None:
                    self.weeks_counted.add(sunday)
                self.rows[survivors[row["customer_id"]]][sunday].append(row)

    def sum_of(self, customer: str, sundays: list[date], column: str, feature: str | None = None) -> int | None:
        """What was reported in those weeks; None when every value is null (nothing reported is 0)."""
        found = [row[column] for sunday in sundays for row in self.rows[customer].get(sunday, ())
                 if feature is None or row["feature"] == feature]
        known = [value for value in found if value is not None]
        return None if found and not known else sum(known)

    def reported(self, sundays: list[date]) -> int:
        """In how many of those weeks anything of the company was reported."""
        return sum(sunday in self.weeks_reported for sunday in sundays)

    def seen(self, customer: str, now: date) -> bool:
        return any(sunday <= now for sunday in self.rows[customer])

    def first_report(self, customer: str) -> date | None:
        return min(self.rows[customer], default=None)

    def trend(self, customer: str, now: date) -> Fraction | None:
        """Eight weeks against the eight before, all sixteen since its first report."""
        first, late, early = self.first_report(customer), stretch(now, 8), stretch(now, 8, back=8)
        before = self.sum_of(customer, early, "events")
        if first is None or first > early[-1] or not before or not self.reported(late):
            return None
        rate = Fraction(self.sum_of(customer, late, "events") or 0, self.reported(late))
        return rate / Fraction(before, self.reported(early)) - 1

    def users_of(self, customer: str, sunday: date) -> int | None:
        """The week's active users, of the feature with the most; None where the company or its reports have none."""
        if sunday not in self.weeks_counted:
            return None
        found = [self.sum_of(customer, [sunday], "active_users", feature)
                 for feature in {row["feature"] for row in self.rows[customer].get(sunday, ())}]
        return max((value for value in found if value is not None), default=None if found else 0)

    def users(self, customer: str, now: date) -> Fraction | None:
        """The mean over the last weeks in which active users were reported."""
        known = [users for sunday in stretch(now, self.weeks)
                 if (users := self.users_of(customer, sunday)) is not None]
        return Fraction(sum(known), len(known)) if known else None

    def anybody(self, now: date) -> list[str]:
        """The features that anybody used of late; kept for the Sunday asked last."""
        if now not in self.of_anybody:
            recent = stretch(now, self.weeks)
            self.of_anybody = {now: [feature for feature in self.features if any(
                self.sum_of(other, recent, "events", feature) for other in list(self.rows))]}
        return self.of_anybody[now]

    def breadth(self, customer: str, now: date) -> Fraction | None:
        recent, anybody = stretch(now, self.weeks), self.anybody(now)
        used = [feature for feature in anybody if self.sum_of(customer, recent, "events", feature)]
        return Fraction(len(used), len(anybody)) if anybody else None

    def of(self, customer: str, now: date, seats: int | None, per_customer: bool, settling: bool) -> Used:
        """Everything about one customer's use on a Sunday."""
        recent = stretch(now, self.weeks)
        seen, weeks = self.seen(customer, now), self.reported(recent)
        share = 1 if per_customer else seats
        judged = seen and not settling and bool(weeks)
        users = self.users(customer, now) if judged else None

        def per_seat(feature: str | None) -> Fraction | None:
            done = self.sum_of(customer, recent, "events", feature)
            return Fraction(done or 0, weeks * share) if judged and share else None

        measures = {"usage_depth": per_seat(None), "usage_breadth": self.breadth(customer, now) if judged else None,
                    "usage_trend": self.trend(customer, now) if judged else None,
                    "seats_used": users / seats if users is not None and seats else None}
        events = self.sum_of(customer, recent, "events") if judged else None
        return Used(measures, events, users, {feature: per_seat(feature) for feature in self.features})


def against_median(values: dict[str, Fraction | None], segments: dict[str, Any]) -> dict[str, Fraction | None]:
    """Each customer's value by the median of those of its segment that have any, of all where fewer than ten do."""
    having = {customer: value for customer, value in values.items() if value}
    by_segment: dict[Any, list[Fraction]] = defaultdict(list)
    for customer, value in having.items():
        by_segment[segments[customer]].append(value)
    middles = {segment: median(each) for segment, each in by_segment.items() if len(each) >= FEW}
    everybody = median(having.values()) if having else None

    def ratio(customer: str, value: Fraction | None) -> Fraction | None:
        middle = middles.get(segments[customer], everybody)
        return None if value is None or middle is None else value / middle

    return {customer: ratio(customer, value) for customer, value in values.items()}
