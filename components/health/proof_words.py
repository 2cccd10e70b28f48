"""The claims of the proof: what the backtest found, in sentences by fixed rules. Pure apart from the run's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components.health.words import band
from components.i18n import language, t
from components.sentence import joined
from queries.landmarks import USUAL, Test
from queries.reweight import Trial

NOTHING = 0.5
"""The AUC of a coin."""


def auc(value: float | None) -> str:
    """An AUC: two decimals."""
    return fmt.decimal(value, 2)


def between(low: float | None, high: float | None) -> str:
    """Its interval: 0.72–0.83."""
    return f"{auc(low)}–{auc(high)}" if fmt.known(low) and fmt.known(high) else fmt.UNKNOWN


def between_shares(low: float | None, high: float | None) -> str:
    """The same as whole per cent of pairs: 72–83%."""
    return f"{fmt.rate(low, 0).removesuffix('%')}–{fmt.rate(high, 0)}" if fmt.known(low) and fmt.known(high) \
        else fmt.UNKNOWN


def gap(value: float | None) -> str:
    """A difference of two AUCs, signed."""
    if value is None or not fmt.known(value):
        return fmt.UNKNOWN
    shown = fmt.decimal(value, 2)
    return shown if value < 0 or float(f"{value:.2f}") == 0 else f"+{shown}"


def cases(number: float) -> str:
    """A number of landmarks: customers counted once a quarter."""
    return fmt.count(int(number), "landmark", language())


def _reason(found: Mapping[str, Any]) -> str | None:
    said = found.get("reason")
    return None if said is None or pd.isna(said) else str(said)


def verdict(found: Mapping[str, Any]) -> str:
    """better, same or worse than the baseline beyond chance; alone without one; chance: no better than a coin; or why
    nothing can be said.
    """
    reason = _reason(found)
    if reason:
        return reason
    if not float(found["auc_low"]) > NOTHING:
        return "chance"
    low, high = found["difference_low"], found["difference_high"]
    if not found["baseline"] or not fmt.known(low) or not fmt.known(high):
        return "alone"
    return "better" if low > 0 else "worse" if high < 0 else "same"


def title(found: Mapping[str, Any], test: Test = USUAL) -> str:
    """The answer in a sentence: does the score tell leavers from stayers, and better than the simple baseline?"""
    said = verdict(found)
    values = {"days": test.days, "auc": auc(found["auc"]), "interval": between(found["auc_low"], found["auc_high"]),
              "n": cases(found["n"]), "events": f"{int(found['events']):,}"}
    if said in ("better", "same", "worse"):
        values |= {"baseline": t(f"proof.baseline.{found['baseline']}"), "other": auc(found["baseline_auc"]),
                   "gap": gap(found["difference"]).lstrip("+" + fmt.MINUS)}
    return t(f"proof.title.{said}", **values)


def base(found: Mapping[str, Any], others: pd.DataFrame | None = None) -> str:
    """Over which days and how many cases, who had no score, what the number means, and what else was looked at."""
    days: Sequence[date] = found["landmarks"]
    if not days:
        return t("proof.base.none")
    said = t("proof.base", quarters=len(days), first=_month(days[0]), last=_month(days[-1]), days=USUAL.days,
             n=cases(found["n"]), events=f"{int(found['events']):,}")
    unknown = t("proof.base.unknown", n=cases(found["unscored"]), events=f"{int(found['unscored_events']):,}") \
        if found["unscored"] else ""
    rows = [] if others is None else others.to_dict("records")
    also = [t(f"proof.base.{row['outcome']}", days=row["days"], auc=auc(row["auc"])) for row in rows
            if _reason(row) is None]
    more = t("proof.base.also", list=t("list.comma").join(also)) if also else ""
    meaning = t("proof.base.meaning") if also or _reason(found) is None else ""
    return joined(said, unknown, meaning, more, t("proof.base.cause"))


def _month(day: date) -> str:
    if language() == "ja":
        return f"{day.year}年{day.month}月"
    return f"{fmt.month(day, language())} {day.year}"


def bands_title(found: pd.DataFrame) -> str:
    """Green against red, or against the lowest band that anybody was in."""
    rows = found.set_index("band")
    low = next((name for name in ("red", "yellow") if rows.n[name]), None)
    if not rows.n["green"] or low is None:
        return t("proof.bands.none")
    green, other = float(rows.retention["green"]), float(rows.retention[low])
    key = "title" if green > other else "upside_down"
    return t(f"proof.bands.{key}", green=fmt.rate(green), low=band(low), rate=fmt.rate(other))


def calibration_title(found: pd.DataFrame) -> str:
    """The lowest scores against the highest."""
    if len(found) < 2:
        return t("proof.calibration.none")
    first, last = float(found.left_share.iloc[0]), float(found.left_share.iloc[-1])
    key = "title" if first > last and fmt.rate(first) != fmt.rate(last) else "upside_down"
    return t(f"proof.calibration.{key}", low=fmt.rate(first), high=fmt.rate(last))


def calibration_subtitle(found: pd.DataFrame) -> str:
    """Whether each tenth left less than the one below, or how often not."""
    turns = int((found.left_share.diff() > 0).sum())
    return t("proof.calibration.subtitle") + (" " * (language() != "ja")) + (
        t("proof.calibration.turns", n=turns) if turns else t("proof.calibration.falling"))


def lift_title(found: pd.DataFrame) -> str:
    """Against each baseline: better, worse, or no difference that chance would not make."""
    parts = []
    for row in found.to_dict("records"):
        if _reason(row) is None:
            key = "better" if row["difference_low"] > 0 else "worse" if row["difference_high"] < 0 else "same"
            parts.append(t(f"proof.lift.{key}", baseline=t(f"proof.baseline.{row['baseline']}"),
                           gap=gap(row["difference"])))
    return t("list.comma").join(parts) if parts else t("proof.lift.none")


def by_title(names: Sequence[str], found: pd.DataFrame, dimension: str) -> str:
    """Where the score tells least; where it tells most."""
    known = [(float(row.auc), name) for row, name in zip(found.itertuples(), names, strict=True) if fmt.known(row.auc)]
    if not known:
        return t("proof.by.none", dimension=dimension)
    (low, low_name), (high, high_name) = min(known), max(known)
    if len(known) == 1:
        return t("proof.by.one", name=low_name, auc=auc(low))
    return t("proof.by.title", low=auc(low), low_name=low_name, high=auc(high), high_name=high_name)


def weights_title(trial: Trial) -> str:
    """Whether the proposed weights did better on later quarters than the present ones."""
    if trial.reason:
        return t(f"proof.weights.{trial.reason}")
    low, high = trial.difference_low, trial.difference_high
    key = "better" if trial.better else "worse" if high is not None and high < 0 else "same"
    return t(f"proof.weights.{key}", proposed=auc(trial.proposed_auc), present=auc(trial.present_auc),
             gap=gap(trial.difference), low=gap(low), high=gap(high))


def weights_base(trial: Trial) -> str:
    """What was learned from and tried on, and that a person decides."""
    if trial.reason:
        return ""
    said = t("proof.weights.base", learned=len(trial.learned), learned_n=cases(trial.learned_n),
             learned_events=f"{trial.learned_events:,}", tried=len(trial.tried), n=cases(trial.n),
             events=f"{trial.events:,}", present=between(trial.present_low, trial.present_high),
             proposed=between(trial.proposed_low, trial.proposed_high))
    return joined(said, t("proof.weights.sampled", n=trial.sampled) if trial.sampled > 1 else "")
