"""What each function's figures are made of: for each its sections, with the figures' keys and metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from components import cards, states, theme, unfolded
from components.figure import About, figure
from components.functions import files, partners, titles
from components.functions.questions import Questions
from components.functions.shown import LISTED, SHOWN, Spec, drawn
from components.functions.specs import (
    BEFORE,
    DISCOUNTS,
    FEATURES,
    FEEDBACK,
    OCCASIONS,
    QUEUE,
    SELLERS,
    SOURCES,
    TABLES,
    WAYS,
)
from components.i18n import t
from components.router import Frame
from queries.functions_services import REASONS

ALONE = About(accounts="none", counted="functions.counted.customers")
NEEDED = {"usage_week": ("customer_id", "week_on", "feature", "events"),
          "feedback": ("customer_id", "submitted_on", "theme", "shipped_on", "told_on"),
          "opportunity": ("customer_id", "kind", "won", "closed_on", "sold_by", "source_function"),
          "opportunity.discount": ("discount",), "customer.partner_id": ("partner_id",),
          "onboarding": ("customer_id", "started_on", "first_value_on", "target_on"),
          "ticket": ("customer_id", "opened_at", "closed_at", "severity")}
"""The columns without which a breakdown cannot be made, by what it says is missing."""
Section = tuple[Spec, tuple[str, ...], Callable[[Questions], pd.DataFrame]]

PRODUCT: tuple[Section, ...] = ((FEATURES, ("feature_use", "value_features"), Questions.features),
                                (FEEDBACK, ("feedback_shipped", "feedback_told"), Questions.feedback))
SOLD: tuple[Section, ...] = (
    (SELLERS, ("sold_retention", "fit_at_sale", "handoff_complete"), lambda ask: ask.sold("seller")),
    (SOURCES, ("sold_retention", "fit_at_sale"), lambda ask: ask.sold("source")),
    (DISCOUNTS, ("sold_retention", "discount_mean"), lambda ask: ask.sold("discount")))
SECTIONS: dict[str, tuple[Section, ...]] = {
    "product": PRODUCT, "marketing": (SOLD[1],), "sales": SOLD,
    "services": ((WAYS, ("ttv_days", "first_value_90"), Questions.ways),
                 (OCCASIONS, ("service_occasion",), lambda ask: reasoned(ask.occasions()))),
    "support": ((QUEUE, ("support_stake",), Questions.queue),
                (BEFORE, ("tickets_before",), Questions.before)),
    "it": ((TABLES, ("fresh", "joinable", "joined_customers"), Questions.sources),),
}
WEIGHTS: dict[str, tuple[float, ...]] = {"product": (7, 6), "services": (4, 9)}
"""How wide a function's sections stand beside each other; the others' have the whole width."""


def draw(frame: Frame, ask: Questions) -> None:
    """The chosen function's sections, each standing or falling alone."""
    if ask.view.unknown is not None:
        return
    if ask.view.function == "partners":
        partners.draw(frame, ask)
        return
    weights = WEIGHTS.get(ask.view.function, (1,))
    for first in range(0, len(SECTIONS[ask.view.function]), len(weights)):
        with st.container(key=f"functions-row-{first}"):
            places = st.columns(list(weights), gap="medium")
        for place, (spec, metrics, asked) in zip(places, SECTIONS[ask.view.function][first:], strict=False):
            with place, figure(frame, f"functions.{spec.key}", metrics, ALONE):
                section(frame, spec, asked(ask))


def section(frame: Frame, spec: Spec, found: pd.DataFrame) -> None:
    """One breakdown: its claim, its rule, its first rows, and all of them as a file."""
    theme.block(cards.section(titles.title(spec.key, found, frame.build.currency), titles.rule(spec.key, found)))
    if found.attrs.get("missing"):
        theme.block("".join(missing(spec.key, name) for name in found.attrs["missing"]))
        return
    if not len(found):
        theme.block(states.notice(t("functions.empty.title"), [titles.empty(spec.key, found)]))
        return
    with _rows(spec, len(found)) as shown:
        theme.block(drawn(spec, found, shown, frame.build.currency))
    files.listed(frame, spec, found)


@contextmanager
def _rows(spec: Spec, total: int) -> Iterator[int]:
    """How many rows are drawn, and beneath them the switch that shows more."""
    every = total <= SHOWN or unfolded.is_open(f"functions.rows.{spec.key}")
    least = len(spec.columns) and (total if spec.key in ("tables", "sellers", "partners", "features") else SHOWN)
    with st.container(key=f"functions-list-{spec.key}"):
        yield min(total, LISTED) if every else least
    if total > least:
        unfolded.toggle(t("retention.table.rows", n=min(total, LISTED)), f"functions.rows.{spec.key}")


def reasoned(found: pd.DataFrame) -> pd.DataFrame:
    """The occasions with their reasons in words."""
    said = [t("list.comma").join(t(f"functions.occasion.{name}") for name in REASONS
                                 if getattr(row, name) is not None and bool(getattr(row, name)))
            for row in found.itertuples()]
    made = found.assign(why=pd.Series(said, index=found.index, dtype=object))
    made.attrs = found.attrs
    return made


def missing(key: str, name: str) -> str:
    """That a table is not there, and what it would show."""
    return states.missing_table(name.partition(".")[0], t(f"functions.{key}.caption"), NEEDED[name])


