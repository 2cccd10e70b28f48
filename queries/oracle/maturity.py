"""Evidence of maturity, one row at a time, from the contract's rows as they were known on a day.

Each answer is (numerator, denominator), a count (value,), or null where nobody is there to be counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from queries.oracle.functions import Answer, Asked
from queries.oracle.labels import Row
from queries.oracle.newest import local

WORDS = {"customer_success": "services", "services": "services", "sales": "sales", "marketing": "marketing",
         "product": "product", "support": "support", "it": "it", "partners": "partners"}
TWO_WAY = {"qbr", "onboarding", "training", "check_in", "executive", "reference"}
Bands = Mapping[str, Mapping[date, str]]
"""Survivor → Sunday → band."""


@dataclass(frozen=True)
class Question:
    """What is asked of one function on a day. `bands`: those kept, which the tests of health prove; `words`: what the
    functions are called in the data.
    """

    asked: Asked
    function: str
    bands: Bands
    words: Mapping[str, str] = field(default_factory=lambda: WORDS)

    def ago(self, day: date | None, first: int, last: int = 0) -> bool:
        """Whether a day lies less than `first` and at least `last` days before the day."""
        return day is not None and last <= (self.asked.day - day).days < first

    def owner(self, row: Row) -> str:
        return self.asked.company.survivors[row["customer_id"]]

    def touches(self) -> list[Row]:
        """The function's contacts with active customers that happened."""
        memo = self.asked.memo
        if "touches" not in memo:
            memo["touches"] = defaultdict(list)
            for row in self.asked.rows("touch", self.asked.active):
                if row["delivered"] is not False:
                    memo["touches"][self.named(row["function"])].append(row)
        found: list[Row] = memo["touches"][self.function]
        return found

    def named(self, word: str | None) -> str | None:
        """The function that a word of the data means."""
        return None if word is None else self.words.get(word.strip().lower().replace(" ", "_").replace("-", "_"))

    def met(self) -> dict[str, list[Row]]:
        """The same contacts by whose they are."""
        if ("met", self.function) not in self.asked.memo:
            found = defaultdict(list)
            for row in self.touches():
                found[self.owner(row)].append(row)
            self.asked.memo["met", self.function] = found
        made: dict[str, list[Row]] = self.asked.memo["met", self.function]
        return made

    def books(self) -> list[Row]:
        return [row for row in self.asked.tables.get("playbook", ())
                if self.named(row["function"]) == self.function and self.asked.by(row["written_on"])]

    def written(self, book_id: str | None) -> bool:
        return any(row["playbook_id"] == book_id and self.asked.by(row["written_on"])
                   for row in self.asked.tables.get("playbook", ()))

    def served(self) -> set[str]:
        """Whom the function had to do with in the last 90 days."""
        if ("served", self.function) not in self.asked.memo:
            self.asked.memo["served", self.function] = self._served()
        made: set[str] = self.asked.memo["served", self.function]
        return made

    def _served(self) -> set[str]:
        found = {self.owner(row) for row in self.touches() if self.ago(row["occurred_on"], 90)}
        found |= {self.owner(row) for row in self.asked.rows("opportunity", self.asked.active)
                  if self.named(row["source_function"]) == self.function and self.ago(row["created_on"], 90)}
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
             if row["kind"] == "new" and row["won"] and ask.named(row["source_function"]) == ask.function
             and ask.ago(row["closed_on"], 180, 14)]
    return share([bool(row["handoff_complete"]) and ask.asked.by(row["handoff_on"]) for row in deals])


def _services(ask: Question) -> Question:
    return Question(ask.asked, "services", ask.bands, ask.words)


def onboarding_followed(ask: Question) -> Answer:
    contacts = _services(ask).met()
    steps = [row for row in ask.asked.rows("onboarding", ask.asked.active) if ask.ago(row["basic_done_on"], 210, 30)]
    return share([any(each["kind"] != "onboarding" and 0 < (each["occurred_on"] - row["basic_done_on"]).days <= 30
                      for each in contacts.get(ask.owner(row), ())) for row in steps])


def severe_followed(ask: Question) -> Answer:
    contacts = _services(ask).met()
    severe = [(ask.owner(row), local(row["opened_at"])) for row in ask.asked.rows("ticket", ask.asked.active)
              if row["severity"] <= 2 and ask.ago(local(row["opened_at"]), 104, 14)]
    return share([any(0 <= (each["occurred_on"] - day).days <= 14 for each in contacts.get(who, ()))
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

BOOK = ("playbook", "playbook.written_on")
NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("written", "revised"), BOOK), "with_measure": (*BOOK, "playbook.has_measure"),
    "with_target": (*BOOK, "playbook.has_target"), "run": ("touch", *BOOK, "touch.playbook_id"),
    "spread": ("touch", "touch.csm_id", *BOOK, "touch.playbook_id"), "red_contact_7": ("touch",),
    "red_contact_14": ("touch",), "handoff": ("opportunity", "opportunity.handoff_complete"),
    "onboarding_followed": ("onboarding", "touch"), "severe_followed": ("ticket", "touch"), "csat_known": ("ticket",),
    "feedback_answered": ("feedback",), "feedback_closed": ("feedback",), "use_seen": ("usage_week",),
    "agreed": ("outcome",), "reviewed": ("outcome",), "reached": ("outcome",), "heard": ("survey",),
    "voice_known": ("survey",),
}
"""The tables and columns without which a measure is unknown."""
TOUCH = ("touch", "occurred_on")
SINCE: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("red_contact_7", "red_contact_14", "onboarding_followed", "severe_followed"), TOUCH),
    "handoff": ("opportunity", "handoff_on"), "use_seen": ("usage_week", "week_on"), "agreed": ("outcome", "agreed_on"),
    "heard": ("survey", "answered_on"),
}
"""What must have had a row by a day for the measure to be known on it."""
OF_COMPANY = ("written", "with_measure", "with_target", "revised")
"""Counted over playbooks, not over customers: filters and teams do not change them."""
