"""What fires in a frame: the company's rules and targets, read at every run, and the answer, from the cache."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from components import loaders
from components.i18n import t
from components.router import Frame
from components.sentence import value_name
from data import targets as plan_file
from data.alerts import reading
from data.alerts.model import Rule
from queries import alerts
from queries.alerts_aims import Aim, aims
from queries.datastatus import today_in

NAMED = 5
FIGURES = ("value", "bound", "earlier", "arr")


@dataclass(frozen=True)
class Alert:
    """One rule that fires. Figures as `queries.alerts.firing` gives them, null where unknown; amounts in `currency`.

    since: the first week of the episode; new: fired in this week. listed, listed_new: how many accounts or renewals it
    is about, and how many of them since this week; accounts: the first of them by name, those of this week first, where
    whoever asks may name them. where: the rule's own filters in words.
    """

    rule: Rule
    week: date
    since: date
    new: bool
    currency: str
    value: float | None = None
    bound: float | None = None
    earlier: float | None = None
    arr: float | None = None
    n: int | None = None
    listed: int | None = None
    listed_new: int | None = None
    accounts: tuple[str, ...] = ()
    where: str = ""


def rules() -> reading.Rules:
    """The company's rules, or what is wrong with its file."""
    return reading.read()


def targets(frame: Frame) -> tuple[Aim, ...]:
    """The targets that rules may hold a figure against. Source: the store and targets.toml."""
    build = frame.build
    plan = plan_file.read().held_by(build.is_demo).targets
    held = [tuple(loaders.versions("target", each.key)) for each in loaders.decided("target")]
    return aims(plan, held, build.fiscal_year_start, build.time_zone)


def today(frame: Frame) -> date | None:
    """The day by which the newest data are judged; null where the page looks back, or the data are a demo's."""
    build = frame.build
    return None if build.is_demo or frame.scope.as_of < build.default_as_of else today_in(build.time_zone)


def every(frame: Frame) -> pd.DataFrame:
    """Every rule's state in the frame's week. Source: queries.alerts.firing."""
    return loaders.load(alerts.firing, frame.scope, rules().rules, targets(frame), today(frame))


def firing(frame: Frame) -> tuple[Alert, ...]:
    """What fires, the most severe first, of the same severity what is new first; nothing where the file has faults."""
    by = {rule.key: rule for rule in rules().rules}
    if not by:
        return ()
    found = every(frame)
    shown = [_alert(frame, by[str(row["rule"])], row) for row in found[found.status == "firing"].to_dict("records")]
    return tuple(sorted(shown, key=lambda each: (each.rule.severity != "bad", not each.new)))


def _alert(frame: Frame, rule: Rule, row: dict[str, object]) -> Alert:
    value, bound, earlier, arr = (_figure(row[name]) for name in FIGURES)
    n, listed, listed_new = (_count(row[name]) for name in ("n", "listed", "listed_new"))
    week = row["week"] if isinstance(row["week"], date) else frame.scope.as_of
    since = row["since"] if isinstance(row["since"], date) else week
    return Alert(rule, week, since, bool(row["new"]), frame.build.currency, value, bound, earlier, arr, n, listed,
                 listed_new, _named(frame, rule), _where(frame, rule))


def _named(frame: Frame, rule: Rule) -> tuple[str, ...]:
    if rule.kind != "account_red" or not frame.scope.viewer.names:
        return ()
    found = loaders.load(alerts.named, frame.scope, rule, NAMED)
    named = found[found.account_id.notna()]
    return tuple(str(row.account or row.account_id) for row in named.itertuples())


def _where(frame: Frame, rule: Rule) -> str:
    held: Iterable[tuple[str, tuple[str | None, ...]]] = rule.where
    return " × ".join(t("filter.or").join(value_name(frame.dimensions[key], value) for value in values)
                      for key, values in held if key in frame.dimensions)


def _figure(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(str(value))


def _count(value: object) -> int | None:
    found = _figure(value)
    return None if found is None else int(found)
