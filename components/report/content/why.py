"""Why: what the week's change is made of, which accounts moved it, and which part of the company it comes from."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from components.account import link
from components.i18n import t
from components.report.content import adding
from components.report.content.common import Asked, Heads, absent, section, table, told
from components.report.model import Column, Command, Section, Sentence, Table
from components.report.narrative import changes
from components.sentence import value_name
from components.weekly import accounts, causes, questions, segments
from queries import cells
from queries.dimensions import Dimension

KEY = "why"
METRIC = "grr"
LISTED = 8
CELLS = ("start", "end", "mix", "rate", "contribution", "n0", "n1")


def made(asked: Asked) -> Section:
    """Without a base of twelve months ago there is no rate to explain."""
    if not questions.has_base(asked.frame):
        return absent(KEY, t("report.young"))
    events, found, split = told(lambda: questions.causes(asked.frame)), _movers(asked), told(lambda: _shares(asked))
    tables = [*([_events(asked, events)] if events is not None else []),
              *([_accounts(asked, found)] if found is not None and accounts.moved(found) else []),
              *([_cells(asked, *split)] if split is not None else [])]
    return section(KEY, _title(asked, events, found), _said(asked, events, found, split), tables=tuple(tables),
                   missing="" if tables else t("report.hidden.few"))


def _title(asked: Asked, events: pd.DataFrame | None, found: pd.DataFrame | None) -> str:
    """How few accounts explain the week's change; without names what of it is the week's events."""
    if found is not None:
        return accounts.heading(found, METRIC)
    return causes.heading(events, METRIC) if events is not None else t("report.partial")


def _said(asked: Asked, events: pd.DataFrame | None, found: pd.DataFrame | None,
          split: tuple[Dimension, pd.DataFrame] | None) -> list[Sentence | None]:
    base = int(asked.trend.logos_base.iloc[-1])
    week = _explain(asked, "--view", "event")
    return [
        changes.event_and_roll(events, METRIC, base, week) if events is not None else None,
        changes.mover(found, base, _explain(asked, "--view", "accounts"))
        if found is not None and asked.names else None,
        changes.shared(split[1], split[0], _weeks(asked), _since(asked, split[0])) if split is not None else None,
    ]


def _explain(asked: Asked, *more: str) -> Command:
    return asked.command("explain", "--from", questions.week_before(asked.frame).isoformat(), "--metric", METRIC, *more)


def _movers(asked: Asked) -> pd.DataFrame | None:
    """The accounts that moved GRR this week; null for whoever may see no names."""
    return told(lambda: questions.movers(asked.frame, METRIC)) if asked.names else None


def _events(asked: Asked, found: pd.DataFrame) -> Table:
    """Change, event and roll of each rate; the command gives GRR's row, with --metric the others'."""
    made_ = table(asked, "events", causes.heading(found, METRIC), found.drop(columns=["start", "end"]),
                  ("metric", "change", "event", "roll"), _explain(asked, "--view", "event"),
                  Heads({"metric": t("weekly.column.rate"), "change": t("weekly.column.change"),
                         "event": t("metric.event.name"), "roll": t("metric.roll.name")}, {"change": "points"}),
                  note=t("weekly.causes.sub"))
    return replace(made_, shown=adding.events(found))


def _accounts(asked: Asked, found: pd.DataFrame) -> Table:
    """The accounts by name, the others in one row, and the total: contributions add up to the week's change."""
    rows = [{"account": row.account, "movement": link.movement(row), "contribution": float(row.contribution),
             "week_change": float(row.week_change), "account_id": row.account_id} for row in found.itertuples()]
    week, change = float(found.attrs["week_change"]), float(found.attrs["total"])
    rest = int(found.attrs["changed"]) - len(found)
    others = accounts.others_name(found, rest)
    rows.append({"account": others, "movement": None, "contribution": float(found.attrs["others"]),
                 "week_change": week - float(found.week_change.sum())})
    shown = adding.points([float(row["contribution"]) for row in rows])
    rows.append({"account": t("table.total"), "movement": None, "contribution": change, "week_change": week})
    columns = (Column("account", t("table.account"), "text", True), Column("movement", t("table.movement"), "text"),
               Column("contribution", t("weekly.column.share"), "points"),
               Column("week_change", t("weekly.accounts.arr"), "money"))
    return Table("movers", accounts.heading(found, METRIC), columns, pd.DataFrame(rows), t("weekly.accounts.sub_grr"),
                 total=True, shown={"contribution": shown}, whole=len(found) + rest,
                 command=_explain(asked, "--view", "accounts"))


def _weeks(asked: Asked) -> int:
    earlier = questions.since(asked.trend, asked.as_of)
    return (asked.as_of - earlier).days // 7 if earlier else 0


def _since(asked: Asked, dimension: Dimension) -> Command:
    earlier = questions.since(asked.trend, asked.as_of)
    return asked.command("explain", "--from", str(earlier), "--metric", METRIC, "--by", dimension.key)


def _shares(asked: Asked) -> tuple[Dimension, pd.DataFrame] | None:
    """How the labels share in GRR's change of the last weeks; null where nothing can be split or compared."""
    earlier, dimension = questions.since(asked.trend, asked.as_of), questions.breakdown(asked.frame)
    if earlier is None or dimension is None or not cells.additive(dimension.key, asked.unit):
        return None
    found = questions.shares(asked.frame, dimension.key, earlier)
    return (dimension, found) if len(found) else None


def _cells(asked: Asked, dimension: Dimension, found: pd.DataFrame) -> Table:
    """Mix and rate of every label, and of the whole: they add up to the change."""
    attrs = found.attrs
    whole = {dimension.key: t("table.total"), "start": attrs["start"], "end": attrs["end"], "mix": attrs["mix"],
             "rate": attrs["rate"], "contribution": attrs["end"] - attrs["start"], "n0": int(found.n0.sum()),
             "n1": int(found.n1.sum())}
    named = found.assign(**{dimension.key: [value_name(dimension, None if pd.isna(each) else str(each))
                                            for each in found[dimension.key]]})
    rows = pd.concat([named[[dimension.key, *CELLS]].astype(object), pd.DataFrame([whole], dtype=object)],
                     ignore_index=True)
    heads = Heads({"contribution": t("mix.sum"), "mix": t("metric.mix_effect.short"), "n0": t("report.column.n0"),
                   "rate": t("metric.rate_effect.short"), "start": t("report.column.start"),
                   "end": t("report.column.end"), "n1": t("report.column.n1")},
                  {"n0": "count", "n1": "count", "start": "rate", "end": "rate", "mix": "points", "rate": "points",
                   "contribution": "points"})
    made_ = table(asked, "cells", segments.heading(found, dimension, _weeks(asked)), rows, (dimension.key, *CELLS),
                  _since(asked, dimension), heads, total=True, wide=(dimension.key,))
    return replace(made_, shown=adding.cells(found))
