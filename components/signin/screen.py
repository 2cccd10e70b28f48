"""What stands in a page's place where nobody may see one: the way to sign in, and why; never a figure or a name."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import audit, states, theme
from components.i18n import t
from components.signin import session, wanted
from data.access import Viewer
from data.access.listening import OPEN, Elsewhere
from data.access.providers import Fault, Provider, Settings
from data.access.tokens import Refusal


def sign_in(held: Settings, why: Refusal | None) -> None:
    """What Tenure is, why nobody is signed in (any more), and a button for each provider."""
    before = wanted.peek()
    reason = why or ("unfinished" if before and before.step == "started" else None)
    with st.container(key="signin"):
        theme.block(f'<h1 class="t-signin">{escape(t("signin.title"))}</h1><p>{escape(t("signin.what"))}</p>')
        if reason is not None:
            theme.block(states.notice(t(f"signin.why.{reason}.title"), [t(f"signin.why.{reason}")], "warn"))
        elif before and before.step == "left":
            theme.block(states.notice(t("signin.left.title"), [t("signin.left")], "good"))
        for position, provider in enumerate(held.providers):
            st.button(_words(provider), key=f"signin.{provider.name}", on_click=_begin, args=(provider.name,),
                      width="stretch", type="primary" if position == 0 else "secondary")
        theme.block(f'<p class="t-sub">{escape(t("signin.after"))}</p>')


def faulty(faults: tuple[Fault, ...]) -> None:
    """Settings that cannot work: what is wrong with them, and nothing else. Their values stay where they are."""
    lines = [*(t(f"signin.fault.{fault.kind}", what=fault.what) for fault in faults), t("signin.fault.closed")]
    with st.container(key="signin"):
        theme.block(states.notice(t("signin.fault.title"), lines, "bad"))


def refused(found: Elsewhere) -> None:
    """A board without sign-in that is reached from elsewhere: what was seen, and the two ways on."""
    lines = [t(f"signin.elsewhere.{found.place}", found=found.found), t("signin.elsewhere.why"),
             t("signin.elsewhere.then", open=f"{OPEN}=yes")]
    with st.container(key="signin"):
        theme.block(states.notice(t("signin.elsewhere.title"), lines, "bad"))


def nothing_for(viewer: Viewer) -> None:
    """Somebody who is signed in and may see nothing: who, why, whom to ask, and the way out."""
    lines = [t("signin.as", who=viewer.who or viewer.name or "—"), t(f"access.reason.{viewer.why or 'role_none'}"),
             t("signin.none.ask")]
    with st.container(key="signin"):
        theme.block(states.notice(t("signin.none.title"), lines, "warn"))
        st.button(t("signin.out"), key="signin.out", width="stretch", on_click=_leave, args=(viewer,))


def in_side_bar(viewer: Viewer, found: Elsewhere | None) -> None:
    """Below the pages: who is signed in, as what, and the way out; or that nobody signs in here."""
    with st.sidebar.container(key="who", gap="xsmall"):
        if not session.claims():
            theme.block(f'<p class="t-sub">{escape(t("signin.open.anybody" if found else "signin.open"))}</p>')
            return
        role = f'<small class="t-sub" title="{escape(viewer.who)}">{escape(t(f"signin.role.{viewer.role}"))}</small>'
        theme.block(f"<p><b>{escape(viewer.name or viewer.who)}</b><br>{role}</p>")
        st.button(t("signin.out"), key="signin.out", on_click=_leave, args=(viewer,), type="tertiary")


def _leave(viewer: Viewer) -> None:
    audit.happened("signed_out", viewer)
    session.leave()


def _words(provider: Provider) -> str:
    return t("signin.in_with", provider=provider.label) if provider.label else t("signin.in")


def _begin(provider: str) -> None:
    wanted.started()
    st.login(None if provider == "default" else provider)
