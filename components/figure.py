"""One figure's place on a page: it explains itself in one click, and where its query fails the reason stands there."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from components import loaders, small, standing, states, theme
from components.evidence import button
from components.evidence.about import About, Figure
from components.i18n import t
from components.router import Frame
from components.standing import updated
from data import meters
from data.warehouse import WarehouseUnavailable

__all__ = ["About", "figure"]

LOG = logging.getLogger("tenure")
PLAIN = About()


@contextmanager
def figure(frame: Frame, key: str, metrics: Sequence[str] = (), about: About = PLAIN) -> Iterator[None]:
    """What is drawn in the block stands or falls alone. Errors of the warehouse only: a mistake in the code is raised.

    `metrics`: the keys of what it shows, as `metric.<key>.definition` defines them. What the block loads through
    components.loaders becomes the figure's evidence, behind a button at its right; without metrics (a group of
    figures, a file) or without a question there is none. `about`: what is special, see :class:`About`.

    >>> with figure(frame, "bridge", ("arr", "churn"), About(period="month", accounts="movements")):
    ...     charts.bridge(loaders.load(retention.bridge, frame.scope))
    """
    if not metrics:
        with _standing(frame, key):
            yield
        return
    with st.container(key=f"figure-{key}"), _standing(frame, key), loaders.listening() as asked:
        yield
        if asked:
            button.draw(frame, Figure(key, tuple(metrics), tuple(asked), about))


@contextmanager
def _standing(frame: Frame, key: str) -> Iterator[None]:
    try:
        with small.said(frame, key):
            yield
    except WarehouseUnavailable as error:
        meters.fault("unanswered")
        LOG.warning("the figure %r was not answered: %s", key, error, extra={"event": "unanswered", "figure": key})
        theme.block(standing.unanswered(error, frame.build))
        st.button(t("state.failed.retry"), key=f"retry.{key}")
    except (SQLAlchemyError, duckdb.Error) as error:
        meters.fault("figure")
        LOG.exception("the figure %r could not be calculated", key, extra={"event": "figure_failed", "figure": key})
        theme.block(states.failed(t("figure.reason", error=type(error).__name__), updated(frame.build)))
        st.button(t("state.failed.retry"), key=f"retry.{key}")
