"""What the store's records show to whom, and who may write which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import loaders
from components.asking import asked_by
from data.access import EVERYONE, Viewer
from data.store import JSON, KINDS, Record, Store, frozen, open_store
from data.warehouse import open_warehouse
from queries import people
from queries.__main__ import main
from queries.dimensions import build_info
from queries.records import BOOK, HIDDEN, NAMED_BY_PEOPLE, OPEN, WHOLE, may_write, visible
from queries.scope import Scope

LEAD = Viewer("lead@x", "lead", ("T01",), name="鈴木")
CSM = Viewer("csm@x", "csm", csm="M001", name="csm@x")
TOTALS, NOBODY = Viewer("v@x", "viewer", name="v@x"), Viewer("n@x", "none", why="not_listed")
EXECUTIVE = Viewer("ceo@x", "executive", name="CEO")
EVERY = (EXECUTIVE, LEAD, CSM, TOTALS, NOBODY)
BODIES: dict[str, dict[str, JSON]] = {
    "target": {"measure": "coverage", "value": 0.9, "owner": "Secret", "note": "Secret"},
    "decision": {"text": "Secret", "owner": "Other", "due_on": "2999-01-01", "week_on": "2026-11-22", "status": "open",
                 "decided_on": "2026-11-22"},
    "action": {"text": "Secret", "owner": "Other", "due_on": "2999-01-01", "week_on": "2026-11-22", "status": "open",
               "account_id": "C-other"},
    "assessment": {"function": "it", "capability": "handoff", "assessed_on": "2026-11-22", "level": 2,
                   "assessor": "Secret", "evidence": "Secret"},
    "owner": {"owner": "Secret", "note": "Secret"},
    "playbook": {"playbook_id": "p", "function": "it", "name": "Handoff", "note": "Secret"},
    "outcome": {"outcome_id": "o", "customer_id": "C-other", "goal": "Secret"},
    "setting": {"value": "seed", "note": "Secret"},
    "snapshot": {"accounts": [["C-other", "Secret"]]},
    "review": {"held_on": "2026-11-22", "present": ["Secret"], "note": "Secret"},
    "view": {"name": "Secret", "list": "silent", "owner": "other@x", "shared": False},
    "note": {"account_id": "C-other", "text": "Secret"},
    "scenario": {"name": "Secret", "changes": ["grr:2"]},
    "annotation": {"happened_on": "2026-11-22", "text": "Secret"},
    "mark": {"account_id": "C-other", "status": "done", "marked_on": "2026-11-22", "reasons": ["Secret"]},
}


def record(kind: str, author: str = "Other", **more: Any) -> Record:
    return Record(kind, "key", 1, frozen({**BODIES[kind], **more}), author, datetime(2026, 11, 22, tzinfo=UTC))


def seen(viewer: Viewer, *records: Record, held: tuple[str, ...] = ("C-own",)) -> tuple[Record, ...]:
    return visible(records, viewer, lambda: held)


def test_every_kind_is_thought_of() -> None:
    assert set(BODIES) == set(KINDS) == {*OPEN, *BOOK, *WHOLE, *NAMED_BY_PEOPLE, "view"}


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_who_may_see_nothing_sees_no_record_and_executives_all(kind: str) -> None:
    assert seen(NOBODY, record(kind)) == ()
    for viewer in (EXECUTIVE, EVERYONE):
        assert seen(viewer, record(kind)) == (record(kind),)


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_who_sees_no_names_sees_none_and_no_free_words(kind: str) -> None:
    found = seen(TOTALS, record(kind), held=("C-other",))
    assert "Secret" not in repr(found)
    assert "Other" not in repr(found)
    assert "C-other" not in repr(found)
    assert len(found) == (1 if kind in (*OPEN, "review") else 0)


@pytest.mark.parametrize("viewer", [LEAD, CSM])
@pytest.mark.parametrize("kind", sorted(BODIES))
def test_another_books_records_are_not_there(kind: str, viewer: Viewer) -> None:
    found = seen(viewer, record(kind))
    assert "C-other" not in repr(found)
    assert len(found) == (1 if kind in (*OPEN, *NAMED_BY_PEOPLE, "review") else 0)
    if kind == "review":
        assert "Secret" not in repr(found)
        assert found[0].get("present") == [HIDDEN], "that somebody was there counts"


@pytest.mark.parametrize(("more", "author", "there"), [
    ({"account_id": "C-own"}, "Other", True), ({"owner": "鈴木"}, "Other", True),
    ({"owner": " LEAD@X "}, "Other", True),
    ({}, "鈴木", True), ({"owner": "鈴木 一郎"}, "Other", False), ({"account_id": None}, "Other", False),
    ({"owner": ""}, "", False),
])
def test_ones_own_and_those_of_ones_book_are(more: dict[str, Any], author: str, there: bool) -> None:
    assert bool(seen(LEAD, record("action", author, **more))) is there


def test_nobodys_name_is_nobodys() -> None:
    """Who has no name does not own what has none."""
    assert not seen(Viewer("", "lead", ("T01",)), record("action", "", owner=""))


def test_saved_views_that_are_shared_or_ones_own() -> None:
    assert seen(LEAD, record("view", shared=True))
    assert seen(LEAD, record("view", owner="lead@x"))


def test_who_may_write_what() -> None:
    for kind in KINDS:
        limited = kind not in WHOLE
        assert [may_write(kind, viewer) for viewer in EVERY] == [True, limited, limited, False, False]


@pytest.fixture
def store(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    return open_store()


def accounts() -> tuple[str, str]:
    """A customer of the lead's on the newest week, and one that is not."""
    house = open_warehouse()
    scope = Scope(build_info(house).default_as_of, viewer=LEAD)
    own = people.book(house, scope)
    every = people.book(house, Scope(scope.as_of))
    assert own < every
    return min(own), min(every - own)


def test_the_book_is_that_of_the_date_and_nobodys_without_names(on_demo: Path) -> None:
    house = open_warehouse()
    day = build_info(house).default_as_of
    assert people.book(house, Scope(day, viewer=TOTALS)) == frozenset()
    csm = people.book(house, Scope(day, viewer=CSM))
    assert csm
    assert csm < people.book(house, Scope(day))


def test_the_loaders_show_each_their_own(store: Store) -> None:
    own, other = accounts()
    for key, account in (("a" * 32, own), ("b" * 32, other)):
        store.put("action", key, {**BODIES["action"], "account_id": account}, "Other", 0)
    store.put("snapshot", "2026-11-22", BODIES["snapshot"], "Other", 0)
    now = datetime.now(UTC)
    with asked_by(LEAD):
        assert [each.key for each in loaders.decided("action")] == ["a" * 32]
        assert [each.key for each in loaders.decided_then("action", now)] == ["a" * 32]
        assert loaders.versions("action", "b" * 32) == ()
        assert len(loaders.versions("action", "a" * 32)) == 1
        assert loaders.decided("snapshot") == ()
        assert loaders.hidden("action", "b" * 32)
        assert not loaders.hidden("action", "a" * 32)
        assert not loaders.hidden("action", "c" * 32)
    with asked_by(EXECUTIVE):
        assert len(loaders.decided("action")) == 2
    assert len(loaders.decided("action")) == 2, "where nobody signs in"


def test_a_version_of_anothers_account_stays_unseen(store: Store) -> None:
    """Who has a record now does not see what it said while it was another's."""
    own, other = accounts()
    store.put("action", "a" * 32, {**BODIES["action"], "account_id": other}, "Other", 0)
    store.put("action", "a" * 32, {**BODIES["action"], "account_id": own}, "Other", 1)
    with asked_by(LEAD):
        assert [each.version for each in loaders.versions("action", "a" * 32)] == [2]


@pytest.mark.parametrize("view", ["decisions", "meetings"])
def test_the_commands_do_too(store: Store, view: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                             capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "access.toml"
    file.write_text('[[person]]\nemail = "lead@x"\nrole = "lead"\nteams = ["T01"]\n'
                    '[[person]]\nemail = "v@x"\nrole = "viewer"\n', encoding="utf-8")
    monkeypatch.setenv("TENURE_ACCESS", str(file))
    own, other = accounts()
    for key, account, text in (("a" * 32, own, "Mine"), ("b" * 32, other, "Secret")):
        store.put("action", key, {**BODIES["action"], "account_id": account, "text": text}, "Other", 0)
    store.put("review", "2026-11-22", BODIES["review"], "Other", 0)
    for who, mine in (("lead@x", view == "decisions"), ("v@x", False)):
        assert main(["charter", "--view", view, "--viewer", who, "--format", "json"]) == 0
        said = capsys.readouterr().out
        assert "Secret" not in said
        assert ("Mine" in said) is mine
    assert main(["charter", "--view", view, "--format", "json"]) == 0
    assert "Secret" in capsys.readouterr().out


def test_a_person_who_may_see_nothing_is_told_why(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                  capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TENURE_ACCESS", str(tmp_path / "access.toml"))
    (tmp_path / "access.toml").write_text('[[person]]\nemail = "v@x"\nrole = "viewer"\n', encoding="utf-8")
    assert main(["kpis", "--viewer", "x@x"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "error: x@x may see nothing: they stand neither in the file nor in its default\n"
    assert main(["freeze", "--author", "v", "--viewer", "v@x"]) == 2
    assert "executives alone may keep one" in capsys.readouterr().err
    assert main(["kpis", "--format", "json"]) == 0
    assert capsys.readouterr().err == ""


def page() -> None:
    """A form for a record, as pages write it, for somebody who is signed in."""
    import streamlit as st

    from components import deciding, i18n, loaders
    from components.asking import asked_by
    i18n.use("en")
    with asked_by(st.session_state["viewer"]):
        deciding.begin()
        kind, key = st.session_state["kind"], st.session_state["record"]
        loaders.decided(kind)
        with st.form("form"):
            name = deciding.author_field()
            sent = st.form_submit_button("send")
        if sent:
            st.session_state["saved"] = deciding.save(kind, key, st.session_state["body"], 0)
        st.text(f"author={name}")
        deciding.end()


@pytest.fixture
def form(store: Store) -> Callable[..., AppTest]:
    def sent(viewer: Viewer, kind: str, key: str, **more: Any) -> AppTest:
        app = AppTest.from_function(page, default_timeout=30)
        app.session_state["viewer"], app.session_state["kind"], app.session_state["record"] = viewer, kind, key
        app.session_state["body"] = {**BODIES[kind], **more}
        return app.run().button[0].click().run()

    return sent


def html(app: AppTest) -> str:
    assert not app.exception
    return "".join(element.proto.body for element in app.get("html"))


def test_who_is_signed_in_writes_under_their_own_name(form: Callable[..., AppTest], store: Store) -> None:
    app = form(LEAD, "action", "a" * 32)
    field = app.text_input(key="deciding.author.")
    assert (field.value, field.disabled) == ("鈴木", True)
    assert app.session_state["saved"] is True
    app.session_state["deciding.author"] = "somebody else"
    app.session_state["body"] = {**BODIES["action"], "text": "again"}
    app.button[0].click().run()
    assert [each.author for each in store.history("action", "a" * 32)] == ["鈴木", "鈴木"]


@pytest.mark.parametrize(("viewer", "kind", "key"), [
    (TOTALS, "action", "a" * 32), (TOTALS, "target", "coverage"), (LEAD, "snapshot", "2026-11-22"),
    (CSM, "review", "2026-11-22"),
])
def test_who_may_not_write_is_told(
    form: Callable[..., AppTest], store: Store, viewer: Viewer, kind: str, key: str
) -> None:
    app = form(viewer, kind, key)
    assert app.session_state["saved"] is False
    assert "Nothing was saved." in html(app)
    assert store.version() == 0


def test_what_one_may_not_see_one_neither_overwrites_nor_is_shown(form: Callable[..., AppTest], store: Store) -> None:
    """A save on top of another's record tells that it is not one's own, not what it says."""
    store.put("action", "a" * 32, BODIES["action"], "Other", 0)
    app = form(LEAD, "action", "a" * 32, account_id=None, text="mine")
    assert app.session_state["saved"] is False
    assert "not yours to see or to change" in html(app)
    assert "Secret" not in html(app)
    assert store.version() == 1
