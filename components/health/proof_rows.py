"""The proof's charts and tables: frames of the backtest to rows. Pure apart from the run's language and mode."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import pandas as pd

from components import format as fmt
from components import tables
from components.charts.bands import STATUS, shape
from components.charts.base import Figure, nice_step
from components.charts.calibration import Part, Words, calibration
from components.charts.forest import Row, Scale, Tone, forest
from components.health import proof_words as words
from components.health.measures import component
from components.health.words import band
from components.i18n import language, t
from components.tables import Cell, Column
from components.tokens import Mode
from queries.metrics import FEW

LISTED = 12


def bands(found: pd.DataFrame, mode: Mode) -> Figure:
    """Retention by band with its interval; a band over fewer than ten is grey and hollow."""
    lows = [float(row.low) for row in found.itertuples() if row.n >= FEW]
    step = nice_step(max(1 - min(lows, default=0.9), 0.02))
    low = max(0.0, floor(min(lows, default=0.9) / step) * step)
    ticks = [low + index * step for index in range(int((1 - low) / step + 1.001))]
    scale = Scale(low, 1.0, [(tick, fmt.rate(tick, 0 if step >= 0.01 else 1)) for tick in ticks])
    rows = []
    for row in found.itertuples():
        tone: Tone = STATUS[str(row.band)]
        known = row.n > 0
        rows.append(Row(
            f"{shape(str(row.band))} {band(str(row.band))}", float(row.retention) if known else None,
            float(row.low) if known else None, float(row.high) if known else None,
            fmt.rate(row.retention) if known else fmt.UNKNOWN, below=words.cases(row.n), tone=tone,
            few=0 < row.n < FEW, says=t("chart.interval", interval=fmt.interval(row.low, row.high)) if known else ""))
    return forest(rows, scale, mode=mode)


def tenths(found: pd.DataFrame, mode: Mode) -> Figure:
    """The share that left by tenth of the score."""
    parts = [Part(float(row.score), float(row.left_share), float(row.low), float(row.high), int(row.n), int(row.events))
             for row in found.itertuples()]
    whole = float(found.events.sum() / found.n.sum())
    said = Words(t("proof.axis.score"), t("proof.axis.left"), t("proof.axis.whole", rate=fmt.rate(whole)))
    return calibration(parts, whole, words=said, mode=mode, language=language())


def lift(found: pd.DataFrame, mode: Mode) -> Figure:
    """For each baseline the score's AUC on the same landmarks, and beneath it the baseline's own."""
    rows: list[Row] = []
    for row in found.to_dict("records"):
        name = t(f"proof.baseline.{row['baseline']}")
        if not fmt.known(row["auc"]):
            rows.append(Row(name, None, None, None, t(f"proof.reason.{row['reason']}"), below=words.cases(row["n"])))
            continue
        pairs: tuple[tuple[str, str, str, Tone], ...] = (
            ("auc", "auc", t("proof.lift.score", baseline=name), "accent"),
            ("baseline_auc", "baseline", name, "mute"))
        for key, ends, label, tone in pairs:
            low, high = float(row[f"{ends}_low"]), float(row[f"{ends}_high"])
            rows.append(Row(label, float(row[key]), low, high, words.auc(row[key]), below=words.cases(row["n"]),
                            tone=tone, says=t("chart.interval", interval=words.between(low, high))))
    return forest(rows, _aucs(rows), mode=mode)


def _aucs(rows: Sequence[Row]) -> Scale:
    """An axis of AUCs that holds every dot, from chance or below to 1 or less."""
    ends = [end for row in rows for end in (row.low, row.high) if end is not None]
    low, high = floor(min([0.5, *ends]) * 10) / 10, min(1.0, floor(max([0.6, *ends]) * 10 + 1) / 10)
    ticks = [low + index / 10 for index in range(round((high - low) * 10) + 1)]
    shown = ticks[:: 2 if len(ticks) > 6 else 1]
    return Scale(low, high, [(tick, f"{tick:.1f}") for tick in shown], 0.5, t("proof.axis.chance"))


def labels(names: Sequence[str], found: pd.DataFrame, name: str) -> str:
    """The score's AUC by label, and the baseline's on the same landmarks; too few leavers: greyed with why."""
    columns = [Column("name", name),
               Column("n", t("proof.column.n"), "number", quiet=True, fold=True,
                      definition=t("proof.column.n_definition")),
               Column("events", t("proof.column.events"), "number"),
               Column("auc", t("metric.health_auc.short"), "number", definition=t("metric.health_auc.definition")),
               Column("gap", t("proof.column.gap"), "number", definition=t("metric.auc_lift.definition"))]
    rows: list[tables.Row] = []
    few: list[bool] = []
    for label, row in list(zip(names, found.to_dict("records"), strict=True))[:LISTED]:
        known = fmt.known(row["auc"])
        few.append(not known)
        rows.append({
            "name": label, "n": _count(row["n"]), "events": _count(row["events"]),
            "auc": Cell(words.auc(row["auc"]), below=words.between(row["auc_low"], row["auc_high"])) if known
            else Cell(fmt.UNKNOWN, below=t(f"proof.reason.{row['reason']}") if isinstance(row["reason"], str) else ""),
            "gap": _gap(row) if fmt.known(row["difference"]) else fmt.UNKNOWN})
    return tables.table(columns, rows, few=few, caption=t("proof.by.caption"))


def _count(value: float) -> str:
    """A count; unknown where who asks may not see so small a group."""
    return f"{int(value):,}" if fmt.known(value) else fmt.UNKNOWN


def _gap(row: dict[str, float]) -> Cell:
    ends = f"{words.gap(row['difference_low'])} – {words.gap(row['difference_high'])}"
    return Cell(words.gap(row["difference"]), below=ends)


def weights(found: pd.DataFrame) -> str:
    """Present and proposed weights beside each other, and what of a component stood in the way of a judgement."""
    columns = [Column("name", t("proof.column.component")), Column("present", t("proof.column.present"), "number"),
               Column("proposed", t("proof.column.proposed"), "number"),
               Column("known", t("proof.column.known"), "number", fold=True, quiet=True),
               Column("why", t("proof.column.why"), fold=True, quiet=True)]
    rows: list[tables.Row] = [{"name": component(str(row["component"])), "present": fmt.decimal(row["present"], 0),
             "proposed": Cell(fmt.decimal(row["proposed"], 0), bold=True), "known": fmt.rate(row["known"], 0),
             "why": t(f"proof.why.{row['reason']}") if isinstance(row["reason"], str) else ""}
            for row in found.to_dict("records")]
    total = {"name": t("proof.column.total"), "present": fmt.decimal(found.present.sum(), 0),
             "proposed": fmt.decimal(found.proposed.sum(min_count=1), 0)}
    return tables.table(columns, rows, total=total, caption=t("proof.weights.caption"))
