"""The browser's address bar: the one place where the state of a view lives.

Streamlit empties the query parameters when the page changes; `restore` puts the view's own back before the page's
address is pushed, so that a filter survives a change of page and Back goes where it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.address import PAGE_PARAMETERS

REMEMBERED = "url.parameters"
LAST_PAGE = "url.page"


def current() -> dict[str, list[str]]:
    """The parameters of this run's URL, each with all of its values, empty ones too."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def base() -> str:
    """Where the board is, as this browser has it, without page or parameters; empty where there is no browser."""
    seen = urlsplit(st.context.url or "")
    above = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{seen.scheme}://{seen.netloc}{f'/{above}' if above else ''}" if seen.netloc else ""


def page() -> str:
    """The page that the address names; empty for the first one, and where there is no browser."""
    above = str(st.get_option("server.baseUrlPath")).strip("/").split("/")
    names = urlsplit(st.context.url or "").path.strip("/").split("/")
    return names[-1] if names != above else ""


def remembered() -> dict[str, list[str]]:
    """The parameters of this session's newest run. A callback starts from these: two quick clicks cannot lose one."""
    return {name: list(values) for name, values in st.session_state.get(REMEMBERED, {}).items()}


def put(params: Mapping[str, Sequence[str]]) -> None:
    """Make these the URL's parameters: a new entry of the browser's history, unless nothing changes."""
    wanted = {name: list(values) for name, values in params.items()}
    if wanted != current():
        st.query_params.from_dict(wanted)
    st.session_state[REMEMBERED] = wanted


def change(name: str, values: Sequence[str]) -> None:
    """Set one parameter to these values and leave the others; no values: without it."""
    others = {other: kept for other, kept in remembered().items() if other != name}
    put({**others, name: values} if values else others)


def restore() -> None:
    """At the start of a run, before st.navigation: a page change keeps the view's parameters, not a page's own."""
    params = current()
    if not params and _page_changed():
        params = {name: values for name, values in remembered().items() if name not in PAGE_PARAMETERS}
    put(params)


def arrived() -> None:
    """After st.navigation: remember the page that this run shows."""
    context = get_script_run_ctx()
    if context is not None:
        st.session_state[LAST_PAGE] = context.pages_manager.current_page_script_hash


def _page_changed() -> bool:
    context = get_script_run_ctx()
    last = st.session_state.get(LAST_PAGE)
    return context is not None and last is not None and context.page_script_hash != last
