"""The page's downloads: every list under its own heads and in words, each as CSV and all of them as one workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from components import export, workbook
from components import format as fmt
from components.evidence import accounts as naming
from components.evidence.kinds import head, kind, worded
from components.i18n import language, t
from components.sentence import narrowed, plain
from components.teams import words
from components.teams.questions import CSM, TEAM, Questions
from components.workbook import Kind, Sheet, Table

TEAMS = (TEAM, "team_from", "team_to")
RATED = ("logos", "arr", "logos_base", "arr_base", *(f"{metric}{end}" for metric in ("grr", "nrr") for end in (
    "", "_low", "_high", "_expected", "_difference", "_difference_low", "_difference_high")),
    "logo_retention", "logo_low", "logo_high", "ranked", "grr_p_adjusted")
FOLLOWED = ("logo_retention", "logo_low", "logo_high", "grr", "grr_low", "grr_high", "nrr", "nrr_low", "nrr_high")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "today": (TEAM, "customers", "arr", "csms", "per_csm", "red", "coverage", "on_time", "under_way", "due", "arr_due",
              "at_risk", "actions"),
    "teams": (TEAM, "lead", *RATED), "csms": (CSM, "touches", *RATED),
    "spread": (TEAM, CSM, "known", "covered", "share", "low", "high"),
    "handed": ("team_from", "team_to", "units", "arr0", "arr", "kept", "lost_units", "lost_arr", "grr"),
    "handed_accounts": ("account", "account_id", "detail", "team_from", "team_to", "arr0", "arr", "change", "movement"),
    "changed": ("csm", "logos_base", "arr_base", *FOLLOWED)}
"""What each file holds, in this order: what the page shows, and what it was judged by."""
ASKED = {"today": "teams.today", "teams": "queries.teams.teams", "csms": "queries.teams.teams",
         "spread": "queries.teams_spread.spread", "handed": "queries.teams_moves.handed",
         "handed_accounts": "queries.teams_moves.handed_accounts", "changed": "queries.teams_moves.after_change"}
"""Whose heads they bear: the same name can mean another thing elsewhere."""
MAYBE = ("lead", "detail")
"""Left out where no row has it: who leads is not told to everybody, and customers have no detail."""
TODAY: Mapping[str, Kind] = {"red": "rate", "coverage": "rate", "on_time": "rate", "per_csm": "ratio", "due": "count",
                             "at_risk": "count", "csms": "count", "under_way": "count", "actions": "count"}
DIGITS: Mapping[Kind, int] = {"rate": 3, "points": 3, "ratio": 4}
METRICS = ("grr", "nrr", "logo_retention", "team_expected", "team_difference", "coverage", "onboarding_on_time",
           "renewal_at_risk", "team_handed")


def offer(ask: Questions, key: str, found: pd.DataFrame) -> None:
    """The CSV of one list, in the header's export popover; the workbook holds it too."""
    made, frame = sheet(ask, key, found), ask.frame
    ask.sheets[key] = made
    export.button(frame.export, plain(t("teams.export", name=made.name)), f"teams-{key}-{frame.scope.as_of}.csv",
                  partial(export.csv, made.rows, made.heads), f"teams.file.{key}")


def book(ask: Questions) -> None:
    """The workbook of every list that the page drew, with its filters and definitions; none without a list."""
    if not ask.sheets:
        return
    frame = ask.frame
    stands = [(t("filter.as_of"), fmt.full_day(frame.scope.as_of, language())),
              (t("teams.file.filters"), narrowed(frame.scope, frame.dimensions))]
    told = Table([t("evidence.metric"), t("evidence.definition")],
                 [[t(f"metric.{each}.name"), t(f"metric.{each}.definition")] for each in METRICS])
    made: Callable[[], bytes] = partial(
        workbook.workbook, (t("evidence.section.definitions"), stands, told),
        [ask.sheets[key] for key in COLUMNS if key in ask.sheets], ("SQL", Table([], [])), frame.build.minor_digits)
    export.button(frame.export, t("teams.export.xlsx"), f"teams-{frame.scope.as_of}.xlsx", made, "teams.file.xlsx",
                  workbook.TYPE)


def sheet(ask: Questions, key: str, found: pd.DataFrame) -> Sheet:
    """A list as a file holds it: chosen columns in order, names instead of ids, rates to a tenth of a percent."""
    frame = ask.frame
    shown = naming.without_names(frame, found)
    shown = shown[[name for name in COLUMNS[key] if name in shown.columns and not (
        name in MAYBE and shown[name].isna().all())]]
    kinds: dict[str, Kind] = {name: kind(shown, name) for name in shown.columns}
    kinds |= {name: of for name, of in TODAY.items() if key == "today" and name in kinds}
    heads = {name: head(name, frame.dimensions, frame.scope.unit, ASKED[key]) for name in shown.columns}
    said = {name: [words.name(ask.names, each, CSM if name == CSM else TEAM) for each in shown[name]]
            for name in (*TEAMS, CSM) if name in shown.columns}
    rounded = {name: _rounded(shown[name], DIGITS.get(of, frame.build.minor_digits)) for name, of in kinds.items()
               if of in (*DIGITS, "money")}
    return Sheet(t(f"teams.file.{key}"), worded(shown, frame.dimensions).assign(**said, **rounded), heads, kinds)


def _rounded(values: pd.Series, digits: int) -> list[Any]:
    return [None if each is None or pd.isna(each) else round(float(each), digits) for each in values]
