"""What a component of the score looked at, in words: use −42 % over 8 weeks, 3 severe tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import catalogue, language, t

FEATURE = "feature:"
ONBOARDING = ((1.0, "deep"), (0.75, "basic"), (0.6, "running"), (0.5, "value"), (0.0, "late"))
_CLOSE = 0.02
_HALF_DAY = 0.5


def component(key: str) -> str:
    """A component's name; one of a single feature bears the feature's."""
    if key.startswith(FEATURE):
        return t("health.component.feature", name=key.removeprefix(FEATURE))
    return catalogue(language()).get(f"health.component.{key}", key)


def measured(key: str, row: Mapping[str, Any] | None, rhythm: Mapping[str, int]) -> str:
    """The measure behind a component in words; "—" where it is unknown or nobody was there."""
    value = None if row is None else row.get(f"m_{key}")
    if value is None or pd.isna(value):
        return fmt.UNKNOWN
    number = float(value)
    if key == "contact" and row is not None:
        return _contact(number, row, rhythm)
    if key == "onboarding":
        stage = next((name for level, name in ONBOARDING if abs(number - level) < _CLOSE), None)
        return t(f"health.measure.onboarding.{stage}") if stage else t("health.measure.onboarding", value=fmt.rate(
            number, 0))
    return _said(key, number)


def change(value: float) -> str:
    """A change in whole per cent with its sign; none where nothing is shown."""
    shown = fmt.rate(value, 0)
    return f"+{shown}" if value > 0 and shown != "0%" else shown


def _said(key: str, number: float) -> str:
    if key == "usage_trend":
        return t("health.measure.usage_trend", value=change(number))
    if key == "support":
        return t(f"health.measure.support.{'none' if number < 1 else 'one' if number < 2 else 'some'}",
                 n=f"{number:.0f}")
    if key == "payment":
        return t("health.measure.payment.none") if number <= 0 else t("health.measure.payment", n=f"{number:.0f}")
    rates = ("usage_breadth", "seats_used", "outcomes")
    shown = fmt.rate(number, 0) if key in rates else fmt.decimal(number, 1 if key == "usage_depth" else 0)
    own = f"health.measure.{key}"
    return t(own, value=shown) if own in catalogue(language()) else fmt.decimal(number)


def _contact(ratio: float, row: Mapping[str, Any], rhythm: Mapping[str, int]) -> str:
    """Days since the last contact, where the promised rhythm tells which contact counts; else the ratio itself."""
    for name in ("twoway_day", "touch_day"):
        day = row.get(name)
        if day is None or pd.isna(day):
            continue
        since = int(row["week_day"]) - int(day)
        promised = next((days for days in rhythm.values() if abs(since - ratio * days) <= _HALF_DAY), None)
        if promised is not None:
            return t("health.measure.contact", n=f"{since:,}", promised=promised)
    return t("health.measure.contact.ratio", value=fmt.decimal(ratio))
