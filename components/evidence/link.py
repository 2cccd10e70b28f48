"""The address of the Retention page in a figure's state. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from components.address import Address, write
from components.router import PAGES, Frame
from queries.scope import Scope


def retention(frame: Frame, scope: Scope, own: Mapping[str, str]) -> str:
    """With the frame's date and language, the scope's unit and filters, and the page's own parameters `own`."""
    page = next(page for page in PAGES if page.key == "retention")
    params = write(Address(frame.scope.as_of, scope.unit, scope.where), frame.language)
    return f"/{page.path}?{urlencode({**params, **own}, doseq=True)}"
