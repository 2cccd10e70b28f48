"""Why an account is on a list, in a few words for each row. Pure apart from the run's language."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import catalogue, language, plural, t
from components.sentence import inside
from queries.expansion import FULL
from queries.fiscal import Quarter


def reason(key: str, row: Any) -> str:
    """What the list's rule saw of this account."""
    return {"silent": _silent, "leaving": _disagree, "safe": _disagree, "shelfware": _shelfware, "ready": _ready,
            "stale": _stale}[key](row)


def _ago(days: Any) -> str:
    """14日前 / 14 days ago."""
    return plural(language(), "lists.ago", int(days)) if int(days) else t("lists.today")


def _silent(row: Any) -> str:
    return t("lists.reason.silent", fall=fmt.rate(abs(float(row.trend)), 0), ticket=_last(row.ticket_days),
             contact=_last(row.twoway_days))


def _last(days: Any) -> str:
    return t("lists.never") if days is None or pd.isna(days) else plural(language(), "lists.last", int(days))


def _shelfware(row: Any) -> str:
    seats, users = int(row.seats), int(row.users + 0.5)  # whole people, so that both parts add up to the seats
    return t("lists.reason.shelfware", seats=f"{seats:,}", users=f"{users:,}", unused=f"{seats - users:,}",
             share=fmt.rate(float(row.share), 0))


def _ready(row: Any) -> str:
    use = fmt.rate(float(row.use), 0) if fmt.known(row.use) else fmt.UNKNOWN
    full = fmt.known(row.use) and row.use >= FULL
    said = t(f"lists.reason.{'full' if full and not row.rising else 'both' if full else 'rising'}", use=use)
    if row.outcomes is None or pd.isna(row.outcomes):
        return t("lists.reason.outcome_unknown", use=said)
    return t("lists.reason.outcomes", use=said, n=plural(language(), "lists.outcome", int(row.outcomes)))


def _disagree(row: Any) -> str:
    said = t("lists.reason.disagree", pulse=f"{row.pulse:g}", ago=_ago(row.pulse_days))
    if row.trend is None or pd.isna(row.trend):
        return said
    change = fmt.rate(float(row.trend), 0)
    return t("lists.reason.with_trend", said=said, change=change if row.trend < 0 else f"+{change}")


def _stale(row: Any) -> str:
    touch = None if row.touch_model is None or pd.isna(row.touch_model) else str(row.touch_model)
    known = t("lists.reason.touch_unknown") if touch is None else inside(catalogue(language()).get(
        f"value.touch_model.{touch}", touch))
    if row.pulse is None or pd.isna(row.pulse):
        return t("lists.reason.no_pulse", touch=known)
    return t("lists.reason.stale", touch=known, pulse=f"{row.pulse:g}", ago=_ago(row.pulse_days))


def when(row: Any, start: int) -> tuple[str, str]:
    """The months in which the account usually expands, and how that is known; unknown where nobody ever expanded."""
    if row.when is None or pd.isna(row.when):
        return fmt.UNKNOWN, t("lists.when.none")
    first = Quarter.parse(str(row.when)).first_day(start)
    said = t("lists.when.months", months=_months(first), year=first.year)
    told = {"share": fmt.rate(float(row.when_share), 0), "of": f"{int(row.when_n):,}",
            "n": f"{round(row.when_share * row.when_n):,}"}
    return said, t(f"lists.when.{row.when_source}", **told)


def _months(first: date) -> str:
    last = date(first.year + (first.month + 1) // 12, (first.month + 1) % 12 + 1, 1)
    names = fmt.month(first, language()), fmt.month(last, language())
    return f"{names[0].removesuffix('月')}–{names[1]}"
