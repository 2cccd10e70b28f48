"""Maturity over time and across teams, in words, rows and charts. Pure apart from the run's language."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from components import cards, tables
from components import format as fmt
from components.charts.base import Figure, nice_step
from components.charts.forest import Row, Scale, forest
from components.charts.levels import Line
from components.i18n import language, t
from components.maturity import words
from components.tokens import Mode
from data.maturity.model import STAGES
from queries import maturity_trend

FEW = 10


def _mean(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def title(found: pd.DataFrame, expected: int | None) -> str:
    """From the first to the last quarter in which both are told, and the level that fits the phase."""
    known = found[found.evidenced.notna()]
    if known.empty:
        return t("maturity.trend.title.none")
    first, last = known.iloc[0], known.iloc[-1]
    values = {"first": fmt.decimal(first.evidenced), "last": fmt.decimal(last.evidenced), "n": len(known)}
    if expected is None:
        return t("maturity.trend.title.plain", **values)
    reached = last.evidenced >= expected - 1e-9
    return t("maturity.trend.title.reached" if reached else "maturity.trend.title.below", expected=expected, **values)


def lines(found: pd.DataFrame) -> list[Line]:
    """Claim and evidence, with what each point says; evidence alone where nothing was ever claimed."""
    made = []
    for name, role in (("claimed", "accent"), ("evidenced", "ink")):
        values = [_mean(value) for value in found[name]]
        if name == "claimed" and not found.both.any():
            continue
        last = next((value for value in reversed(values) if value is not None), None)
        says = [t("maturity.trend.says", quarter=fmt.quarter(row.quarter), name=t(f"maturity.trend.{name}"),
                  value=fmt.decimal(value), n=row.both or row.told)
                for row, value in zip(found.itertuples(), values, strict=True)]
        made.append(Line(values, f"{t(f'maturity.trend.{name}')} {fmt.decimal(last)}", says, role))
    return made


def alt(found: pd.DataFrame) -> str:
    """The line chart in words."""
    last = found.iloc[-1]
    if not found.both.any():
        return t("maturity.trend.alt_alone", evidenced=fmt.decimal(_mean(last.evidenced)), n=len(found))
    return t("maturity.trend.alt", claimed=fmt.decimal(_mean(last.claimed)), evidenced=fmt.decimal(
        _mean(last.evidenced)), n=len(found))


def stage_title(found: pd.DataFrame) -> str:
    """Whether higher stages keep more, and whether chance explains it."""
    gap = maturity_trend.difference(found)
    if gap["difference"] is None:
        return t("maturity.stages.title.one" if found.grr.notna().any() else "maturity.stages.title.none")
    sure = gap["low"] > 0 or gap["high"] < 0
    way = "higher" if gap["difference"] > 0 else "lower"
    return t(f"maturity.stages.title.{way}.{'sure' if sure else 'chance'}", gap=fmt.points(gap["difference"]),
             high=words.stage(gap["high_stage"]), low=words.stage(gap["low_stage"]))


def stage_sub(found: pd.DataFrame) -> str:
    """What is shown, and the difference with its interval."""
    gap = maturity_trend.difference(found)
    said = t("maturity.stages.sub")
    if gap["difference"] is None:
        return said
    teams = words.teams(found[found.grr.notna()].teams.sum())
    return said + t("maturity.stages.gap", gap=fmt.points(gap["difference"]), teams=teams, span=t(
        "maturity.span", low=fmt.points(gap["low"], unit=False), high=fmt.points(gap["high"])))


def vendor(found: pd.DataFrame) -> str:
    """The vendor's claim, in its words, named as one, and what this company's data say to it. Escaped."""
    gap, teams = maturity_trend.difference(found), words.teams(found.teams.sum() if len(found) else 0)
    own = t("maturity.vendor.untold", teams=teams)
    if gap["difference"] is not None:
        own = t("maturity.vendor.own", gap=fmt.points(gap["difference"]), teams=teams, span=t(
            "maturity.span", low=fmt.points(gap["low"], unit=False), high=fmt.points(gap["high"])))
    return f"{escape(t('maturity.vendor'))} <b>{escape(own)}</b>"


def forest_of(found: pd.DataFrame, mode: Mode, part: bool = False) -> Figure:
    """A row a stage; one without a team says so."""
    whole = found.attrs["company"]
    rows = [_stage_row(row) for row in found.itertuples()]
    known = found[found.grr.notna()]
    ends = [*known.grr_low.fillna(known.grr), *known.grr_high.fillna(known.grr), whole["grr"]]
    low, high = min(map(float, ends)) - 0.01, min(max(map(float, ends)) + 0.01, 1.0)
    step = nice_step(high - low, 4)
    first = -int(-low // step)
    ticks = [(at * step, fmt.rate(at * step, 0)) for at in range(first, int(high / step + 1e-9) + 1)]
    scale = Scale(low, high, ticks, float(whole["grr"]), t(
        "maturity.stages.part" if part else "maturity.stages.company", grr=fmt.rate(whole["grr"])))
    return forest(rows, scale, mode=mode)


def _stage_row(row: Any) -> Row:
    below = fmt.count(row.units, "customer", language())
    if not fmt.known(row.grr):
        return Row(words.stage(row.stage), None, None, None, t("maturity.stages.nobody"), below, "unknown")
    says = t("maturity.stages.says", teams=words.teams(row.teams), units=below,
             grr=fmt.rate(row.grr), interval=fmt.interval(row.grr_low, row.grr_high))
    return Row(words.stage(row.stage), float(row.grr), _mean(row.grr_low), _mean(row.grr_high), fmt.rate(row.grr),
               below, "ink", row.units < FEW, says)


def stage_alt(found: pd.DataFrame) -> str:
    """The forest in words."""
    said = [t("maturity.stages.alt", stage=words.stage(row.stage), grr=fmt.rate(row.grr), teams=words.teams(row.teams))
            for row in found.itertuples() if fmt.known(row.grr)]
    return words.listed(said)


def ladder_title(found: pd.DataFrame, who: str) -> str:
    """On which stage the company, or a part of its customers, stands, and what the next one lacks."""
    now = next((row.stage for row in found.itertuples() if row.reached), None)
    if now is None:
        return t("maturity.ladder.unknown", who=who)
    place = STAGES.index(now)
    if place == len(STAGES) - 1:
        return t("maturity.ladder.top", who=who, stage=words.stage(now))
    following = found.iloc[place + 1]
    return t("maturity.ladder.title", who=who, place=place + 1, stage=words.stage(now),
             next=words.stage(following.stage), have=len(following.taking_part), need=int(following.functions))


def ladder(found: pd.DataFrame) -> str:
    """Four rungs, from the lowest to the highest. Escaped HTML."""
    return f'<div class="t-ladder">{"".join(_rung(row) for row in found.itertuples())}</div>'


def _rung(row: Any) -> str:
    marks = [cards.mark("good", t("maturity.ladder.reached"))] if row.reached else []
    marks += [f'<span class="t-ink2">{escape(t("maturity.ladder.claimed"))}</span>'] if row.claimed else []
    rule, part = t("maturity.ladder.rule.lowest"), ""
    if row.functions is not None and not pd.isna(row.functions):
        share = fmt.rate(row.share, 0)
        rule = t("maturity.ladder.rule", functions=int(row.functions), share=share, level=int(row.level))
        part = t("maturity.ladder.has", have=len(row.taking_part), need=int(row.functions),
                 names=words.listed([words.function(each) for each in row.taking_part]))
    return (f'<div class="t-rung{" t-rung-now" * bool(row.reached)}"><h3>{escape(words.stage(row.stage))} '
            f'{" ".join(marks)}</h3><p>{escape(rule)}</p><p class="t-quiet">{escape(part)}</p></div>')


def together(found: pd.DataFrame) -> str:
    """How evidence and GRR went together over the quarters, and how little that says."""
    told = maturity_trend.together(found)
    if told["r"] is None:
        return t("maturity.history.few", n=told["n"])
    return t("maturity.history.together", r=_signed(told["r"]), low=_signed(told["low"]), high=_signed(told["high"]),
             n=told["n"])


def _signed(value: Any) -> str:
    return fmt.decimal(float(value), 2)


def table_title(found: pd.DataFrame, part: str) -> str:
    """Whose maturity and GRR, over how many quarters."""
    if part:
        return t("maturity.history.title_part", n=len(found), part=part)
    return t("maturity.history.title", n=len(found))


def table(found: pd.DataFrame, caption: str) -> str:
    """A row a quarter, the newest first."""
    columns = [
        tables.Column("quarter", t("maturity.history.quarter")),
        tables.Column("claimed", t("maturity.trend.claimed"), "number"),
        tables.Column("evidenced", t("maturity.trend.evidenced"), "number"),
        tables.Column("n", t("maturity.history.n"), "number", fold=True, quiet=True),
        tables.Column("contradicted", t("maturity.history.contradicted"), "number"),
        tables.Column("stage", t("maturity.history.stage"), fold=True),
        tables.Column("grr", t("metric.grr.short"), "number"),
        tables.Column("interval", t("maturity.history.interval"), "number", drop=True, quiet=True),
    ]
    rows: list[tables.Row] = [{
        "quarter": fmt.quarter(row.quarter), "claimed": fmt.decimal(_mean(row.claimed)),
        "evidenced": fmt.decimal(_mean(row.evidenced)),
        "n": t("maturity.history.of", both=row.both or fmt.UNKNOWN, told=row.told),
        "contradicted": str(row.contradicted) if row.both else fmt.UNKNOWN, "stage": words.stage(row.stage),
        "grr": fmt.rate(row.grr), "interval": fmt.interval(row.grr_low, row.grr_high)}
        for row in found.iloc[::-1].itertuples()]
    return tables.table(columns, rows, caption=caption)
