"""Where a browser wanted to go before it had to sign in, and what became of that: signing in starts a new session.

Kept on this server for a quarter of an hour, by a digest of the token that Streamlit gives each browser against forged
requests. Holds pages and parameters of URLs, never anything of the data; a server that does not know it opens the
first page.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

XSRF = "_streamlit_xsrf"
KEPT_SECONDS = 15 * 60
KEPT = 1000

Parameters = tuple[tuple[str, tuple[str, ...]], ...]
Step = Literal["wanted", "started", "left"]


@dataclass(frozen=True)
class Wanted:
    """One browser: the page file and parameters that it opened, and how far it is. since: seconds since 1970."""

    page: str
    parameters: Parameters
    step: Step
    since: float


_browsers: OrderedDict[str, Wanted] = OrderedDict()
_lock = threading.Lock()


def keep(page: str, parameters: dict[str, list[str]]) -> None:
    """The browser shows the sign-in screen in this page's place. The first page without parameters is no wish."""
    held, found = _held(parameters), peek()
    if (page or held) and (found is None or (found.page, found.parameters) != (page, held)):
        _put(Wanted(page, held, "wanted", time.time()))


def started() -> None:
    """The browser goes to the provider."""
    found = peek()
    wish = found if found and found.step != "left" else Wanted("", (), "started", 0)
    _put(replace(wish, step="started", since=time.time()))


def left(page: str, parameters: dict[str, list[str]]) -> None:
    """The browser has signed out, on this page: it is not opened for whoever comes next."""
    _put(Wanted(page, _held(parameters), "left", time.time()))


def peek() -> Wanted | None:
    """What is known of this browser; null where nothing is, or it is too long ago."""
    with _lock:
        found = _browsers.get(_browser())
    return found if found and time.time() - found.since < KEPT_SECONDS else None


def take() -> Wanted | None:
    """What is known of this browser, once."""
    found = peek()
    with _lock:
        _browsers.pop(_browser(), None)
    return found


def _held(parameters: dict[str, list[str]]) -> Parameters:
    return tuple((name, tuple(values)) for name, values in sorted(parameters.items()))


def _put(found: Wanted) -> None:
    browser = _browser()
    if not browser:
        return
    with _lock:
        _browsers[browser] = found
        _browsers.move_to_end(browser)
        while len(_browsers) > KEPT:
            _browsers.popitem(last=False)


def _browser() -> str:
    """The browser, in one word; empty where it has no token yet. The token is masked anew in every answer."""
    parts = st.context.cookies.to_dict().get(XSRF, "").strip('"').split("|")
    try:
        mask, masked = (bytes.fromhex(part) for part in parts[1:3])
        token = bytes(byte ^ mask[place % len(mask)] for place, byte in enumerate(masked))
    except (ValueError, ZeroDivisionError):
        return ""
    return hashlib.sha256(token).hexdigest() if token else ""
