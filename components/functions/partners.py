"""Partners: their retention and time to value, by tier, and the pack of one: its customers and what is missing."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, states, theme, unfolded
from components import format as fmt
from components.figure import About, figure
from components.functions import breakdowns, controls, files
from components.functions.questions import Questions
from components.functions.shown import SHOWN, drawn
from components.functions.specs import PACK, PARTNERS, TIERS
from components.functions.view import PARTNER
from components.health.words import band as band_word
from components.i18n import language, t
from components.retention.controls import head as beside
from components.router import Frame
from queries.functions_pack import MISSING
from queries.health_rows import BANDS

ALONE = About(accounts="none", counted="functions.counted.customers")


def draw(frame: Frame, ask: Questions) -> None:
    """All partners, their tiers, and one of them."""
    with figure(frame, "functions.partners", ("logo_retention", "grr", "nrr", "partner_ttv"), ALONE):
        breakdowns.section(frame, PARTNERS, named(ask.partners()))
    with figure(frame, "functions.tiers", ("logo_retention", "grr", "partner_ttv"), ALONE):
        if not ask.tiers().attrs["missing"]:
            breakdowns.section(frame, TIERS, ask.tiers())
    with figure(frame, "functions.pack", ("partner_pack", "logo_retention", "grr"), ALONE):
        _pack(frame, ask)


def named(found: pd.DataFrame) -> pd.DataFrame:
    """The partners with a name each: its id where the table has none; those without a partner by that word."""
    made = found.assign(partner=[
        t("functions.partner.none") if row.partner_id is None else row.partner or row.partner_id
        for row in found.itertuples()])
    made.attrs = found.attrs
    return made


def _pack(frame: Frame, ask: Questions) -> None:
    found = named(ask.partners())
    own: dict[str, Any] = {str(row.partner_id): row for row in found.itertuples() if row.partner_id is not None}
    if not own:
        return
    asked = ask.view.partner or next(iter(own))
    if asked not in own:
        theme.block(cards.section(t("functions.pack.caption")))
        controls.refuse(PARTNER, asked)
        return
    row, customers = own[asked], ask.pack(asked)
    with beside("functions-pack", cards.section(_title(frame, row))):
        controls.partner({key: str(each.partner) for key, each in own.items()}, asked)
    theme.block(f'<p class="t-sub">{_said(row)}</p>')
    theme.block(_lacks(customers.attrs["lacks"], int(customers.attrs["total"])))
    if not len(customers):
        theme.block(states.notice(t("functions.empty.title"), [t("functions.empty.pack")]))
        return
    shown = lacking(customers)
    every = len(shown) <= SHOWN or unfolded.is_open("functions.rows.pack")
    with st.container(key="functions-list-pack"):
        theme.block(drawn(PACK, shown, len(shown) if every else SHOWN, frame.build.currency))
    if len(shown) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=len(shown)), "functions.rows.pack")
    files.pack(frame, PACK, str(row.partner), row, shown)


def lacking(found: pd.DataFrame) -> pd.DataFrame:
    """What is missing of each customer, in words."""
    said = [t("list.comma").join(t(f"functions.column.{name}") for name in MISSING.values()
                                 if _true(getattr(row, name))) for row in found.itertuples()]
    made = found.assign(lacking=[each or t("functions.pack.whole") for each in said])
    made.attrs = found.attrs
    return made


def _true(value: Any) -> bool:
    return value is not None and bool(value)


def _title(frame: Frame, row: Any) -> str:
    return t("functions.pack.title", name=str(row.partner), n=fmt.count(int(row.logos), "customer", language()),
             arr=fmt.money(float(row.arr), frame.build.currency, language()))


def _said(row: Any) -> str:
    """Retention with its interval, time to value, bands and renewals due of one partner, escaped by its makers."""
    kept = t("functions.pack.kept", rate=fmt.rate(row.logo_retention), n=f"{int(row.logos_base or 0):,}",
             ends=fmt.interval(row.logo_low, row.logo_high), grr=fmt.rate(row.grr))
    bands = t("list.comma").join(f"{band_word(band)} {int(getattr(row, band) or 0):,}" for band in BANDS)
    ttv = t("functions.days", n=fmt.decimal(row.ttv_days, 0)) if fmt.known(row.ttv_days) else fmt.UNKNOWN
    return escape(f"{kept} {t('functions.pack.more', ttv=ttv, bands=bands, due=int(row.due or 0))}")


def _lacks(found: dict[str, int | None], total: int) -> str:
    """How many customers lack what; a table that is not there is named as unknown."""
    lines = [t("functions.pack.lacks", what=t(f"functions.column.{name}"), n=f"{number:,}", of=f"{total:,}")
             if number is not None else t("functions.pack.unknown", what=t(f"functions.column.{name}"))
             for name, number in found.items()]
    return states.notice(t("functions.pack.missing"), lines, "warn" if any(found.values()) else "good")
