"""Who is asking. Part of every Scope, so that what one person may see is never served to another.

With Streamlit's sign-in configured (docs/identity.md) it is whoever the session's cookie names, verified anew in every
run and resolved against the access file and the data in use. With none configured it is everyone, on this machine
alone. Where nobody may see anything the run ends here, with what is to be done, and no page is drawn.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from components import audit, loaders, url
from components.signin import screen, session, wanted
from data.access import EVERYONE, Viewer, tokens
from data.access.listening import said_open
from data.access.people import Known, resolve
from data.faults import WrongCall
from data.warehouse import WarehouseOutdated, WarehouseUnsupported
from queries.dimensions import Dimension

__all__ = ["SignedOut", "absent", "admit", "draw", "hold", "shut", "viewer", "while_signed_in"]

ARRIVED = "signin.arrived"
LONGEST_WAIT = 24 * 3600
"""Browsers count a timer's milliseconds in 31 bits: longer ones would ring at once."""


class SignedOut(Exception):
    """What was asked for is not handed out: the sign-in has ended."""


def absent() -> bool:
    """Whether nobody may see a page now: nobody is signed in who must be, or the settings do not hold."""
    held = session.configured()
    if held.absent:
        return session.reached_from() is not None and not said_open()
    found = session.claims()
    return bool(held.faults) or not found or session.refusal(held, found) is not None


def shut() -> bool:
    """Whether no page is to be offered: nobody may see one, or whoever is signed in may see nothing."""
    if absent():
        return True
    try:
        return bool(session.claims()) and loaders.published() and _now().barred
    except (WrongCall, WarehouseUnsupported, WarehouseOutdated):
        return False  # said where the page would stand


def admit() -> None:
    """Go on, or end the run with what must be done first. Asks nothing of the data. After st.navigation."""
    held = session.configured()
    if absent():
        session.belongs_to({})
        if held.faults:
            screen.faulty(held.faults)
        elif held.absent:
            _refuse()
        else:
            wanted.keep(url.page(), url.current())
            why = session.refusal(held, session.claims())
            audit.turned_away(session.claims(), why)
            screen.sign_in(held, why)
        st.stop()
    session.belongs_to(session.claims())
    if session.claims() and not st.session_state.get(ARRIVED):
        st.session_state[ARRIVED] = True
        _resume(wanted.take())


def viewer() -> Viewer:
    """The person that Scope carries. Ends the run where nobody may see anything, and says why."""
    admit()
    found = _now()
    if found.barred:
        audit.happened("refused", found, found.why)
        screen.nothing_for(found)
        st.stop()
    return found


def hold(asked: Viewer) -> None:
    """Go on where the session is still of the person for whom this was made; else the whole run starts again.

    For whatever runs without app.py: a page's guard, a fragment. Two people who may see the same are equal, not one.
    """
    if absent() or (now := _now()) != asked or now.who != asked.who:
        st.rerun()


def while_signed_in(made: Callable[[], bytes]) -> Callable[[], bytes]:
    """`made`, for as long as this sign-in counts. Called on a thread of its own, long after the run that drew it.

    The result raises SignedOut where it counts no more, or where the person may no longer see what they could.
    """
    held, claims = session.configured(), session.claims()
    if not claims:
        return made
    known = _known()
    could = resolve(claims, known)

    def given() -> bytes:
        if session.refusal(held, claims) is not None or resolve(claims, known) != could:
            raise SignedOut
        return made()
    return given


def draw(found: Viewer) -> None:
    """Who is signed in, below the pages; and a timer that ends what is on the screen when the sign-in ends."""
    audit.happened("signed_in", found)
    claims = session.claims()
    screen.in_side_bar(found, None if claims else session.reached_from())
    until = tokens.expires(claims) if claims else None
    if until is not None:
        wait = min(max(until - time.time(), 0) + 1, LONGEST_WAIT)
        st.fragment(_look_again, run_every=wait)(until)


def _look_again(until: float) -> None:
    if time.time() >= until:
        st.rerun()


def _now() -> Viewer:
    """Whoever the session is of. No claims are somebody only where nobody signs in."""
    if session.configured().absent:
        return EVERYONE
    return resolve(session.claims(), _known())


def _known() -> Known:
    labels = loaders.dimensions()
    return Known(_ids(labels.get("team_id")), _ids(labels.get("csm_id")))


def _ids(dimension: Dimension | None) -> frozenset[str]:
    return frozenset(value.value for value in dimension.values if value.value) if dimension else frozenset()


def _refuse() -> None:
    found = session.reached_from()
    if found is not None:
        screen.refused(found)


def _resume(before: wanted.Wanted | None) -> None:
    """Open what the browser wanted before it signed in, unless it asks for something now."""
    if before is None or before.step == "left" or not (before.page or before.parameters):
        return
    if url.page() or url.current():
        return
    asked = {name: list(values) for name, values in before.parameters}
    st.switch_page(f"pages/{before.page or 'weekly'}.py", query_params=asked)
