"""What the audit log is told by the board: who signed in, saw, opened, exported, wrote and searched.

Nothing where nobody signs in: there is nobody to name. A view that cannot be logged is shown all the same, and the
server's log says so; a file that cannot be logged is not handed out (docs/decisions/0014-access.md).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components import asking, url
from components.address import LANGUAGE, PAGE_PARAMETERS
from components.asking import signed_in
from data import meters
from data.access import Viewer
from data.audit import Did, Entry, write
from data.audit.entry import shown
from data.store import StoreError
from queries.scope import Scope

LOG = logging.getLogger("tenure")
LAST = "audit.last"
RETRY_SECONDS = 15

_failed: dict[str, float] = {}


class NotLogged(Exception):
    """A file was not handed out, because the audit log could not be written."""


def viewed(page: str, scope: Scope, version: str) -> None:
    """A page was opened, or asked another question; a rerun of the same view is none."""
    own = {name: values for name, values in url.current().items() if name in PAGE_PARAMETERS and name != LANGUAGE}
    what = " ".join(f"{name}={value}" for name in sorted(own) for value in own[name])
    _once("viewed", scope.viewer, _entry("viewed", scope.viewer, page, what, scope, version))


def opened(page: str, figure: str, scope: Scope, version: str) -> None:
    """The panel behind a figure was opened: its rows and accounts are seen."""
    _once("opened", scope.viewer, _entry("opened", scope.viewer, page, figure, scope, version))


def searched(page: str, words: str, scope: Scope, version: str) -> None:
    """Somebody looked for an account."""
    _once("searched", scope.viewer, _entry("searched", scope.viewer, page, words, scope, version))


def wrote(kind: str, key: str) -> None:
    """A record of the store was written: the store has what, who and when; this has who was signed in."""
    viewer = asking.viewer()
    if signed_in(viewer):
        _tried(Entry(viewer.who, viewer.role, "wrote", what=f"{kind} {key}"))


def happened(did: Did, viewer: Viewer, what: str = "") -> None:
    """Somebody signed in or out, or was refused: once, not at every run in which it is so."""
    if did == "signed_out":
        _tried(Entry(viewer.who, viewer.role, did, what=what))
    else:
        _once(did, viewer, Entry(viewer.who, viewer.role, did, what=what))


def turned_away(claims: Mapping[str, object], why: str | None) -> None:
    """A sign-in that does not count: it ran out, or was meant for another. Not who never signed in: nobody is known."""
    who = str(claims.get("email") or claims.get("sub") or "")
    if why and who:
        happened("refused", Viewer(who, "none", why=why), why)


def exported(file: str, page: str, scope: Scope, version: str) -> None:
    """A picture of what the page shows was taken, which the browser has made already: logged after it, not before."""
    if signed_in(scope.viewer):
        _tried(_entry("exported", scope.viewer, page, file, scope, version))


def logged(made: Callable[[], bytes], file: str, page: str, scope: Scope, version: str) -> Callable[[], bytes]:
    """`made`, logged before what it made is handed out. Called on a thread of its own, when the button is clicked.

    The result raises NotLogged where the log cannot be written.
    """
    if not signed_in(scope.viewer):
        return made
    entry = _entry("exported", scope.viewer, page, file, scope, version)

    def given() -> bytes:
        content = made()
        if not _tried(entry):
            raise NotLogged(f"{file} was not handed out: the audit log cannot be written")
        return content

    return given


def in_order() -> bool:
    """Whether files can be handed out: false for a while after the log could not be written."""
    return time.monotonic() - _failed.get("at", -RETRY_SECONDS) >= RETRY_SECONDS


def _entry(did: Did, viewer: Viewer, page: str, what: str, scope: Scope, version: str) -> Entry:
    where = {key: list(values) for key, values in scope.where}
    asked: Mapping[str, Any] = {"as_of": scope.as_of.isoformat(), "unit": scope.unit, "where": where}
    return Entry(viewer.who, viewer.role, did, page, what, asked, version)


def _once(did: Did, viewer: Viewer, entry: Entry) -> None:
    """Writes an entry unless it repeats the session's last one of its kind. One that failed is tried again, after a
    while: a page does not wait for a log that does not answer, but the server's log says what it lacks.
    """
    if not signed_in(viewer):
        return
    last: dict[str, tuple[Entry, bool]] = st.session_state.setdefault(LAST, {})
    before, was_logged = last.get(did, (None, False))
    if before == entry and (was_logged or not in_order()):
        return
    last[did] = entry, _tried(entry) if in_order() else _lacking(entry, "it was not tried again yet")
    if did == "viewed":
        last.pop("opened", None)


def _tried(entry: Entry) -> bool:
    try:
        write(entry)
    except StoreError as error:
        _failed["at"] = time.monotonic()
        return _lacking(entry, str(error))
    _failed.clear()
    return True


def _lacking(entry: Entry, why: str) -> bool:
    """To the server's log: what the audit log does not have. Never true."""
    meters.fault("audit")
    said = [shown(each) for each in (entry.who, entry.page, entry.what, why)]
    LOG.warning("the audit log lacks an entry: %s %s %s %s: %s", said[0], entry.did, *said[1:])
    return False
