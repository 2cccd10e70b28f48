"""What a customer's score is made of besides its use, from the rows of one customer as known on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from queries.oracle import newest
from queries.oracle.health_model import within
from queries.oracle.labels import Row

TWO_WAY = ("qbr", "onboarding", "training", "check_in", "executive", "reference")
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
Rows = Sequence[Row]


def local(moment: datetime | None) -> date | None:
    """The day on which a moment in UTC falls."""
    return None if moment is None else newest.local(moment)


def happened(day: date | None, now: date) -> bool:
    return day is not None and day <= now


def support(tickets: Rows, now: date) -> Fraction:
    """Severe tickets of the last 90 days or not closed by the end of the day."""
    severe = [row for row in tickets if row["severity"] <= 2 and happened(local(row["opened_at"]), now)]
    return Fraction(sum(within(local(row["opened_at"]), now, 90) or not happened(local(row["closed_at"]), now)
                        for row in severe))


def survey(answers: Rows, now: date) -> Fraction | None:
    """The latest answer of the last 365 days on 0 to 100; of two on one day, the higher."""
    known = [row for row in answers if within(row["answered_on"], now, 365) and row["score"] is not None]
    return max(((row["answered_on"], on_hundred(row)) for row in known), default=(now, None))[1]


def on_hundred(answer: Row) -> Fraction:
    low, high = SCALES[answer["kind"]]
    return (Fraction(answer["score"]) - low) / (high - low) * 100


def latest_pulse(pulses: Rows, now: date) -> Row | None:
    """The latest rating there is; of two on one day, the higher."""
    known = [row for row in pulses if row["recorded_on"] <= now]
    return max(known, key=lambda row: (row["recorded_on"], row["rating"]), default=None)


def pulse(pulses: Rows, now: date) -> Fraction | None:
    latest = latest_pulse(pulses, now)
    fresh = latest is not None and within(latest["recorded_on"], now, 90)
    return Fraction(latest["rating"]) if latest and fresh else None


def step(row: Row, now: date) -> Fraction:
    """How far one onboarding has come."""
    for column, worth in (("deep_done_on", Fraction(1)), ("basic_done_on", Fraction(3, 4)),
                          ("first_value_on", Fraction(1, 2))):
        if happened(row[column], now):
            return worth
    late = row["target_on"] is not None and row["target_on"] < now
    return Fraction(0) if late else Fraction(3, 5)


def onboarding(rows: Rows, now: date) -> Fraction | None:
    steps = [step(row, now) for row in rows if row["started_on"] <= now]
    return sum(steps, Fraction(0)) / len(steps) if steps else None


def outcomes(rows: Rows, now: date) -> Fraction | None:
    judged = [row["status"] for row in rows
              if row["status"] in ("reached", "missed") and within(row["reviewed_on"], now, 365)]
    return Fraction(judged.count("reached"), len(judged)) if judged else None


def last_touch(touches: Rows, now: date, two_way: bool) -> date | None:
    days = [row["occurred_on"] for row in touches
            if row["occurred_on"] <= now and (not two_way or row["kind"] in TWO_WAY)]
    return max(days, default=None)


def contact(touches: Rows, now: date, model: str | None, rhythm: dict[str, int], first: date) -> Fraction | None:
    """Days since the last contact by the days promised; before any, since the first active day."""
    if model is None or model not in rhythm:
        return None
    last = last_touch(touches, now, two_way=model != "tech")
    return Fraction((now - (last or first)).days, rhythm[model])


def payment(invoices: Rows, now: date) -> Fraction | None:
    due = [row for row in invoices if row["due_on"] <= now]
    if not due:
        return None
    return Fraction(max(((now - row["due_on"]).days for row in due if not happened(row["paid_on"], now)), default=0))


def given_score(scores: Rows, now: date, days: int) -> Fraction | None:
    """The company's own score of the last days; of two on one day, the higher."""
    known = [row for row in scores if row["component"] is None and within(row["scored_on"], now, days)]
    latest = max(known, key=lambda row: (row["scored_on"], row["score"]), default=None)
    return None if latest is None else Fraction(latest["score"])
