"""The page's claims and the sentences beneath them: frames to words, by fixed rules. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import language, t
from components.sentence import joined, value_name
from data.access import Viewer
from queries.dimensions import Dimension
from queries.metrics import FEW
from queries.scope import Filters
from queries.teams import CSM, TEAM
from queries.teams_chance import CHANCE

Dimensions = Mapping[str, Dimension]


def name(dimensions: Dimensions, team: Any, key: str = TEAM) -> str:
    """A team's (or CSM's) name; what nobody owns is called so."""
    if team is None or pd.isna(team):
        return t("teams.nobody")
    return value_name(dimensions[key], str(team)) if key in dimensions else str(team)


def csm(dimensions: Dimensions, who: Any) -> str:
    return name(dimensions, who, CSM)


def count(value: Any) -> str:
    """A whole number; unknown where it is (or where whoever asks may not be told)."""
    return f"{int(value):,}" if value is not None and fmt.known(float(value)) else fmt.UNKNOWN


def amount(value: Any, currency: str) -> str:
    """An amount as tables show it; unknown likewise."""
    known = value is not None and fmt.known(float(value))
    return fmt.money(float(value), currency, language(), "table") if known else fmt.UNKNOWN


def is_few(value: Any) -> bool:
    """Fewer than 10, or not known."""
    return value is None or not fmt.known(float(value)) or float(value) < FEW


def ranked(found: pd.DataFrame) -> pd.DataFrame:
    """The teams that are compared: at least 10 units, an owner, an interval. The highest GRR first."""
    return found[found.ranked.eq(True) & found.grr_p.notna()].sort_values("grr", ascending=False, kind="stable")


def beyond(found: pd.DataFrame, metric: str = "grr") -> pd.DataFrame:
    """The ranked teams that differ from their expected rate beyond chance, corrected for all comparisons; the farthest
    off first.
    """
    rows = ranked(found)
    rows = rows[rows[f"{metric}_p_adjusted"].astype(float) < CHANCE]
    return rows.iloc[rows[f"{metric}_difference"].abs().argsort(kind="stable")[::-1]]


def outside(found: pd.DataFrame) -> int:
    """How many of the comparisons' intervals leave zero out, as they stand, without a correction."""
    rows = ranked(found)
    return sum(int(((rows[f"{each}_difference_low"] > 0) | (rows[f"{each}_difference_high"] < 0)).sum())
               for each in ("nrr", "grr"))


def apart(found: pd.DataFrame, company: Mapping[str, Any], metric: str = "grr") -> pd.DataFrame:
    """The ranked teams whose interval leaves the company's rate out; the farthest from it first."""
    rows, whole = ranked(found), company[metric]
    if not fmt.known(whole):
        return rows[:0]
    rows = rows[(rows[f"{metric}_low"] > whole) | (rows[f"{metric}_high"] < whole)]
    return rows.iloc[(rows[metric] - whole).abs().argsort(kind="stable")[::-1]]


def everybody(where: Filters, dimensions: Dimensions) -> str:
    """Whose the rates beside the teams' are, where filters narrow them; empty where they are the company's. Filters on
    owners do not: those rates are everybody's.
    """
    said = [t("filter.comma").join(name(dimensions, each, key) for each in values) for key, values in where
            if key not in (TEAM, CSM)]
    return " × ".join(said)


def title(found: pd.DataFrame, dimensions: Dimensions, company: Mapping[str, Any], whose: str = "") -> str:
    """Who is off beyond chance, or that nobody is, and by how much the farthest. Where a team differs from the company
    to the side that its customers let expect, that. `whose`: as `everybody` says it.
    """
    rows = ranked(found)
    if rows.empty:
        return t("teams.title.none", n=FEW)
    off = beyond(found)
    if len(off):
        far = off.iloc[0]
        word = "below" if far.grr_difference < 0 else "above"
        return t(f"teams.title.{word}", team=name(dimensions, far[TEAM]), gap=size(far.grr_difference))
    far = rows.iloc[rows.grr_difference.abs().argsort(kind="stable")[::-1]].iloc[0]
    team = name(dimensions, far[TEAM])
    if len(rows) == 1:
        return t("teams.title.one", team=team, gap=fmt.points(float(far.grr_difference)))
    mixed = apart(found, company)
    mixed = mixed[(mixed.grr_expected > company["grr"]).eq(mixed.grr > company["grr"])]
    if len(mixed):
        first = mixed.iloc[0]
        word = "below" if first.grr < company["grr"] else "above"
        return t(f"teams.title.mix_{word}", team=name(dimensions, first[TEAM]), grr=fmt.rate(first.grr),
                 expected=fmt.rate(first.grr_expected), company=whose or t("teams.company"))
    return t("teams.title.chance", team=team, gap=fmt.points(float(far.grr_difference)), n=len(rows))


def whole(viewer: Viewer, narrowed: bool) -> str:
    """What a last line of all together is: the company, or the part of it that is seen."""
    if narrowed:
        return t("table.total")
    return t(f"teams.whole.{viewer.role if viewer.filters else 'company'}")


def size(gap: Any) -> str:
    """How large a difference is, without its sign."""
    return fmt.points(abs(float(gap))).removeprefix("+")


def base(found: pd.DataFrame, company: Mapping[str, Any], day: date, whose: str = "") -> str:
    """Whose figures they are, the company's rates, and how many comparisons lie outside against how many would."""
    said = [t("teams.base.owner", day=fmt.full_day(day, language()))]
    if fmt.known(company["grr"]):
        said.append(t("teams.base.company", name=whose or t("teams.whole.company"), grr=fmt.rate(company["grr"]),
                      nrr=fmt.rate(company["nrr"]), n=f"{int(company['logos_base']):,}"))
    comparisons = int(found.attrs.get("comparisons", 0))
    if comparisons:
        said.append(t("teams.base.chance", n=comparisons, out=outside(found),
                      chance=fmt.decimal(found.attrs["by_chance"], 1).removesuffix(".0")))
    return joined(*said)


def forest_title(found: pd.DataFrame) -> str:
    """How many of the ranked teams differ from their expected GRR beyond chance."""
    off, of = len(beyond(found)), len(ranked(found))
    if not of:
        return t("teams.forest.title.unranked", n=FEW)
    if of == 1 and not off:
        return t("teams.forest.title.one")
    return t("teams.forest.title", n=off, of=of) if off else t("teams.forest.title.none", of=of)


def forest_sub(found: pd.DataFrame) -> str:
    """What is shown, and what the profile lacks."""
    tau = found.attrs.get("tau_grr")
    said = [t("teams.forest.sub", n=FEW)]
    if tau is not None:
        large = round(tau, 3) > 0
        said.append(t("teams.forest.tau", tau=size(tau)) if large else t("teams.forest.no_tau"))
    left_out = found.attrs.get("left_out", ())
    if left_out:
        said.append(t("teams.forest.left_out", names=t("list.comma").join(
            t(f"dimension.{each}") for each in left_out)))
    return joined(*said)


def missing(names: tuple[str, ...]) -> str:
    """Why something is not known: the tables and columns of the contract that would tell."""
    return t("teams.missing", names=t("list.comma").join(each.replace("|", t("filter.or")) for each in names))
