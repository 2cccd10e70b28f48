"""What sentences say of decisions and of the charter: what is overdue, what misses its target."""

from __future__ import annotations

import pandas as pd

from components.charter import words
from components.report.model import Command, Sentence
from components.report.narrative import facts
from components.report.narrative.grammar import say

SAID = 3
LONGEST = 40


def left(found: pd.DataFrame, command: Command) -> Sentence | None:
    """How many decisions and actions earlier meetings left, and how many of them are overdue."""
    if found.empty:
        return None
    late = int((found.state == "overdue").sum())
    open_ = int(found.state.isin(("open", "overdue")).sum())
    both = {"open": facts.number("open", open_, command)}
    if not late:
        return say("left.fine", 5.0, "good", **both)
    return say("left.late", 30.0, "bad", late=facts.number("overdue", late, command), **both)


def latest(found: pd.DataFrame, command: Command) -> Sentence | None:
    """What has been overdue longest."""
    late = found[found.state == "overdue"] if len(found) else found
    if not len(late):
        return None
    row = late.loc[late.days_late.astype(float).idxmax()]
    return say("left.longest", 20.0, "bad", text=facts.word("text", short(str(row.text))),
               owner=facts.word("owner", words.person(row.owner)),
               days=facts.count("days_late", int(row.days_late), "day", command))


def short(text: str) -> str:
    """The first line, cut where it is long."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"


def kpis(found: pd.DataFrame, command: Command) -> Sentence | None:
    """How many of the charter's KPIs reach their target; nothing where none is judged."""
    judged = found[found.status.isin(("met", "not_met", "overdue"))]
    if judged.empty:
        return None
    met = int((judged.status == "met").sum())
    all_ = facts.number("judged", len(judged), command)
    return say("charter.met", 10.0, "good" if met == len(judged) else "", all=all_,
               met=facts.number("met", met, command))


def missed(found: pd.DataFrame, currency: str, command: Command) -> list[Sentence]:
    """The KPIs that are past their date and miss their target, at most three."""
    rows = words.worst_first(found[found.status == "overdue"]) if len(found) else found
    return [say("charter.missed", 9.0 - at, "bad", kpi=facts.word("measure", words.name(str(row.measure))),
                value=facts.kpi("value", str(row.measure), float(row.value), currency, command),
                target=facts.kpi("target", str(row.measure), float(row.target), currency, command))
            for at, row in enumerate(rows.head(SAID).itertuples()) if row.value is not None and pd.notna(row.value)]

