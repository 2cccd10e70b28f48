"""A finding in words: the title, a claim with a number and what it is made of, and the sentence with the parts. Pure.

The parts are arithmetic (event or roll, mix or rate, how many accounts); none is said to be a cause.
"""

from __future__ import annotations

import math
import unicodedata

from components import format as fmt
from components.i18n import language, plural, t
from components.rounding import adding_up
from components.sentence import dimension_inside, metric_word, value_name
from queries.dimensions import Dimension
from queries.findings import DAYS, VISIBLE, Change, Why
from queries.retention import A1_WEEKS

LONGEST = {"ja": 42.0, "en": 80.0}
DIGITS = 4  # of a fraction: two digits of a percentage point


def width(words: str) -> float:
    """A title's length: full-width characters in Japanese (two others are one), characters in English."""
    if language() == "en":
        return float(len(words))
    return sum(1.0 if unicodedata.east_asian_width(each) in "WF" else 0.5 for each in words)


def title(change: Change, why: Why | None, unit: str) -> str:
    """The claim, and what it is made of where that is known and the title stays short enough."""
    said = claim(change, unit)
    reason = _reason(change, why)
    longer = t("finding.joined", claim=said, why=reason)
    return longer if width(longer) <= LONGEST[language()] else said


def claim(change: Change, unit: str) -> str:
    """The change alone: "GRR fell 0.8 pt this week to 84.3%"."""
    way = "up" if change.change > 0 else "down"
    return t(
        f"finding.{change.span}_{way}", metric=metric_word(change.metric, "short", unit),
        amount=fmt.points(abs(change.change)).lstrip("+"), value=fmt.rate(change.value), weeks=A1_WEEKS - 1)


def _reason(change: Change, why: Why | None) -> str:
    if why is None:
        return t(f"finding.why.beyond_{change.span}")
    if change.span != "week":
        return t(f"finding.why.{why.effect}") if why.effect else t(f"finding.why.beyond_{change.span}")
    if why.part == "against":
        return t("finding.why.against", event=fmt.points(why.event))
    if why.part == "event" and why.accounts:
        return plural(language(), "finding.why.event_accounts", why.accounts)
    return t(f"finding.why.{why.part}")


def parts(why: Why | None, dimension: Dimension | None, span: str) -> str:
    """One sentence with the parts of a change as they add up: of a week event and roll, else mix and rate."""
    if why is None or abs(why.change) < VISIBLE:
        return ""
    if span == "week" or dimension is None or not math.isfinite(why.mix):
        return _event_and_roll(why, span)
    mix, rate = adding_up([why.mix, why.rate], DIGITS)
    return t(
        "finding.parts.mix", change=fmt.points(mix + rate, 2), mix=fmt.points(mix, 2), rate=fmt.points(rate, 2),
        dimension=dimension_inside(dimension.key), cell=value_name(dimension, why.cell), share=fmt.points(why.share, 2),
        weeks=weeks(span))


def _event_and_roll(why: Why, span: str) -> str:
    event, roll = adding_up([why.event, why.roll], DIGITS)
    key = "finding.parts.week" if span == "week" else "finding.parts.event"
    return t(key, change=fmt.points(event + roll, 2), event=fmt.points(event, 2), roll=fmt.points(roll, 2))


def weeks(span: str) -> int:
    """How many weeks a span is long."""
    return next((days // 7 for key, days in DAYS.items() if key == span), 0)
