"""Saved views: whose they are, what is gone of them, and that whoever opens one sees with their own permission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.access import EVERYONE, Viewer
from data.store import Invalid, Record, Store, frozen, open_store
from data.warehouse import Warehouse, open_warehouse
from queries import view_rows, views, week
from queries.__main__ import main
from queries.dimensions import build_info, dimensions, visible
from queries.narrowing import Narrow
from queries.scope import Scope
from queries.shelves import SHELVES
from queries.views import Gone, View, ViewGone, ViewUnknown

KEY, OTHER = "0123456789abcdef0123456789abcdef", "f" * 32
ABE, ITO = Viewer("abe@example.com", "executive", name="Abe"), Viewer("ito@example.com", "executive", name="Ito")
MARKUP = '<img src=x onerror=alert(1)> & "引用" **太字**'


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    return open_warehouse()


@pytest.fixture
def store(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    return open_store()


def record(view: View, author: str = "Abe") -> Record:
    return Record("view", view.key, 1, frozen(views.body(view)), author,  # type: ignore[arg-type]
                  pd.Timestamp("2026-11-20", tz="UTC").to_pydatetime())


def view(**changed: Any) -> View:
    return replace(View(KEY, 1, "Mine", "week", ABE.who, author="Abe"), **changed)


@given(where=st.dictionaries(st.sampled_from(["segment", "region", "plan"]),
                             st.lists(st.one_of(st.none(), st.text(max_size=5)), min_size=1, max_size=3), max_size=2),
       reasons=st.lists(st.sampled_from(["silent", "ready"]), max_size=2), text=st.text(max_size=9),
       shared=st.booleans())
def test_a_view_is_read_as_it_was_written(where: Mapping[str, list[str | None]], reasons: list[str], text: str,
                                          shared: bool) -> None:
    where = {key: [value for value in values if value != ""] or [None] for key, values in where.items()}
    scope = Scope(pd.Timestamp("2026-11-22").date(), where=tuple((key, tuple(each)) for key, each in where.items()))
    made = view(where=scope.where, shared=shared, narrow=Narrow.of({"reason": reasons, "q": [text] if text else []}))
    assert views.of(record(made)) == made


def test_who_may_open_which_view() -> None:
    own, shared = view(), view(key=OTHER, name="Ours", shared=True)
    records = (record(own), record(shared))
    assert [each.name for each in views.readable(records, ABE)] == ["Mine", "Ours"]
    assert [each.name for each in views.readable(records, ITO)] == ["Ours"]
    assert views.readable(records, Viewer("x", "none", why="unknown")) == ()
    assert views.mine(own, ABE)
    assert not views.mine(shared, ITO)
    with pytest.raises(ViewUnknown, match="unknown view 'Mine'; known: Ours"):
        views.found(records, "Mine", ITO)
    assert views.found(records, KEY, ABE) == own
    with pytest.raises(ViewUnknown):
        views.found(records, KEY, ITO)


def test_two_views_of_one_name() -> None:
    """The own one is meant; of several others none is guessed."""
    mine, theirs = view(name="Week", shared=True), view(key=OTHER, name="Week", shared=True, owner=ITO.who)
    records = (record(mine), record(theirs))
    assert views.found(records, "Week", ABE) == mine
    with pytest.raises(ViewUnknown, match="several views"):
        views.found(records, "Week", Viewer("xu@example.com", "executive"))
    assert views.taken(records, " WEEK ", "a" * 32, ABE)
    assert not views.taken(records, "Week", KEY, ABE)  # its own name
    assert not views.taken(records, "Other", "a" * 32, ABE)


GONE: list[tuple[dict[str, Any], Gone]] = [
    ({"list": "loudest"}, Gone("list", "loudest")),
    ({"unit": "household"}, Gone("unit", "household")),
    ({"where": (("colour", ("red", None)),)}, Gone("key", "colour", "red, ")),
    ({"where": (("segment", ("Enterprise", "Tiny")),)}, Gone("value", "segment", "Tiny")),
    ({"narrow": Narrow(reasons=("silent", "noisy"))}, Gone("reason", "noisy")),
    ({"list": "silent", "narrow": Narrow(reasons=("silent",))}, Gone("reason", "silent")),
    ({"narrow": Narrow(bands=("purple",))}, Gone("band", "purple")),
    ({"narrow": Narrow(owners=("Nobody Known",))}, Gone("owner", "Nobody Known")),
    ({"narrow": Narrow(feature="Telepathy")}, Gone("feature", "Telepathy")),
    ({"narrow": Narrow.of({"least": ["many"]})}, Gone("least", "many")),
    ({"list": "journey", "narrow": Narrow(cell="adopting.nowhere")}, Gone("cell", "adopting.nowhere")),
    ({"list": "journey", "narrow": Narrow(weeks="many")}, Gone("narrow", "weeks", "many")),
    ({"list": "silent", "narrow": Narrow(cell="at_risk")}, Gone("narrow", "cell", "at_risk")),
    ({"narrow": Narrow.of({"mood": ["good", "bad"]})}, Gone("narrow", "mood", "good, bad")),
]


@pytest.mark.parametrize(("changed", "expected"), GONE, ids=[each.part + each.name for _, each in GONE])
def test_what_is_gone_is_named_and_nothing_is_shown(house: Warehouse, changed: dict[str, Any], expected: Gone) -> None:
    made = view(**changed)
    assert expected in views.gone(made, dimensions(house), ("Reports",))
    with pytest.raises(ViewGone) as told:
        view_rows.rows(house, Scope(build_info(house).default_as_of), made)
    assert expected in told.value.gone
    assert expected.name in str(told.value)


def test_every_shelf_can_be_opened_without_its_page(house: Warehouse) -> None:
    scope = Scope(build_info(house).default_as_of)
    for key in SHELVES:
        banded = key != "journey"  # its rows say no band: filtered by one, nobody is left
        whole = view_rows.rows(house, scope, view(list=key))
        red = view_rows.rows(house, scope, view(list=key, narrow=Narrow(bands=("red",))))
        assert set(red.band) <= {"red"} if banded else red.empty, key
        assert len(red) <= len(whole)
        assert {"account", "account_id", "owner"} <= set(whole.columns), key
    assert not views.gone(view(narrow=Narrow(owners=("",))), dimensions(house))
    stage = view_rows.rows(house, scope, view(list="journey", narrow=Narrow(cell="adopting")))
    assert set(stage.stage) == {"adopting"}


def test_a_view_asks_its_own_question(house: Warehouse) -> None:
    """Whatever the page was filtered by; and the reason it names only."""
    scope = Scope(build_info(house).default_as_of, where=(("segment", ("SMB",)),))
    made = view(where=(("segment", ("Enterprise",)),), narrow=Narrow(reasons=("shelfware",)))
    found = view_rows.rows(house, scope, made)
    asked = week.queue(house, Scope(scope.as_of, where=made.where))
    assert set(found.account_id) == set(asked.account_id[week.with_reasons(asked, ("shelfware",))])
    assert found.attrs["total"] == len(found)


def test_a_shared_view_is_opened_with_the_openers_permission(house: Warehouse) -> None:
    scope = Scope(build_info(house).default_as_of)
    first, second = [each.value for each in dimensions(house)["team_id"].values if each.value][:2]
    lead = replace(scope, viewer=Viewer("lead@example.com", "lead", (str(first),)))
    shared = view(shared=True)
    theirs, whole = view_rows.rows(house, lead, shared), view_rows.rows(house, scope, shared)
    assert 0 < len(theirs) < len(whole)
    assert set(theirs.account_id) <= set(week.queue(house, scope.with_filter("team_id", first)).account_id)
    foreign = view(shared=True, where=(("team_id", (second,)),))
    assert views.gone(foreign, visible(house, lead.viewer)) == (Gone("value", "team_id", str(second)),)
    with pytest.raises(ViewGone):
        view_rows.rows(house, lead, foreign)


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("name", "x" * 201), ("name", "a\x07b"), ("name", "a\nb"),
                                              ("shared", "yes"), ("where", {"segment": "SMB"}), ("owner", "")])
def test_a_view_is_held_to_its_rules(store: Store, field: str, value: Any) -> None:
    with pytest.raises(Invalid):
        store.put("view", KEY, {**views.body(view()), field: value}, "Abe", 0)
    assert store.version() == 0


def test_the_command_opens_a_view_and_refuses_what_is_gone(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    good = view(name=MARKUP, owner=EVERYONE.who, where=(("segment", ("Enterprise",)),))
    store.put("view", KEY, views.body(good), "Abe", 0)
    store.put("view", OTHER, views.body(replace(good, name="Gone", where=(("segment", ("Tiny",)),))), "Abe", 0)
    assert main(["view", MARKUP, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["where"] == {"segment": ["Enterprise"]}
    assert said["view"] == MARKUP
    assert said["total"] == len(said["rows"])
    assert main(["view", "Gone", "--format", "json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "segment=Tiny" in told.err
    assert main(["view", "no such"]) == 2
    assert main(["view", KEY, "--where", "segment=SMB"]) == 2
