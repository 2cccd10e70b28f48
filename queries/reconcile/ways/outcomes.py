"""outcomes: what is known of each customer's goals, both sides of outcome and experience, the surveys' scores."""

from __future__ import annotations

from collections.abc import Iterator

from queries import outcomes, outcomes_experience
from queries.oracle.functions import Asked as Question
from queries.oracle.outcomes import counted, scores
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair
from queries.reconcile.ways import arrivals, outcomes_more


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing where neither goals nor surveys were given; but for the clocks nothing under filters on lines."""
    yield from arrivals.pairs(asked)
    if asked.scope.line_filters:
        return
    question = Question(asked.tables, asked.company, asked.where, asked.as_of)
    if "outcome" in asked.tables and "survey" in asked.tables and question.active:
        yield from _standings(asked, question)
        yield from outcomes_more.pairs(asked, question)
    if "survey" in asked.tables:
        for row in outcomes_experience.experience(asked.warehouse, asked.scope).to_dict("records"):
            kind = str(row["survey"])
            given, sent, answered = scores(question, kind)
            said, name = asked.said(survey=kind), "csat_survey" if kind == "csat" else kind
            yield Pair(f"outcomes.{name}", said, row["score"], sum(given) / len(given) if given else None)
            if given:
                yield Pair(f"outcomes.{name}", f"{said} answers", row["n_answers"], len(given), "exact")
                yield Pair(f"outcomes.{name}", f"{said} response", row["response"], answered / sent if sent else None)


def _standings(asked: Asked, question: Question) -> Iterator[Pair]:
    latest = asked.as_of >= asked.build.default_as_of
    stands, sides = counted(question, latest)
    row, said = outcomes.summary(asked.warehouse, asked.scope).iloc[0], asked.said()
    known, every = sum(stands[name] for name in outcomes.KNOWN), len(question.active)
    yield Pair("outcomes.known", f"{said} customers", row["customers"], every, "exact")
    yield Pair("outcomes.known", said, row["known"], known, "exact")
    for name in ("reached", "on_track", "behind", "missed", "overdue", "untold", "undated"):
        yield Pair("outcomes.got", f"{said} standing={name}", row[name], stands[name], "exact")
    for cell in outcomes.matrix(asked.warehouse, asked.scope).to_dict("records"):
        yield Pair("outcomes.side", asked.said(co=cell["co"], cx=cell["cx"]), cell["customers"],
                   sides[cell["co"], cell["cx"]], "exact")


WAY = Way("outcomes", "each customer's goals and answers as known on the day, one customer at a time", pairs)
