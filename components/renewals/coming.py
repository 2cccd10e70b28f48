"""ARR that comes due by fiscal quarter, each bar divided by the health of those who decide, as HTML. Pure."""

from __future__ import annotations

from datetime import date
from html import escape

import pandas as pd

from components import format as fmt
from components.charts.bands import BANDS, STATUS, shape, variables
from components.i18n import language, t
from components.renewals import words


def title(found: pd.DataFrame, currency: str) -> str:
    """The claim: of what comes due, how much is with customers that are red or yellow."""
    whole = float(found.arr_due.sum())
    if not whole:
        return t("renewals.coming.none")
    weak = float(found[found.band.isin(("red", "yellow"))].arr_due.sum())
    return t("renewals.coming.title", due=words.money(whole, currency), share=fmt.rate(weak / whole))


def drawn(found: pd.DataFrame, currency: str) -> str:
    """A bar a quarter, all on one scale from 0, its bands in words beneath; a quarter without any says so."""
    whole = found.groupby("quarter", sort=False)[["arr_due", "renewals"]].sum()
    ahead = whole.index[whole.renewals > 0]
    found = found[found.quarter <= (ahead[-1] if len(ahead) else whole.index[0])]  # names sort as the quarters do
    most = float(whole.arr_due.max()) or 1.0
    rows = "".join(_quarter(rows, float(whole.arr_due[quarter]), int(whole.renewals[quarter]), most, currency)
                   for quarter, rows in found.groupby("quarter", sort=False))
    return f'<div class="t-coming" style="{variables()}">{rows}</div>'


def months(first: date, last: date) -> str:
    """A quarter by its months: 10〜12月 / Oct–Dec 2026."""
    speech = language()
    if speech == "ja":
        return f"{last.year}年{first.month}〜{last.month}月"
    return f"{fmt.month(first, speech)}–{fmt.month(last, speech)} {last.year}"


def _quarter(rows: pd.DataFrame, arr: float, number: int, most: float, currency: str) -> str:
    name = months(rows.first_day.iloc[0], rows.last_day.iloc[0])
    said = f"{words.amount(arr, currency)} · {words.many(number)}" if number else t("renewals.coming.nothing")
    parts = {str(row.band): float(row.arr_due) for row in rows.itertuples() if row.renewals}
    bar = "".join(f'<i style="width:{100 * parts[band] / most:.2f}%;background:var(--b-{band})"></i>'
                  for band in BANDS if band in parts)
    told = "".join(f'<span><i class="t-{STATUS[band]}">{shape(band)}</i> {escape(t(f"health.band.{band}"))} '
                   f"{escape(words.amount(parts[band], currency))}</span>" for band in BANDS if band in parts)
    return (f'<div class="t-coming-row"><b>{escape(name)}</b><div class="t-coming-bar" aria-hidden="true">{bar}</div>'
            f"<span>{escape(said)}</span><small>{told}</small></div>")
