"""Evidence of maturity, one row at a time, from the contract's rows as they were known on a day.

Each answer is (numerator, denominator), a count (value,), or null where nobody is there to be counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from queries.oracle.functions import Answer, Asked, local
from queries.oracle.labels import Row

WORDS = {"customer_success": "services", "services": "services", "sales": "sales", "marketing": "marketing",
         "product": "product", "support": "support", "it": "it", "partners": "partners"}
TWO_WAY = {"qbr", "onboarding", "training", "check_in", "executive", "reference"}
Bands = Mapping[str, Mapping[date, str]]
"""Survivor → Sunday → band."""


@dataclass(frozen=True)
class Question:
    """What is asked of one function on a day. `bands`: marts.health, which tests/oracle/health.py proves."""

    asked: Asked
    function: str
    bands: Bands

    def ago(self, day: date | None, first: int, last: int = 0) -> bool:
        """Whether a day lies less than `first` and at least `last` days before the day."""
        return day is not None and last <= (self.asked.day - day).days < first

    def owner(self, row: Row) -> str:
        return self.asked.company.survivors[row["customer_id"]]

    def touches(self) -> list[Row]:
        """The function's contacts with active customers that happened."""
        return [row for row in self.asked.rows("touch", self.asked.active)
                if WORDS.get(row["function"]) == self.function and row["delivered"] is not False]

    def books(self) -> list[Row]:
        return [row for row in self.asked.tables.get("playbook", ())
                if WORDS.get(row["function"]) == self.function and self.asked.by(row["written_on"])]

    def written(self, book_id: str | None) -> bool:
        return any(row["playbook_id"] == book_id and self.asked.by(row["written_on"])
                   for row in self.asked.tables.get("playbook", ()))

    def served(self) -> set[str]:
        """Whom the function had to do with in the last 90 days."""
        found = {self.owner(row) for row in self.touches() if self.ago(row["occurred_on"], 90)}
        found |= {self.owner(row) for row in self.asked.rows("opportunity", self.asked.active)
                  if WORDS.get(row["source_function"]) == self.function and self.ago(row["created_on"], 90)}
        if self.function == "support":
            found |= {self.owner(row) for row in self.asked.rows("ticket", self.asked.active)
                      if self.ago(local(row["opened_at"]), 90)}
        return found


def share(holds: Iterator[bool] | list[bool]) -> Answer:
    told = list(holds)
    return (sum(told), len(told)) if told else None


def written(ask: Question) -> Answer:
    return (len(ask.books()),)


def with_measure(ask: Question) -> Answer:
    return share([row["has_measure"] is True for row in ask.books()])


def with_target(ask: Question) -> Answer:
    return share([row["has_measure"] is True and row["has_target"] is True for row in ask.books()])


def revised(ask: Question) -> Answer:
    return share([ask.ago(row["written_on"], 365) or ask.ago(row["revised_on"], 365) for row in ask.books()])


def run(ask: Question) -> Answer:
    return share([ask.written(row["playbook_id"]) for row in ask.touches() if ask.ago(row["occurred_on"], 90)])


def spread(ask: Question) -> Answer:
    """Σ over people of |planned − their contacts × the planned share of all| ÷ Σ of their contacts."""
    people: dict[str, list[bool]] = defaultdict(list)
    for row in ask.touches():
        if row["csm_id"] is not None and ask.ago(row["occurred_on"], 90):
            people[row["csm_id"]].append(ask.written(row["playbook_id"]))
    compared = [planned for planned in people.values() if len(planned) >= 10]
    if len(compared) < 2:
        return None
    every = sum(map(len, compared))
    planned = Fraction(sum(map(sum, compared)), every)
    return float(sum(abs(sum(each) - len(each) * planned) for each in compared)), every


def red_contact(days: int) -> Callable[[Question], Answer]:
    def answer(ask: Question) -> Answer:
        met = defaultdict(list)
        for row in ask.touches():
            if row["kind"] in TWO_WAY or row["opened"] or row["clicked"]:
                met[ask.owner(row)].append(row["occurred_on"])
        turned = [(who, sunday) for who, bands in ask.bands.items() if who in ask.asked.active
                  for sunday, band in bands.items() if band == "red" and ask.ago(sunday, 104, 14)
                  and bands.get(sunday - timedelta(days=7), "red") != "red"]
        return share([any(0 < (day - sunday).days <= days for day in met[who]) for who, sunday in turned])
    return answer


def handoff(ask: Question) -> Answer:
    deals = [row for row in ask.asked.rows("opportunity", ask.asked.active)
             if row["kind"] == "new" and row["won"] and WORDS.get(row["source_function"]) == ask.function
             and ask.ago(row["closed_on"], 180, 14)]
    return share([bool(row["handoff_complete"]) and ask.asked.by(row["handoff_on"]) for row in deals])


def _services(ask: Question) -> Question:
    return Question(ask.asked, "services", ask.bands)


def onboarding_followed(ask: Question) -> Answer:
    contacts = _services(ask).touches()
    steps = [row for row in ask.asked.rows("onboarding", ask.asked.active) if ask.ago(row["basic_done_on"], 210, 30)]
    return share([any(ask.owner(each) == ask.owner(row) and each["kind"] != "onboarding"
                      and 0 < (each["occurred_on"] - row["basic_done_on"]).days <= 30 for each in contacts)
                  for row in steps])


def severe_followed(ask: Question) -> Answer:
    contacts = _services(ask).touches()
    severe = [(ask.owner(row), local(row["opened_at"])) for row in ask.asked.rows("ticket", ask.asked.active)
              if row["severity"] <= 2 and ask.ago(local(row["opened_at"]), 104, 14)]
    return share([any(ask.owner(each) == who and 0 <= (each["occurred_on"] - day).days <= 14 for each in contacts)
                  for who, day in severe])


def csat_known(ask: Question) -> Answer:
    return share([row["csat"] is not None for row in ask.asked.rows("ticket", ask.asked.active)
                  if row["closed_at"] is not None and ask.ago(local(row["closed_at"]), 90)])


def feedback_answered(ask: Question) -> Answer:
    return share([ask.asked.by(row["shipped_on"]) for row in ask.asked.rows("feedback", ask.asked.active)
                  if ask.ago(row["submitted_on"], 455, 90)])


def feedback_closed(ask: Question) -> Answer:
    return share([ask.asked.by(row["told_on"]) for row in ask.asked.rows("feedback", ask.asked.active)
                  if ask.ago(row["shipped_on"], 365, 14)])


def _of_served(ask: Question, table: str, column: str) -> Answer:
    has = {ask.owner(row) for row in ask.asked.rows(table, ask.asked.active) if ask.ago(row[column], 365)}
    return share([who in has for who in ask.served()])


def agreed(ask: Question) -> Answer:
    return _of_served(ask, "outcome", "agreed_on")


def heard(ask: Question) -> Answer:
    return _of_served(ask, "survey", "answered_on")


def reviewed(ask: Question) -> Answer:
    return share([ask.asked.by(row["reviewed_on"]) for row in ask.asked.rows("outcome", ask.served())
                  if ask.ago(row["due_on"], 395, 30)])


def reached(ask: Question) -> Answer:
    return share([row["status"] == "reached" for row in ask.asked.rows("outcome", ask.served())
                  if ask.ago(row["reviewed_on"], 365)])


OF_FUNCTION: dict[str, Callable[[Question], Answer]] = {
    "written": written, "with_measure": with_measure, "with_target": with_target, "revised": revised, "run": run,
    "spread": spread, "red_contact_7": red_contact(7), "red_contact_14": red_contact(14), "handoff": handoff,
    "agreed": agreed, "reviewed": reviewed, "reached": reached, "heard": heard,
}
OF_ALL: dict[str, Callable[[Question], Answer]] = {
    "onboarding_followed": onboarding_followed, "severe_followed": severe_followed, "csat_known": csat_known,
    "feedback_answered": feedback_answered, "feedback_closed": feedback_closed,
}
