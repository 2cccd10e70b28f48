"""Renewals at risk on the weekly review: the fifth figure, and the list of those to save."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd

from components import cards, states, theme
from components.address import Address, write
from components.cards import Card
from components.i18n import language, plural, t
from components.renewals import listed, strip, words
from components.renewals.questions import Questions
from components.renewals.sections import COLUMNS
from components.router import PAGES, Frame
from components.tables import link

SHOWN = 5


def card(frame: Frame) -> Card:
    """The amount at risk; without renewals which table is missing, under a filter on lines why there is none."""
    ask = Questions(frame)
    if not ask.given():
        return strip.missing()
    if frame.scope.line_filters:
        return strip.refused()
    return strip.at_risk(ask.risk(), frame.build.currency, theme.mode())


def metrics(frame: Frame) -> tuple[str, ...]:
    """What the list shows, for its evidence; nothing where there is no list."""
    return ("renewal_at_risk",) if not frame.scope.line_filters and Questions(frame).given() else ()


def rows(frame: Frame) -> pd.DataFrame | None:
    """The renewals at risk, the largest first; null where there can be none."""
    ask = Questions(frame)
    return ask.largest() if ask.given() and not frame.scope.line_filters else None


def section(frame: Frame) -> None:
    """The list of those to save, or what stands in its place."""
    found = rows(frame)
    if found is None:
        theme.block(_instead(frame))
        return
    number = int(found.attrs["renewals"])
    if not number:
        theme.block(cards.section(t("renewals.weekly.none"), t("renewals.weekly.sub")))
        return
    arr = words.money(float(found.attrs["arr_due"]), frame.build.currency)
    head = cards.section(plural(language(), "renewals.weekly.title", number, arr=arr), t("renewals.weekly.sub"))
    table = listed.compact(found, SHOWN, frame.build.currency)
    way = link(_address(frame), t("renewals.weekly.all"))
    theme.block(f'{head}<div class="t-weekly t-saves">{table}</div><p class="t-sub">{way}</p>')


def _instead(frame: Frame) -> str:
    if frame.scope.line_filters:
        return states.notice(t("renewals.refused.short"), [t("renewals.refused.body")])
    return states.missing_table("renewal", t("renewals.weekly.missing"), COLUMNS)


def _address(frame: Frame) -> str:
    """The Renewals page in this state."""
    page = next(page for page in PAGES if page.key == "renewals")
    params = write(Address(frame.scope.as_of, frame.scope.unit, frame.scope.where), frame.language)
    return f"/{page.path}?{urlencode(params, doseq=True)}"
