"""A table of the report as the room reads it: worst first, a name that tells one row from the next. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from components.report.model import Section, Table
from components.teams import words as teams

JOIN = " · "


def ordered(section: Section, found: Table, most: int) -> Table:
    """The table of a section as its screen shows it; those without a rule of their own stay as they are."""
    rule = RULES.get(found.key)
    return rule(section, found, most) if rule else found


def worst_first(section: Section, found: Table, most: int) -> Table:
    """Teams by GRR, the lowest first, those over few last; the team that the title names is among the first `most`."""
    rows, name = found.rows, found.columns[0].key
    by = pd.DataFrame({"few": rows.logos_base.map(teams.is_few), "grr": rows.grr.astype(float)})
    order = list(by.sort_values(["few", "grr"], kind="stable").index)
    named = [at for at in order[max(most - 1, 1):] if str(rows.at[at, name]) in section.title]
    return _in_order(found, [*named, *(at for at in order if at not in named)])


def with_capability(section: Section, found: Table, most: int) -> Table:
    """The function with the capability that the next level is asked of: a function has several rows."""
    rows = found.rows
    both = [JOIN.join(map(str, pair)) for pair in zip(rows.function, rows.capability, strict=True)]
    return replace(found, rows=rows.assign(function=both))


def _in_order(found: Table, order: list[int]) -> Table:
    """The rows in another order, and with them what is written in their place."""
    rows = found.rows.loc[order].reset_index(drop=True)
    places = [found.rows.index.get_loc(at) for at in order]
    shown = {key: tuple(words[at] for at in places) for key, words in found.shown.items()}
    kinds = {key: tuple(each[at] for at in places) for key, each in found.by_row.items()}
    return replace(found, rows=rows, shown=shown, by_row=kinds)


RULES: Mapping[str, Callable[[Section, Table, int], Table]] = {"teams": worst_first, "todo": with_capability}
