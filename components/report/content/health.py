"""Health: the bands by count and by ARR, who got worse and better in four weeks, and who fell to red."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from components import format as fmt
from components.charts.bands import BANDS
from components.charts.migration import Tile
from components.health import words
from components.health.questions import Questions
from components.health.view import BACK, View
from components.i18n import t
from components.report.content.common import Asked, absent, section, table, told
from components.report.content.risk import ROLES
from components.report.model import Chart, Section, Sentence, Series, Table
from components.report.narrative import healths

KEY = "health"
WEEKS = BACK[0]


def made(asked: Asked) -> Section:
    ask = Questions(asked.frame, View(None, WEEKS))
    if not ask.sources():
        return absent(KEY, t("health.missing.title"))
    bands = told(ask.bands)
    if bands is None:
        return absent(KEY, t("report.hidden.few"))
    if not int(bands.customers.sum()):
        return absent(KEY, t("report.nobody"))
    matrix, trend = told(ask.matrix), told(ask.trend)
    charts = [shares(asked, bands), *([red(asked, trend)] if trend is not None and trend.as_of.nunique() > 1 else [])]
    moves = told(ask.migration) if ask.then in set(ask.known) else None
    moves = moves[moves.band_from != moves.band_to] if moves is not None else None
    tables = [counts(asked, bands), *([migration(asked, moves)] if moves is not None and len(moves) else [])]
    return section(KEY, words.headline(bands, matrix, WEEKS, asked.unit), said(asked, bands, matrix),
                   charts=tuple(charts), tables=tuple(tables))


def said(asked: Asked, bands: pd.DataFrame, matrix: Sequence[Sequence[Tile]] | None) -> list[Sentence | None]:
    command = asked.command("health")
    return [healths.red(bands, asked.unit, asked.currency, command), healths.unknown(bands, asked.unit, command),
            healths.moves(matrix, WEEKS, asked.unit, asked.command("migration", "--weeks", str(WEEKS)))
            if matrix else None]


def shares(asked: Asked, bands: pd.DataFrame) -> Chart:
    """Two bars, by count and by ARR: each band's share of it."""
    held = words.shares(bands)
    series = tuple(Series(words.band(each), tuple(value if fmt.known(value) else None for value in held[each]),
                          ROLES[each]) for each in BANDS)
    alt = t("list.comma").join(t("health.bars.alt", band=words.band(each), by=words.by_count(asked.unit),
                                 count=words.share(held[each][0]), arr=words.share(held[each][1])) for each in BANDS)
    return Chart("bands", "stacked", words.bars_title(bands), alt, (words.by_count(asked.unit), t("table.arr")), series,
                 "rate", command=asked.command("health"))


def red(asked: Asked, trend: pd.DataFrame) -> Chart:
    """Red's share of customers and of ARR, over the weeks that have scores, up to half a year."""
    whole = words.whole_weeks(trend)
    rates = (trend[trend.band == "red"].set_index("as_of")[["customers", "arr"]].astype(float)
             / whole.where(whole > 0)).sort_index()
    days: tuple[date, ...] = tuple(rates.index)
    series = (Series(t("table.arr"), _values(rates["arr"]), "bad"),
              Series(words.by_count(asked.unit), _values(rates.customers), "ink2"))
    title = words.trend_title(trend)
    return Chart("red", "line", title, title, days, series, "rate", command=asked.command("health"))


def _values(found: pd.Series) -> tuple[float | None, ...]:
    return tuple(float(value) if fmt.known(float(value)) else None for value in found)


def counts(asked: Asked, bands: pd.DataFrame) -> Table:
    """Customers and ARR by band."""
    return table(asked, "bands", t("report.table.bands"), bands, ("band", "customers", "arr"), asked.command("health"))


def migration(asked: Asked, moves: pd.DataFrame) -> Table:
    """How many moved from which band to which in four weeks, with their ARR; who stayed in theirs are not listed."""
    return table(asked, "migration", t("report.table.migration", weeks=WEEKS), moves,
                 ("band_from", "band_to", "customers", "arr"), asked.command("migration", "--weeks", str(WEEKS)))
