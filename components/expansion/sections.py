"""The page's sections on who found, sold and handed on: each asks, decides what may be said, and draws."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pandas as pd
import streamlit as st

from components import cards, states, theme, unfolded
from components import format as fmt
from components.address import Address
from components.expansion import files, shown, titles
from components.expansion.questions import Questions
from components.filters import clear
from components.functions.shown import SHOWN, Spec
from components.i18n import language, t
from components.money import money, money_parts
from components.router import Frame
from components.sentence import narrowed
from components.tables import Cell, Row

NEEDED = {"opportunity": ("customer_id", "kind", "source_function", "sold_by", "arr", "created_on", "closed_on", "won"),
          "opportunity.handoff_complete": ("handoff_on", "handoff_complete"), "customer.employees": ("employees",),
          "subscription.seats": ("seats",), "subscription.kind": ("kind",)}
"""The columns without which a section cannot be drawn, by what it says is missing."""
PARTS = ("seats", "price", "products", "unknown", "moved")
Claim = Callable[[pd.DataFrame], str]


def nothing(frame: Frame) -> None:
    """In the place of the whole page where nobody is or was active in the scope: that nobody is, and the way back."""
    theme.block(states.no_rows(t("functions.nobody"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="expansion.clear", on_click=clear,
                  args=(Address(where=frame.scope.where),))


def head(frame: Frame, ask: Questions) -> None:
    """Who found the expansion, how much of it deals explain; five figures."""
    found, currency = ask.credit("source"), frame.build.currency
    theme.block(cards.finding(titles.finding(found, currency), titles.base(found, currency)))
    if frame.scope.unit != "customer":
        unit = t(f"unit.{frame.scope.unit}")
        theme.block(states.notice(t("functions.unit.title", unit=unit), [t("expansion.unit.body")]))
    theme.block(cards.kpi_strip([*_amounts(ask, found, currency), *_deals(ask)]))


def _amounts(ask: Questions, found: pd.DataFrame, currency: str) -> list[cards.Card]:
    whole, base = float(found.attrs["expansion"]), ask.base()
    amount = money_parts(whole, currency, language())
    of = t("expansion.card.of_base", share=fmt.rate(whole / base)) if base else ""
    explained = fmt.rate(found.attrs["attributed"] / whole) if whole else fmt.UNKNOWN
    lacks = found.attrs["missing"]
    return [
        cards.Card(t("expansion.card.expansion"), amount.number, amount.unit, below=of,
                   definition=t("metric.expansion.definition")),
        cards.Card(t("expansion.card.explained"), fmt.UNKNOWN if lacks else explained.rstrip("%"),
                   "" if lacks or not whole else "%", definition=t("metric.expansion_credit.definition"),
                   below=t("expansion.card.won", amount=money(float(found.attrs["won_arr"]), currency, language())),
                   reason=t("expansion.reason.opportunity") if lacks else t("expansion.base.none"))]


def _deals(ask: Questions) -> list[cards.Card]:
    deals, landed = ask.wins("all"), ask.starts()
    told = deals.iloc[0] if len(deals) else None
    small = next((row for row in landed.itertuples() if row.of == "small"), None)
    reason = t("expansion.reason.opportunity") if deals.attrs["missing"] else t("expansion.reason.none")
    rate = None if told is None else told.win_rate
    days = None if told is None else told.median_days
    growth = None if small is None else small.growth
    return [
        cards.Card(t("expansion.card.win_rate"), fmt.rate(rate).rstrip("%"), "%" if fmt.known(rate) else "",
                   note="" if told is None or not fmt.known(rate) else _over(told.win_low, told.win_high, told.closed),
                   definition=t("metric.win_rate.definition"), reason=reason),
        cards.Card(t("expansion.card.cycle"), fmt.decimal(days, 0), t("expansion.unit.days") if fmt.known(days) else "",
                   note="" if told is None else t("expansion.card.open", n=f"{int(told.open):,}"),
                   definition=t("metric.deal_cycle.definition"), reason=reason),
        cards.Card(t("expansion.card.growth"), fmt.rate(growth).rstrip("%"), "%" if fmt.known(growth) else "",
                   note="" if small is None else _over(small.growth_low, small.growth_high, small.customers),
                   definition=t("metric.seat_growth.definition"), reason=t("expansion.reason.none"))]


def _over(low: float | None, high: float | None, n: int) -> str:
    counted = t("functions.n", n=f"{int(n):,}")
    return t("expansion.card.interval", ends=fmt.interval(low, high), n=counted) if fmt.known(low) else counted


def credit(frame: Frame, ask: Questions, by: str) -> None:
    """By source function or by seller, what no deal explains, and the bridge's total."""
    spec = shown.SOURCES if by == "source" else shown.SELLERS
    found = ask.credit("source" if by == "source" else "seller")
    if not _there(spec, found, t("expansion.sources.title") if by == "source" else titles.sellers(found)):
        return
    rest = found[found.attributed.eq(False)]
    own = found.drop(rest.index)
    whole, currency = float(found.attrs["expansion"]), frame.build.currency
    least = SHOWN if by == "seller" and not unfolded.is_open("expansion.rows") else len(own)
    kept, others = own.head(least), own.iloc[least:]
    lines = [kept, _others(others)] if len(others) else [kept]
    listed = pd.concat([*lines, rest.assign(of=t("expansion.unattributed"))], ignore_index=True)
    most = max((float(each) for each in found["share"] if fmt.known(each)), default=0.0)
    bars = [float(row.share) / most if most and fmt.known(row.share) and row.customers is not None else None
            for row in listed.itertuples()]
    total: Row = {"of": t("expansion.total"), "amount": money(whole, currency, language(), "table"),
                  "share": Cell(fmt.rate(1.0) if whole else fmt.UNKNOWN)}
    with st.container(key=f"expansion-{spec.key}"):
        theme.block(shown.drawn(spec, listed, len(listed), currency, bars, total))
    if by == "seller" and len(own) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=len(own)), "expansion.rows")
    files.listed(frame, spec, found)


def _others(rows: pd.DataFrame) -> pd.DataFrame:
    """Those beyond the first rows as one; customers may be shared, so they are not added up."""
    sums = {name: titles.numbers(rows[name]).sum() for name in ("amount", "share", "deals", "won_arr")}
    return pd.DataFrame([{"of": t("expansion.others", n=len(rows)), "attributed": True, "customers": None, **sums}],
                        dtype=object)


def _there(spec: Spec, found: pd.DataFrame, title: str) -> bool:
    """The section's head; what is missing, or that there is nothing, where it cannot be drawn."""
    theme.block(cards.section(title, t(f"expansion.{spec.key}.rule")))
    for name in found.attrs.get("missing") or ():
        theme.block(states.missing_table(name.partition(".")[0], t(f"expansion.{spec.key}.caption"), NEEDED[name]))
    if len(found) and (spec not in (shown.SOURCES, shown.SELLERS) or not found.attrs["missing"]):
        return True
    if not found.attrs.get("missing"):
        theme.block(states.notice(t("expansion.empty"), [t(f"expansion.{spec.key}.empty")]))
    return False


def parts(frame: Frame, ask: Questions) -> None:
    """The expansion by seats, price and other products, as the bridge's split has it."""
    row, currency = ask.prices().set_index("movement").loc["expansion"], frame.build.currency
    whole = float(row["amount"])
    amounts = {name: float(row[name]) for name in PARTS if float(row[name])}
    found = pd.DataFrame([{"part": name, "amount": amount, "share": amount / whole if whole else None}
                          for name, amount in amounts.items()], columns=["part", "amount", "share"], dtype=object)
    found.attrs = {"missing": ()}
    if not _there(shown.PARTS, found, titles.prices(found, whole)):
        return
    total: Row = {"part": t("expansion.total"), "amount": money(whole, currency, language(), "table")}
    bars = [float(each) if fmt.known(each) else None for each in found["share"]]
    with st.container(key="expansion-parts"):
        theme.block(shown.drawn(shown.PARTS, found, len(found), currency, bars, total))
    files.listed(frame, shown.PARTS, found)


def table(frame: Frame, spec: Spec, found: pd.DataFrame, claim: Claim) -> None:
    """A section that is one table."""
    if not _there(spec, found, claim(found) if len(found) else t(f"expansion.{spec.key}.caption")):
        return
    with st.container(key=f"expansion-{spec.key}"):
        theme.block(shown.drawn(spec, found, len(found), frame.build.currency))
    files.listed(frame, spec, found)


def sizes(frame: Frame, ask: Questions) -> None:
    """By size of companies: growth, and whether the rule of who sells to them was kept."""
    rules = ask.rules()
    if rules.faults:
        theme.block(cards.section(t("expansion.sizes.caption"), t("expansion.sizes.rule")))
        theme.block(states.notice(t("expansion.sizes.faults"), rules.faults, "bad"))
        return
    found = ask.sizes()
    named = found.assign(size=[_size(row) for row in found.itertuples()])
    named.attrs = found.attrs
    table(frame, shown.SIZES, named, titles.sizes)
    if len(found):
        said = [t("expansion.sizes.says", size=_size(row), names=t("list.comma").join(
            titles.name(each) for each in str(row.rule).split(", "))) for row in found.itertuples() if row.rule]
        theme.block(f'<ul class="t-quiet">{"".join(f"<li>{escape(each)}</li>" for each in said)}</ul>')


def _size(row: object) -> str:
    """A size in employees."""
    low, high = getattr(row, "from_employees", None), getattr(row, "to_employees", None)
    if not fmt.known(low):
        return t("expansion.size.unknown")
    return t("expansion.size.more", low=f"{int(low or 0):,}") if not fmt.known(high) else t(
        "expansion.size.band", low=f"{int(low or 0):,}", high=f"{int(high or 0):,}")
