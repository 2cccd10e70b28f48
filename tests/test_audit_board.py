"""What the board tells the audit log: a view once, a file before it is handed out; nothing where nobody signs in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import audit, identity
from data.access import EVERYONE, Viewer
from data.audit import Entry, entries, write
from data.store import StoreUnavailable
from tests.conftest import Board

CEO = Viewer("ceo@example.com", "executive", name="佐藤")
LEAD = Viewer("lead@example.com", "lead", ("T01",), name="鈴木")


@pytest.fixture
def people(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Viewer]:
    """Whoever is last in the list is signed in, on a store of its own."""
    signed = [CEO]
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setattr(identity, "_now", lambda: signed[-1])
    monkeypatch.setattr(identity, "while_signed_in", lambda made: made, raising=False)
    monkeypatch.setattr(audit, "_failed", {})
    return signed


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[Callable[[], bytes], bool]]:
    """What each download button would hand out, by file name, and whether it is off."""
    offered: dict[str, tuple[Callable[[], bytes], bool]] = {}
    real = st.download_button

    def button(label: str, data: Any, file: str, *more: Any, **named: Any) -> bool:
        offered[file] = (data, bool(named.get("disabled")))
        return bool(real(label, data, file, *more, **named))

    monkeypatch.setattr(st, "download_button", button)
    return offered


def did(*kinds: str) -> list[tuple[str, str, str]]:
    return [(each.did, each.page, each.what) for each in entries() if each.did in kinds]


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def test_each_view_once(people: list[Viewer], board: Board) -> None:
    app = board("en", "pages/data.py")
    assert not app.exception
    seen = did("viewed")
    for _ in range(2):
        run(app)
    assert did("viewed") == seen, "a rerun is no new view"
    assert ("viewed", "data", "") in seen
    run(app.switch_page("pages/methods.py"))
    run(app)
    assert did("viewed") == [*seen, ("viewed", "methods", "")]
    assert did("signed_in") == [("signed_in", "", "")]


def test_what_was_asked(people: list[Viewer], board: Board) -> None:
    assert not board("ja", "pages/data.py", segment="Enterprise").exception
    last = [each for each in entries() if each.did == "viewed"][-1]
    assert (last.who, last.role, last.asked["where"], last.asked["unit"]) == (
        "ceo@example.com", "executive", {"segment": ["Enterprise"]}, "customer")
    assert last.version.startswith("20")


def test_two_people_in_turn(people: list[Viewer], board: Board) -> None:
    """Who may see the same is not the same person."""
    for who in (CEO, Viewer("cfo@example.com", "executive", name="山本"), LEAD):
        people.append(who)
        assert not board("en", "pages/data.py").exception
    seen = [(each.who, each.role) for each in entries() if each.did == "viewed" and each.page == "data"]
    assert seen == [("ceo@example.com", "executive"), ("cfo@example.com", "executive"), ("lead@example.com", "lead")]


def test_a_file_once_before_it_is_handed_out(
    people: list[Viewer], board: Board, files: dict[str, tuple[Callable[[], bytes], bool]]
) -> None:
    assert not board("en").exception
    assert did("exported") == [], "what is offered is not taken"
    name, (made, off) = next(iter(files.items()))
    assert not off
    assert made()
    assert did("exported") == [("exported", "weekly", name)]
    assert [each.who for each in entries() if each.did == "exported"] == ["ceo@example.com"]
    made()
    assert len(did("exported")) == 2, "each time that it is taken"


def test_a_log_that_cannot_be_written(
    people: list[Viewer], board: Board, files: dict[str, tuple[Callable[[], bytes], bool]],
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Views go on, and the server's log says so; files are not handed out, and the board says so."""
    def full(entry: Entry) -> None:
        raise StoreUnavailable("the disk is full")

    app = board("en")
    made = next(iter(files.values()))[0]
    monkeypatch.setattr(audit, "write", full)
    with pytest.raises(audit.NotLogged, match="was not handed out"):
        made()
    with caplog.at_level(logging.WARNING, "tenure"):
        run(app.switch_page("pages/data.py"))
        audit._failed.clear()
        run(app.switch_page("pages/weekly.py"))
    assert "lacks an entry: ceo@example.com viewed data : it was not tried again yet" in caplog.text
    assert "lacks an entry: ceo@example.com viewed weekly : the disk is full" in caplog.text
    assert all(off for _, off in files.values())
    assert "recorded first" in " ".join(each.proto.help for each in app.get("download_button"))
    monkeypatch.setattr(audit, "write", write)
    audit._failed.clear()
    run(app)
    assert did("viewed")[-1] == ("viewed", "weekly", ""), "the next run makes up for it"
    assert not any(off for name, (_, off) in files.items() if "weekly" in name)


def test_where_nobody_signs_in_nothing_is_logged(
    people: list[Viewer], board: Board, files: dict[str, tuple[Callable[[], bytes], bool]],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    people.append(EVERYONE)

    def never(entry: Entry) -> None:
        raise AssertionError(entry)

    monkeypatch.setattr(audit, "write", never)
    assert not board("en").exception
    assert next(iter(files.values()))[0]()
    assert entries() == []


def test_who_may_see_nothing_is_logged_as_refused(people: list[Viewer], board: Board) -> None:
    people.append(Viewer("x@example.com", "none", why="not_listed"))
    app = board("en")
    run(app)
    assert did("refused", "viewed", "signed_in") == [("refused", "", "not_listed")]
    assert "You are not entered in the access file." in "".join(each.proto.body for each in app.get("html"))


def test_a_panel_that_is_opened(people: list[Viewer], board: Board) -> None:
    app = board("en", "pages/data.py")
    key = next(str(each.key) for each in app.button if str(each.key).startswith("explain."))
    app.button(key).click()
    run(app)
    assert did("opened") == [("opened", "data", key.removeprefix("explain."))]
