"""The page's questions, where the rules' file can be used; else what is wrong with it, in the page's place."""

from __future__ import annotations

from components import states, theme
from components.i18n import t
from components.maturity.questions import Questions
from components.maturity.view import read
from components.router import Frame
from components.url import current
from data.maturity import reading
from data.maturity.reading import RulesRefused
from queries.measures.calendar import trend_days

SHOWN = 20


def begin(frame: Frame) -> Questions | None:
    """Null, and every fault with its file and line, where the rules cannot be used."""
    try:
        rules = reading.read()
    except RulesRefused as error:
        theme.block(refusal(error))
        return None
    return Questions(frame, rules, read(current(), trend_days(frame.scope.as_of)))


def refusal(error: RulesRefused) -> str:
    """The first faults, each with its file and line. Escaped HTML."""
    more = len(error.faults) - SHOWN
    lines = [str(fault) for fault in error.faults[:SHOWN]] + ([t("maturity.refused.more", n=more)] if more > 0 else [])
    return states.notice(t("maturity.refused.title"), [t("maturity.refused.body"), *lines], "bad")
