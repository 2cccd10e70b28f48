"""The board with and without a sign-in, without a browser: who is let in, what is kept, what ends."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from components import identity, router
from components.i18n import text
from components.signin import session, wanted
from data.access import EVERYONE, Viewer
from data.access.listening import Elsewhere
from data.access.providers import Fault, FaultKind, Provider, Settings
from tests.conftest import ROOT, Board, start

HEADER = "t-name t-header"
"""The head of a page: it stands wherever data do."""
PROVIDERS = Settings((Provider("default", "tenure"), Provider("google", "g", "Google")))
CLAIMS: dict[str, Any] = {
    "provider": "default", "iss": "https://id.example", "sub": "u1", "aud": "tenure", "email": "chief@example.com",
    "name": "Chief", "iat": 1,
}


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What the sign-in remembers for the whole server belongs to one test alone."""
    yield
    session._ended.clear()
    session._was_configured.clear()
    wanted._browsers.clear()


@pytest.fixture
def signs_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """A board with sign-in, and the claims of whoever is signed in: a dict to change; empty for nobody."""
    claims: dict[str, Any] = {}
    file = tmp_path / "access.toml"
    file.write_text('[[person]]\nemail = "chief@example.com"\nrole = "executive"\n', encoding="utf-8")
    monkeypatch.setenv("TENURE_ACCESS", str(file))
    monkeypatch.setattr(session, "configured", lambda: PROVIDERS)
    monkeypatch.setattr(session, "claims", lambda: dict(claims))
    return claims


def words_of(app: AppTest) -> str:
    assert not app.exception
    return " ".join(block.proto.body for block in app.get("html"))


def test_without_sign_in_the_board_is_open_and_says_so(board: Board) -> None:
    app = board("en", "pages/methods.py")
    assert text("en", "signin.open") in words_of(app)
    assert identity.viewer.__module__ == "components.identity"


@pytest.mark.parametrize("address", [None, "0.0.0.0", "::", "board.example.com"])
def test_elsewhere_it_refuses(board: Board, monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    """One message, no header, no page, no figure."""
    _listens(monkeypatch, address)
    app = board("en", "pages/retention.py")
    assert text("en", "signin.elsewhere.title") in words_of(app)
    assert "TENURE_OPEN=yes" in words_of(app)
    assert HEADER not in words_of(app)
    assert not app.get("plotly_chart")
    monkeypatch.setenv("TENURE_OPEN", "yes")
    app = board("en", "pages/methods.py")
    assert text("en", "signin.open.anybody") in words_of(app)
    assert HEADER in words_of(app)


def test_it_refuses_a_session_of_another_machine(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Elsewhere("host", "<b>board.example.com</b>")
    monkeypatch.setattr(session, "reached_from", lambda: found)
    said = words_of(board("ja", "pages/methods.py"))
    assert text("ja", "signin.elsewhere.title") in said
    assert "<b>board" not in said


@pytest.mark.parametrize("language", ["ja", "en"])
def test_settings_that_cannot_work_show_nothing_but_that(
    on_demo: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    faults = tuple(Fault(kind, "[auth] x") for kind in get_args(FaultKind))
    monkeypatch.setattr(session, "configured", lambda: Settings(faults=faults))
    said = words_of(start(language, {}).run())
    assert text("ja" if language == "ja" else "en", "signin.fault.title") in said
    assert said.count("[auth] x") == len(faults)
    assert HEADER not in said


@pytest.mark.parametrize("page", router.PAGES, ids=lambda page: page.key)
def test_every_page_asks_to_sign_in(signs_in: dict[str, Any], board: Board, page: router.Page) -> None:
    app = board("en", page.file)
    assert text("en", "signin.title") in words_of(app)
    assert [button.label for button in app.button] == ["Sign in", "Sign in with Google"]
    assert HEADER not in words_of(app)


def test_somebody_who_is_signed_in(signs_in: dict[str, Any], board: Board) -> None:
    signs_in.update(CLAIMS, exp=time.time() + 600)
    app = board("en", "pages/methods.py")
    assert 'title="chief@example.com"' in words_of(app)
    assert text("en", "signin.role.executive") in words_of(app)
    assert HEADER in words_of(app)
    assert app.session_state[session.PERSON]


@pytest.mark.parametrize(("change", "why"), [
    ({"exp": 5}, "expired"), ({"exp": None}, "incomplete"), ({"aud": "another"}, "audience"),
    ({"provider": "gone"}, "provider"),
])
def test_somebody_whose_sign_in_does_not_count(
    signs_in: dict[str, Any], board: Board, change: dict[str, Any], why: str
) -> None:
    signs_in.update({**CLAIMS, "exp": time.time() + 600, **change})
    said = words_of(board("en", "pages/methods.py"))
    assert text("en", f"signin.why.{why}.title") in said
    assert HEADER not in said


@pytest.mark.parametrize(
    "then", [{}, {"sub": "u2"}, {"provider": "google", "aud": "g"}], ids=["out", "another", "provider"])
def test_a_session_never_changes_hands(signs_in: dict[str, Any], board: Board, then: dict[str, Any]) -> None:
    """Whatever one person left in it is gone when it is another's, or nobody's."""
    signs_in.update(CLAIMS, exp=time.time() + 600)
    app = board("en", "pages/methods.py")
    app.session_state["left.behind"] = "株式会社A"
    app.run()
    assert app.session_state["left.behind"] == "株式会社A"
    changed = {**signs_in, **then} if then else {}
    signs_in.clear()
    signs_in.update(changed)
    app.run()
    assert "left.behind" not in app.session_state


def test_a_sign_in_that_was_ended_is_ended_everywhere(signs_in: dict[str, Any], board: Board) -> None:
    signs_in.update(CLAIMS, exp=time.time() + 600)
    app = board("en", "pages/methods.py")
    next(button for button in app.button if button.key == "signin.out").click().run()
    other = board("en", "pages/methods.py")
    assert text("en", "signin.why.ended.title") in words_of(other)
    signs_in.update(iat=2)
    assert HEADER in words_of(board("en", "pages/methods.py")), "another sign-in of the same person counts"


@pytest.mark.parametrize("claims", [{}, {"sub": "u2", "email": "other@example.com"}], ids=["nobody", "another"])
def test_the_guard_refuses_a_frame_of_somebody_else(
    signs_in: dict[str, Any], on_demo: Path, claims: dict[str, Any]
) -> None:
    """A page does not rest on app.py: with a frame in its hands it still looks who is there."""
    signs_in.update({**CLAIMS, "exp": time.time() + 600, **claims} if claims else {})

    def page() -> None:
        from dataclasses import replace

        import streamlit as st

        from components import loaders, router
        from data.access import EVERYONE
        from queries.scope import Scope
        st.session_state["runs"] = st.session_state.get("runs", 0) + 1
        if st.session_state["runs"] > 1:
            st.write("started again")
            st.stop()
        build = loaders.build()
        frame = router.Frame(router.PAGES[1], Scope(build.default_as_of), build, loaders.dimensions(), "en")
        with router.framed(replace(frame, scope=replace(frame.scope, viewer=EVERYONE))):
            router.guard()
            st.write("shown")

    app = AppTest.from_function(page, default_timeout=60).run()
    assert [block.value for block in app.markdown] == ["started again"]


def test_a_file_is_not_handed_out_after_the_end(signs_in: dict[str, Any], on_demo: Path) -> None:
    signs_in.update(CLAIMS, exp=time.time() + 0.2)
    given = identity.while_signed_in(lambda: b"ARR")
    assert given() == b"ARR"
    time.sleep(0.25)
    with pytest.raises(identity.SignedOut):
        given()


@pytest.fixture
def secrets_file(tmp_path: Path) -> Iterator[Path]:
    """Where Streamlit's settings of this process stand; nothing is there yet."""
    file, before = tmp_path / "secrets.toml", st.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])
    st.secrets._reset()
    yield file
    config.set_option("secrets.files", before)
    st.secrets._reset()


def test_settings_that_disappear_do_not_open_the_board(secrets_file: Path) -> None:
    assert session.configured().absent
    secrets_file.write_text("[auth]\nclient_id = 'x'\n", encoding="utf-8")
    assert session.configured().faults
    secrets_file.unlink()
    st.secrets._reset()
    assert [fault.kind for fault in session.configured().faults] == ["unreadable"]


def test_settings_that_cannot_be_read_are_not_none(secrets_file: Path) -> None:
    secrets_file.write_text("[auth\n", encoding="utf-8")
    assert [fault.what for fault in session.configured().faults] == [f"{secrets_file.parent.name}/secrets.toml"]


def test_settings_without_a_sign_in_are_none(secrets_file: Path) -> None:
    secrets_file.write_text("[connections.warehouse]\nurl = 'duckdb:///x'\n", encoding="utf-8")
    assert session.configured().absent


def test_fragments_look_who_is_there() -> None:
    """A fragment runs again without app.py and without its page."""
    bare = []
    for path in sorted((ROOT / "components").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            marks = [ast.unparse(mark) for mark in getattr(node, "decorator_list", [])]
            if any("fragment" in mark for mark in marks) and "identity.hold(" not in ast.unparse(node):
                bare.append(f"{path.name}: {ast.unparse(node)[:60]}")
    assert bare == []
    opened = ast.parse((ROOT / "components/evidence/panel.py").read_text(encoding="utf-8"))
    draw = next(node for node in opened.body if isinstance(node, ast.FunctionDef) and node.name == "draw")
    assert "identity.hold(" in ast.unparse(draw), "a dialog is a fragment too"


def test_pages_are_found_again_by_their_path() -> None:
    """After signing in the page that was asked for is opened by its file's name."""
    assert all(page.file == f"pages/{page.path}.py" for page in router.PAGES)
    assert router.PAGES[0].path == "weekly"


def test_nobody_is_everyone_only_where_nobody_signs_in(signs_in: dict[str, Any], on_demo: Path) -> None:
    found: Viewer = identity._now()
    assert found != EVERYONE
    assert found.barred


def _listens(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    real = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: address if name == "server.address" else real(name))
