"""The way from a name to its account's page, wherever a name stands; its page in the CRM keeps a mark of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd

from components import url
from components.address import AS_OF, LANGUAGE
from components.i18n import t
from components.tables import Cell

PATH, ACCOUNT, TEXT, KIND = "/account", "account", "q", "tab"
KEPT = (AS_OF, LANGUAGE)
"""What a link keeps of the view that it stands in."""


def address(account_id: str, **own: str) -> str:
    """The account's page in this view's week and language; `own`: more parameters of the page."""
    asked = url.current()
    kept = {name: asked[name][-1] for name in KEPT if asked.get(name)}
    return f"{PATH}?{urlencode({ACCOUNT: account_id, **kept, **own})}"


def named(row: Any, below: str = "") -> Cell:
    """The cell of an account: its name leads to its page here, the mark behind it to its page in the CRM.

    `row` has account and may have account_id, detail and url. `below`: what stands in its second line instead of the
    detail. Accounts that may not be seen are one line without a name and an id (queries/unnamed.py): it says so.
    """
    name, account_id = text(getattr(row, "account", None)), text(getattr(row, "account_id", None))
    return Cell(name or account_id or t("table.unnamed"), below=below or text(getattr(row, "detail", None)),
                href=address(account_id) if account_id else "", crm=text(getattr(row, "url", None)))


def movement(row: Any) -> str:
    """What happened with the account, in words; nothing for the line of those that may not be seen."""
    known = text(getattr(row, "movement", None))
    return t(f"movement.{known}") if known else ""


def text(value: Any) -> str:
    """A value as text; unknown is empty."""
    return "" if value is None or pd.isna(value) else str(value)
