"""Teams: each one's retention beside what its customers let expect; who differs beyond chance, of how many compared."""

from __future__ import annotations

import pandas as pd

from components.i18n import t
from components.report.content.common import Asked, Heads, absent, section, table, told
from components.report.model import Section, Table
from components.report.narrative import teamed
from components.teams import forest, words
from components.teams.questions import TEAM, Questions
from queries.metrics import FEW

KEY = "teams"
COLUMNS = (TEAM, "logos_base", "arr_base", "grr", "grr_low", "grr_high", "grr_expected", "grr_difference",
           "grr_difference_low", "grr_difference_high", "nrr", "nrr_expected", "nrr_difference")


def made(asked: Asked) -> Section:
    ask = Questions(asked.frame)
    found = told(ask.teams)
    if found is None:
        return absent(KEY, t("report.hidden.few"))
    if found.attrs["missing"]:
        return absent(KEY, t("teams.absent.title"))
    if not found[TEAM].notna().any():
        return absent(KEY, t("report.nobody"))
    company = told(ask.company)
    whose = words.everybody(asked.frame.scope.where, asked.frame.dimensions)
    title = t("report.partial")
    if company is not None:
        title = words.title(found, asked.frame.dimensions, company.to_dict(), whose)
    said = teamed.beyond(found, asked.frame.dimensions, asked.command("teams"))
    return section(KEY, title, said, tables=(listed(asked, found),))


def listed(asked: Asked, found: pd.DataFrame) -> Table:
    """Every team that is seen in the order of the page; who is not ranked is said to be so."""
    held = forest.ordered(found)
    rows = pd.concat([held, found[~found.index.isin(held.index)]])
    unranked = [each is not True for each in rows.ranked]
    rows = rows.assign(**{TEAM: [_named(asked, *each) for each in zip(rows[TEAM], unranked, strict=True)]})
    notes = [t("report.note.teams"), *([t("report.note.unranked", n=FEW)] if any(unranked) else [])]
    heads = Heads({TEAM: t("dimension.team_id")}, {"logos_base": "count"})
    return table(asked, "teams", words.forest_title(found), rows, COLUMNS, asked.command("teams"), heads,
                 "queries.teams.teams", t("report.note.between").join(notes), wide=(TEAM,))


def _named(asked: Asked, team: object, unranked: bool) -> str:
    name = words.name(asked.frame.dimensions, team)
    return t("report.unranked", name=name) if unranked else name
