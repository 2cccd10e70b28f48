"""The rules of the stages in words, in their precedence: what was judged by, and what could not be seen. HTML."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from components import format as fmt
from components import tables
from components.i18n import t
from components.journey import words
from components.tables import Cell, Column, Row
from data.journey.model import LEFT, Condition, Stage
from queries.journey import Need, Told

PERCENT = ("arr_growth", "use_change", "breadth_share", "seats_used")
DAYS = ("days_since_first", "renewal_due")
SIGNS = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}


def drawn(told: Told, needs: Mapping[str, Need]) -> str:
    """A row a stage, the first one that holds counting."""
    columns = [Column("stage", t("journey.column.stage")), Column("rule", t("journey.rules.rule")),
               Column("limit", t("journey.column.limit"), drop=True)]
    rows: list[Row] = [{"stage": t("journey.rules.stage", place=place, stage=words.stage(stage.key)),
                        "rule": Cell(rule(stage), below=missing(needs.get(stage.key))),
                        "limit": limit(stage)} for place, stage in enumerate(told.rules.stages, 1)]
    due = t(f"journey.rules.due_{told.due or 'none'}")
    lines = [t("journey.rules.order"), t("journey.rules.unknown"), due,
             t("journey.rules.version", digest=told.digest)]
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div class="t-model t-rules">{tables.table(columns, rows, caption=t("journey.rules.title"))}{said}</div>'


def limit(stage: Stage) -> str:
    """After how many days a customer has stood in it for too long."""
    if stage.key == LEFT or stage.target_days == 0:
        return t("journey.dwell.no_limit")
    return words.days(stage.target_days) if stage.target_days else t("journey.dwell.quartile")


def rule(stage: Stage) -> str:
    """A stage's rule: all of these, and at least one of those."""
    if stage.is_rest:
        return t("journey.rules.rest")
    every = t("journey.rules.and").join(map(condition, stage.every))
    some = t("journey.rules.or").join(map(condition, stage.some))
    return t("journey.rules.both", every=every, some=some) if every and some else every or some


def condition(given: Condition) -> str:
    """One condition in words."""
    fact = t(f"journey.fact.{given.fact}")
    if given.value is None:
        return fact if given.sign == "is" else t("journey.rules.not", fact=fact)
    return t(f"journey.rules.{SIGNS[given.sign]}", fact=fact, value=value(given))


def value(given: Condition) -> str:
    """A threshold in its unit."""
    number = float(given.value or 0)
    if given.fact in PERCENT:
        return fmt.rate(number, 0 if (100 * number).is_integer() else 1)
    if given.fact in DAYS:
        return t("journey.days", n=f"{number:,.0f}".replace("-", fmt.MINUS))
    return f"{number:g}"


def missing(need: Need | None) -> str:
    """Which tables the rule names and the company has no rows of."""
    if need is None:
        return ""
    return t(f"journey.rules.{'blocked' if need.blocked else 'partly'}", tables=t("list.comma").join(need.tables))
