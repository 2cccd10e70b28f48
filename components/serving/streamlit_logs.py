"""Streamlit's own lines, in the form of ours: it gives every logger a handler of its own, which knows no secrets."""

from __future__ import annotations

import logging

from streamlit import logger as theirs

CHATTY = ("uvicorn.error", "uvicorn.asgi", "alembic", "websockets")
"""They say each connection and each step of their own start: of what matters the board says a line itself."""


def take_over() -> None:
    """Whatever Streamlit logs goes to the root logger, from now on and for loggers that it makes later."""
    theirs.setup_formatter = _handed_on
    theirs.update_formatter()
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _handed_on(logger: logging.Logger) -> None:
    logger.handlers.clear()
    logger.propagate = True
