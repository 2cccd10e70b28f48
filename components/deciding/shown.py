"""What came of a save, as escaped HTML: the problems, or theirs beside mine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from components import format as fmt
from components import states, tables
from components.i18n import catalogue, language, t
from data.store import Problem, Record, rules
from data.warehouse import time_zone

LONGEST = 400
NAMED = {"measure": "metric.{}.name", "status": "deciding.status.{}", "function": "functions.name.{}",
         "present": "functions.name.{}"}
"""Where the codes of a field have their names."""
UNSAID = ("demo",)
"""Fields that nobody filled in."""


def problems(found: Sequence[Problem]) -> str:
    """Each rule that was broken, with its field and what was given."""
    return states.notice(t("deciding.problems.title", n=len(found)), [problem(each) for each in found], "bad")


def problem(found: Problem) -> str:
    """One broken rule in words."""
    said = t(f"deciding.rule.{found.rule}")
    given = t("deciding.given", value=cut(found.value, 80)) if found.value.strip() else ""
    return t("deciding.problem", field=field(found.field), rule=said, given=given)


def conflict(theirs: Record, mine: Mapping[str, Any] | None) -> str:
    """Theirs beside mine, the fields that differ. `mine` is null where it was to be removed."""
    title = states.notice(t("deciding.conflict.title"), [_who(theirs), t("deciding.conflict.body")], "warn")
    heads = {name: t(f"deciding.conflict.{name}") for name in ("field", "theirs", "mine")}
    columns = [tables.Column(name, head) for name, head in heads.items()]
    before: Mapping[str, Any] = {} if theirs.deleted else theirs.body
    after: Mapping[str, Any] = {name: value for name, value in (mine or {}).items() if value is not None}
    rows: list[tables.Row] = [_row(name, before, after) for name in dict.fromkeys([*after, *before])
                              if name not in UNSAID and before.get(name) != after.get(name)]
    return title + tables.table(columns, rows, caption=t("deciding.conflict.title"))


def failed(reason: str) -> str:
    """The store could not be used."""
    return states.notice(t("deciding.failed.title"), [t("deciding.failed.body"), reason], "bad")


def moment(record: Record) -> str:
    """When a record was written, in the company's time zone."""
    return fmt.moment(record.at.astimezone(ZoneInfo(time_zone())), language(), year=True)


def field(name: str) -> str:
    """A field's name in the run's language; its own where it has none."""
    key = f"deciding.field.{name}"
    return t(key) if key in catalogue(language()) else name


def cut(value: str, longest: int = LONGEST) -> str:
    """A text of a length that can be shown."""
    return value if len(value) <= longest else value[: longest - 1] + "…"


def _who(theirs: Record) -> str:
    if not theirs.version:
        return t("deciding.conflict.gone")
    if theirs.deleted:
        return t("deciding.conflict.removed", author=theirs.author, moment=moment(theirs))
    return t("deciding.conflict.changed", author=theirs.author, moment=moment(theirs))


def _row(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tables.Row:
    cells = {side: tables.Cell(cut(value(values.get(name), name)), bold=True)
             for side, values in (("theirs", before), ("mine", after))}
    return {"field": field(name), **cells}


def value(given: Any, name: str = "") -> str:
    """A field's value in words: codes by their names, where they have any, dates as dates are written."""
    if given is None:
        return fmt.UNKNOWN
    if isinstance(given, bool):
        return t("deciding.yes" if given else "deciding.no")
    if isinstance(given, Mapping):
        return t("list.comma").join(f"{key}: {value(each)}" for key, each in given.items()) or fmt.UNKNOWN
    if isinstance(given, list):
        return t("list.comma").join(value(each, name) for each in given)
    if name.endswith("_on") and rules.day(given) is None:
        return fmt.full_day(date.fromisoformat(given), language())
    named = NAMED.get(name, "").format(given) if isinstance(given, str) else ""
    return t(named) if named in catalogue(language()) else str(given)
