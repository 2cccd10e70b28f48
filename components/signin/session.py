"""What Streamlit knows of this session's sign-in, and what must not outlive it.

Streamlit reads the identity from a signed cookie when a session begins, and keeps it while the session lasts. All that
is decided here is looked at anew in every run.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

import streamlit as st

from components import url
from components.signin import wanted
from data.access import tokens
from data.access.listening import Elsewhere, elsewhere
from data.access.providers import Settings, settings
from data.access.tokens import Claims, Refusal

PERSON = "signin.person"
COOKIE = "_streamlit_user"
NOBODY = "nobody"

_ended: dict[str, float] = {}
_was_configured: deque[bool] = deque(maxlen=1)
_lock = threading.Lock()


def configured() -> Settings:
    """How people sign in here: Streamlit's section [auth]."""
    loaded = st.secrets.load_if_toml_exists()
    there = [] if loaded else [file for file in map(Path, st.get_option("secrets.files")) if file.exists()]
    unread = tuple(f"{file.parent.name}/{file.name}" for file in there)  # not where on the machine: anybody reads it
    auth = st.secrets.to_dict().get("auth") if loaded else None
    found = settings(auth, unread, st.get_option("server.trustedUserHeaders"))
    if found.absent and _was_configured:
        return settings(None, ("[auth]",))  # a file that was moved away while the board runs must not open it
    if not found.absent:
        _was_configured.append(True)
    return found


def claims() -> dict[str, Any]:
    """What the session's cookie says of who signed in; empty where nobody has. Whether it counts: `refusal`."""
    known = dict(st.user.to_dict())
    known.pop("tokens", None)
    return known if known.pop("is_logged_in", False) is True else {}


def refusal(held: Settings, found: Claims) -> Refusal | None:
    """Why nobody is signed in; null where somebody is, or where nobody has tried."""
    if not found:
        return "cookie" if COOKIE in st.context.cookies else None
    why = tokens.refusal(found, held.clients, time.time())
    return why or ("ended" if _has_ended(found) else None)


def reached_from() -> Elsewhere | None:
    """What shows that this session is not of this machine; null where nothing does."""
    remote = st.context.ip_address  # null for this machine; no text where the app runs without a connection
    headers = st.context.headers.to_dict()
    return elsewhere(st.get_option("server.address"), remote if isinstance(remote, str) else None, headers)


def belongs_to(found: Claims) -> None:
    """Tie the session's state to one person: nothing that another left in it, or nobody, remains."""
    now = tokens.person(found) if found else NOBODY
    if st.session_state.get(PERSON, now) != now:
        st.session_state.clear()
    st.session_state[PERSON] = now


def leave() -> None:
    """Sign out: here, in every other tab and wherever else this sign-in's cookie is, and at the provider."""
    found = claims()
    with _lock:
        _ended[tokens.fingerprint(found)] = tokens.expires(found) or time.time()
    wanted.left(url.page(), url.current())
    st.session_state.clear()
    st.logout()


def _has_ended(found: Claims) -> bool:
    """Whether this sign-in was signed out on this server. What has expired by itself is forgotten."""
    with _lock:
        now = time.time()
        for mark in [mark for mark, until in _ended.items() if until < now]:
            del _ended[mark]
        return tokens.fingerprint(found) in _ended
