"""One figure's place on a page: when its query fails, the reason stands there and the rest of the page is drawn."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from components import states, theme
from components.header import updated
from components.i18n import t
from components.router import Frame

LOG = logging.getLogger("tenure")


@contextmanager
def figure(frame: Frame, key: str, metrics: Sequence[str] = ()) -> Iterator[None]:
    """What is drawn in the block stands or falls alone. Errors of the warehouse only: a mistake in the code is raised.

    `metrics`: the keys of what it shows, as `metric.<key>.definition` defines them.

    >>> with figure(frame, "bridge", ("arr", "churn")):
    ...     charts.bridge(loaders.load(retention.bridge, frame.scope))
    """
    try:
        yield
    except (SQLAlchemyError, duckdb.Error) as error:
        LOG.exception("the figure %r could not be calculated", key)
        theme.block(states.failed(t("figure.reason", error=type(error).__name__), updated(frame.build)))
        st.button(t("state.failed.retry"), key=f"retry.{key}")
