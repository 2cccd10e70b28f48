"""The evidence of maturity as the second way has it: what each measure comes to on a day, and whether that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from data.days import EPOCH
from data.maturity.model import Rules, kind
from data.status import reading as opened
from queries.measures import measured
from queries.oracle import maturity as second
from queries.oracle.days import week_end
from queries.oracle.functions import Answer, share
from queries.oracle.functions import Asked as Question
from queries.oracle.maturity_levels import NOTHING, Figure
from queries.oracle.practice import voice_known
from queries.reconcile.asked import Asked
from queries.reconcile.ways.common import label

FEW = 10
OF_LOAD = "joinable"
"""How many rows found their customer only the load itself can tell: taken as it is told."""
Known = Mapping[date, Mapping[str, tuple[bool, bool]]]


class Evidence:
    """Figures by measure and day, each found once. `words`: what the functions are called in the data."""

    def __init__(self, asked: Asked, rules: Rules, days: tuple[date, ...]) -> None:
        self.asked, self.rules = asked, rules
        self.words = {word: function for function, said in rules.words for word in said}
        self.bands, self.known = kept(asked)
        self.questions: dict[Any, Question] = {}
        self.found: dict[Any, Figure] = {}
        load = measured(asked.warehouse, asked.scope, (OF_LOAD,), days).to_dict("records")
        self.load = {row["on"]: label(row["value"]) for row in load}

    def figure(self, key: str, day: date, team: str | None = None) -> Figure:
        """What a measure comes to, over all inside the filters or over one team's customers."""
        if (key, day, team) not in self.found:
            self.found[key, day, team] = self._figure(key, day, team)
        return self.found[key, day, team]

    def _figure(self, key: str, day: date, team: str | None) -> Figure:
        family, _, function = key.partition("@")
        if family == OF_LOAD:
            return Figure(self.load.get(day), self.load.get(day))
        if family == "improved":
            return Figure(None) if team else Figure(0.0, 0.0)
        if any(self._lacks(need) for need in second.NEEDS.get(family, ())) or self._early(family, day):
            return NOTHING
        answer = self._answer(family, function, day, team)
        if answer is None or answer[0] is None:
            return NOTHING
        value = float(answer[0]) if len(answer) == 1 else float(answer[0]) / float(answer[1] or 1)
        n = 0 if len(answer) == 1 else int(answer[1] or 0)
        few = kind(family) == "share" and n < FEW and family not in second.OF_COMPANY
        return Figure(None if few else value, value, n)

    def _answer(self, family: str, function: str, day: date, team: str | None) -> Answer:
        question = self._question(day, team)
        if family in ("health_known", "use_seen"):
            return self._seen(family, question, self.known.get(week_end(day), {}))
        if family == "voice_known":
            return voice_known(question)
        ask = second.Question(question, function, self.bands, self.words)
        return (second.OF_FUNCTION.get(family) or second.OF_ALL[family])(ask)

    def _seen(self, family: str, question: Question, known: Mapping[str, tuple[bool, bool]]) -> Answer:
        if family == "use_seen":
            return share([known.get(who, (False, False))[1] for who in question.active])
        return share([known[who][0] for who in question.active if who in known])

    def _question(self, day: date, team: str | None) -> Question:
        if (day, team) not in self.questions:
            where = (*self.asked.where, *([("team_id", (team,))] if team else []))
            self.questions[day, team] = Question(self.asked.tables, self.asked.company, where, day)
        return self.questions[day, team]

    def _lacks(self, need: str) -> bool:
        table, _, column = need.partition(".")
        rows = self.asked.tables.get(table, [])
        return not any(row.get(column) is not None for row in rows) if column else not rows

    def _early(self, family: str, day: date) -> bool:
        """Whether the table that it waits for had no row by the day."""
        if family not in second.SINCE:
            return False
        table, column = second.SINCE[family]
        return not any(row[column] is not None and row[column] <= day for row in self.asked.tables.get(table, ()))


def kept(asked: Asked) -> tuple[second.Bands, Known]:
    """The bands that the build kept, by customer and Sunday; and of whom a score, and use, was known on each."""
    bands: dict[str, dict[date, str]] = defaultdict(dict)
    known: dict[date, dict[str, tuple[bool, bool]]] = defaultdict(dict)
    with opened(asked.tables.warehouse) as at:
        health, customers = at.table("marts", "health"), at.table("marts", "customer")
        rows = at.rows("select c.customer_id, h.week_day, h.band, h.score, h.events"
                       f" from {health} h join {customers} c on c.customer_key = h.customer_key")
    for name, number, band, score, events in rows:
        sunday = EPOCH + timedelta(days=int(number))
        bands[name][sunday] = band
        known[sunday][name] = (score is not None, events is not None)
    return bands, known
