"""The steps of a bridge: its bars, what they are called and say, and where they start. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from components import format as fmt
from components.i18n import Language, text
from components.tokens import Palette

Role = Literal["total", "base", "loss", "gain", "outside"]
# Totals are cut only where at least this share of the largest of them would be empty ink.
_CUT_FROM = 0.4


@dataclass(frozen=True)
class Step:
    """One bar: from `low` to `high`; `amount` is what it says (signed for a change), `share` of the opening."""

    key: str
    role: Role
    low: float
    high: float
    amount: float
    caption: str = ""
    bold: bool = False

    @property
    def end(self) -> float:
        """The level that the bar leaves behind, where the next one starts."""
        return self.low if self.role == "loss" or (self.role == "outside" and self.amount < 0) else self.high


def steps(
    row: Mapping[str, Any], language: Language, nrr: float | None = None, grr: float | None = None, past: bool = False
) -> list[Step]:
    """The bars of a bridge row, in order; transfers only where there are any. Amounts per year in one currency.

    `nrr` and `grr` are said under "kept" and "base today" for a twelve-month bridge; without them the share of the
    opening is. `past`: the period ended before today, so the base stands "at end".
    Errors: ValueError where an amount of the row is unknown. Source: the bridge frame.
    """
    amounts = {key: _amount(row, key) for key in ("opening", "churn", "contraction", "expansion")}
    opening = amounts["opening"]
    kept = opening - amounts["churn"] - amounts["contraction"]
    today = kept + amounts["expansion"]
    bars = [Step("opening", "total", 0, opening, opening)]
    for key in ("churn", "contraction"):
        bars.append(_change(key, "loss", bars[-1].end, -amounts[key], opening))
    bars.append(Step("kept", "total", 0, kept, kept, _said("grr", grr, kept, opening, language), bold=True))
    bars.append(_change("expansion", "gain", kept, amounts["expansion"], opening))
    base = "base_end" if past else "base_today"
    bars.append(Step(base, "base", 0, today, today, _said("nrr", nrr, today, opening, language), bold=True))
    for key, sign in (("transfer_out", -1), ("transfer_in", 1), ("reactivation", 1), ("new", 1)):
        change = sign * _amount(row, key)
        if change or not key.startswith("transfer"):
            outside = "" if key.startswith("transfer") else text(language, "chart.outside_nrr")
            bars.append(_change(key, "outside", bars[-1].end, change, 0, outside))
    closing = _amount(row, "closing")
    return [*bars, Step("closing", "total", 0, closing, closing)]


def _amount(row: Mapping[str, Any], key: str) -> float:
    value = float(row[key])
    if not math.isfinite(value):
        raise ValueError(f"the bridge's {key} is unknown")
    return value


def _change(key: str, role: Role, level: float, amount: float, opening: float, caption: str = "") -> Step:
    share = fmt.points(amount / opening, unit=False) + "%" if opening and not caption else caption
    return Step(key, role, min(level, level + amount), max(level, level + amount), amount, share if amount else "")


def _said(metric: str, value: float | None, amount: float, opening: float, language: Language) -> str:
    if value is not None and math.isfinite(value):
        return f"{text(language, f'metric.{metric}.short')} {fmt.rate(value)}"
    return fmt.rate(amount / opening) if opening else fmt.UNKNOWN


def name(step: Step, language: Language) -> str:
    """What a bar is called."""
    chart = step.key in ("kept", "base_today", "base_end", "transfer_in", "transfer_out")
    return text(language, f"chart.{step.key}" if chart else f"movement.{step.key}")


def amount(step: Step, currency: str, language: Language) -> str:
    """What a bar says: a total plain, a change with its sign."""
    if step.role in ("total", "base"):
        return fmt.money(step.amount, currency, language)
    return fmt.signed_money(step.amount, currency, language, "compact")


def colour(step: Step, colours: Palette) -> str:
    """A bar's colour by its role: NRR's bar is the accent, what is outside NRR is mute."""
    roles = {"total": colours.ink, "base": colours.accent, "loss": colours.bad, "gain": colours.good}
    return roles.get(step.role, colours.mute)


def cut(bars: list[Step]) -> float:
    """Where the bars start: 0, or a round amount below every level if the levels are far from 0."""
    levels = [bar.end for bar in bars]
    lowest, highest = min(levels), max(levels)
    if lowest <= _CUT_FROM * highest or lowest <= 0:
        return 0.0
    span = max(highest - lowest, highest * 0.002)
    below = lowest - 0.22 * span
    unit = 10.0 ** math.floor(math.log10(span))
    if below <= 0:
        return 0.0
    return next(start for size in (5, 2, 1, 0.5, 0.1, 0) if (start := _floor(below, unit * size)) > lowest - 0.6 * span)


def _floor(value: float, unit: float) -> float:
    return round(math.floor(value / unit) * unit, 6) if unit else value
