"""The store on SQLite and PostgreSQL alike: versions, tombstones, moments, conflicts, and writers that queue."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.store import Conflict, Invalid, Record, Store, StoreUnavailable, configured, frozen, open_store, store_url

ENGINES = ("sqlite", "postgresql")
BODY: dict[str, Any] = {"measure": "coverage", "value": 0.8, "owner": "Sato"}
Fresh = Callable[[], Store]


@pytest.fixture(params=ENGINES)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Makes empty stores of one engine."""
    if request.param == "sqlite":
        made = iter(range(10_000))
        return lambda: open_store(f"sqlite:///{tmp_path / f'{next(made)}.sqlite'}")
    cluster = request.getfixturevalue("postgres")
    return lambda: open_store(cluster.database())


@pytest.fixture
def store(fresh: Fresh) -> Store:
    return fresh()


def note(value: object = 1) -> dict[str, Any]:
    return {"value": value}


def test_an_edit_is_a_version_and_a_removal_a_tombstone(store: Store) -> None:
    before = datetime.now(UTC)
    first = store.put("target", "coverage", BODY, "Abe", 0)
    second = store.put("target", "coverage", {**BODY, "value": 0.9}, "Ito", 1)
    gone = store.remove("target", "coverage", "Abe", 2)
    assert [(each.version, each.author, each.get("value"), each.deleted)
            for each in store.history("target", "coverage")] == [
        (1, "Abe", 0.8, False), (2, "Ito", 0.9, False), (3, "Abe", 0.9, True)]
    assert store.history("target", "coverage") == (first, second, gone)
    assert store.current("target") == ()
    assert store.standing("target") == (gone,)
    assert before <= first.at <= second.at <= gone.at <= datetime.now(UTC)
    assert store.at("target", first.at) == (first,)
    assert store.at("target", gone.at - timedelta(microseconds=1)) == (second,)
    assert store.at("target", first.at - timedelta(microseconds=1)) == ()
    assert store.at("target", gone.at) == ()


def test_the_version_of_the_store_grows_with_every_write(store: Store) -> None:
    seen = [store.version()]
    for at in range(3):
        store.put("setting", f"k{at}", note(), "Abe", 0)
        seen.append(store.version())
    store.remove("setting", "k0", "Abe", 1)
    assert [*seen, store.version()] == [0, 1, 2, 3, 4]
    with pytest.raises(Conflict):
        store.put("setting", "k1", note(2), "Abe", 0)
    assert store.version() == 4


def test_what_is_current_is_ordered_by_key_whatever_the_database_thinks(store: Store) -> None:
    keys = ["b", "B", "a", "é", "あ", "10", "9", "z z", "Z", "ア"]
    for key in keys:
        store.put("setting", key, note(), "Abe", 0)
    assert [each.key for each in store.current("setting")] == sorted(keys)
    assert store.current("target") == ()


def test_the_second_of_two_editors_is_told_what_the_first_wrote(store: Store) -> None:
    store.put("target", "coverage", BODY, "Abe", 0)
    theirs = store.put("target", "coverage", {**BODY, "value": 0.9}, "Abe", 1)
    with pytest.raises(Conflict) as told:
        store.put("target", "coverage", {**BODY, "value": 0.7}, "Ito", 1)
    assert told.value.current == theirs
    assert store.current("target") == (theirs,)
    mine = store.put("target", "coverage", {**BODY, "value": 0.7}, "Ito", told.value.current.version)
    assert [each.get("value") for each in store.history("target", "coverage")] == [0.8, 0.9, 0.7]
    assert mine.version == 3


def test_a_new_key_that_somebody_made_first_and_a_key_that_was_removed(store: Store) -> None:
    theirs = store.put("setting", "phase", note("seed"), "Abe", 0)
    with pytest.raises(Conflict) as told:
        store.put("setting", "phase", note("public"), "Ito", 0)
    assert told.value.current == theirs
    gone = store.remove("setting", "phase", "Abe", 1)
    with pytest.raises(Conflict) as told:
        store.put("setting", "phase", note("public"), "Ito", 1)
    assert told.value.current == gone
    assert store.put("setting", "phase", note("public"), "Ito", 0).version == 3


def test_what_never_was_cannot_be_edited_or_removed(store: Store) -> None:
    for value in (1, None):
        told = attempt(store, "phase", value, "Abe", 4)
        assert isinstance(told, Conflict)
        assert (told.current.version, told.current.deleted) == (0, True)
    store.put("setting", "phase", note(), "Abe", 0)
    store.remove("setting", "phase", "Abe", 1)
    with pytest.raises(Conflict):
        store.remove("setting", "phase", "Ito", 2)
    assert store.version() == 2


def test_an_answer_that_was_lost_can_be_asked_for_again(store: Store) -> None:
    """The same author's same change on top of the same version is that change, not a conflict with oneself."""
    first = store.put("target", "coverage", BODY, "Abe", 0)
    assert store.put("target", "coverage", BODY, "Abe", 0) == first
    gone = store.remove("target", "coverage", "Abe", 1)
    assert store.remove("target", "coverage", "Abe", 1) == gone
    assert store.version() == 2
    with pytest.raises(Conflict):
        store.remove("target", "coverage", "Ito", 1)


def test_any_text_comes_back_as_it_was_given(store: Store) -> None:
    text = "<script>alert(1)</script> '; DROP TABLE entry; --  \"{x}\" \\ あ 🙂 é\n\ttwo lines"
    body = {"text": text, "owner": "<b>Sato</b>", "due_on": "2999-01-01", "week_on": "2026-11-22",
            "decided_on": "2026-11-22", "status": "open"}
    store.put("decision", "a" * 32, body, "O'Neill", 0)
    found = store.current("decision")[0]
    assert (found.body["text"], found.body["owner"], found.author) == (text, "<b>Sato</b>", "O'Neill")


def test_a_record_is_frozen_hashable_and_gives_a_body_of_its_own(store: Store) -> None:
    body = {"figures": [{"nrr": 1.02, "by": ["a", None]}, {}], "note": None, "at": {"deep": {"er": True}}, "empty": []}
    made = store.put("snapshot", "2026-11-22", body, "Abe", 0)
    found = store.current("snapshot")[0]
    assert found == made
    assert hash(found) == hash(made)
    assert found.body == {name: value for name, value in body.items() if value is not None}
    found.body["figures"].clear()
    assert found.body["figures"]
    assert found.get("note", "none") == "none"
    with pytest.raises(FrozenInstanceError):
        found.version = 2  # type: ignore[misc]


def test_a_clock_that_is_set_back_reorders_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = store.put("setting", "a", note(), "Abe", 0)

    back = type("Back", (), {"now": staticmethod(lambda _zone: first.at - timedelta(hours=2))})
    monkeypatch.setattr("data.store.store.datetime", back)
    second = store.put("setting", "a", note(2), "Abe", 1)
    assert second.at == first.at
    assert store.at("setting", second.at) == (second,)


def test_twelve_threads_at_one_key_lose_nothing(store: Store) -> None:
    """Each reads, writes on top, and where it comes second reads again: every addition is in the sum."""
    store.put("setting", "sum", note(0), "start", 0)

    def add(name: str) -> None:
        for _ in range(5):
            while True:
                now = store.current("setting")[0]
                try:
                    store.put("setting", "sum", note(now.get("value") + 1), name, now.version)
                    break
                except Conflict:
                    continue

    threads = [threading.Thread(target=add, args=(f"t{at}",)) for at in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.current("setting")[0].get("value") == 60
    assert [each.version for each in store.history("setting", "sum")] == list(range(1, 62))
    assert store.version() == 61


Step = tuple[str, str, int, int, int]
STEPS = st.lists(st.tuples(st.sampled_from(["see", "put", "put", "put", "remove"]), st.sampled_from(["a", "b"]),
                           st.integers(0, 2), st.integers(0, 3), st.integers(0, 2)), max_size=25)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_order_of_editors_agrees_with_a_list_of_versions(store: Store, steps: list[Step]) -> None:
    """Three editors who each look when they like and write on top of what they last saw; the oracle is a plain list.

    Its rules: what one saw must be what stands now; what is gone can be entered anew but not removed; the same change
    by the same editor on top of the same version, asked again, is that change.
    """
    kept, begin, run = dict[str, list[tuple[Any, str, bool]]](a=[], b=[]), store.version(), uuid.uuid4().hex
    seen = {(who, key): 0 for who in range(3) for key in "ab"}
    for what, key, who, value, offset in steps:
        versions, name = kept[key], f"editor {who}"
        if what == "see":
            seen[who, key] = len(versions)
            continue
        base = max(seen[who, key] - (offset == 2), 0)
        gone = not versions or versions[-1][2]
        wanted = (value if what == "put" else versions[-1][0] if versions else None, name, what == "remove")
        again = bool(versions) and base == len(versions) - 1 and versions[-1] == wanted
        on_top, anew = base == len(versions) and not (what == "remove" and gone), base == 0 and gone and what == "put"
        found = attempt(store, f"{run}{key}", value if what == "put" else None, name, base)
        assert isinstance(found, Conflict) != (again or on_top or anew)
        if not isinstance(found, Conflict) and not again:
            versions.append(wanted)
        now = found.current if isinstance(found, Conflict) else found
        assert (now.version, now.deleted) == (len(versions), not versions or versions[-1][2])
        seen[who, key] = now.version
    assert store.version() - begin == sum(map(len, kept.values()))
    for key, versions in kept.items():
        history = store.history("setting", run + key)
        assert [(each.get("value"), each.author, each.deleted) for each in history] == versions
    alive = {run + key: versions[-1][0] for key, versions in kept.items() if versions and not versions[-1][2]}
    assert {each.key: each.get("value") for each in store.current("setting") if each.key.startswith(run)} == alive


def attempt(store: Store, key: str, value: int | None, name: str, base: int) -> Record | Conflict:
    """A put, or without a value a removal: what it gives, or the conflict it meets."""
    try:
        return (store.remove("setting", key, name, base) if value is None
                else store.put("setting", key, note(value), name, base))
    except Conflict as told:
        return told


def test_where_the_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    assert store_url() == f"sqlite:///{tmp_path / 'store.sqlite'}"
    assert not configured()
    open_store()
    assert configured()
    monkeypatch.setenv("TENURE_STORE_URL", "postgresql://x")
    assert store_url() == "postgresql://x"


@pytest.mark.parametrize(("url", "words"), [
    ("sqlite://", "needs a file"), ("sqlite:///:memory:", "needs a file"),
    ("mysql://u:pw@h/d", "SQLite and PostgreSQL"), ("no url", "no database URL"),
    ("postgresql://u:pw@127.0.0.1:1/d", "cannot be used"),
    ("sqlite:////proc/none/store.sqlite", "cannot be made")])
def test_a_store_that_cannot_be_opened_says_why_and_keeps_its_password(url: str, words: str) -> None:
    with pytest.raises(StoreUnavailable, match=words) as told:
        open_store(url)
    assert "pw" not in str(told.value)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        open_store(f"sqlite:///{tmp_path / 'x.sqlite'}")


def test_a_file_that_was_replaced_is_opened_anew(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    open_store(url).put("setting", "a", note(), "Abe", 0)
    for file in tmp_path.iterdir():
        file.unlink()
    assert open_store(url).version() == 0


def test_a_busy_sqlite_is_waited_for(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    holding = store.engine.connect().execution_options(writes=True)
    transaction = holding.begin()
    timer = threading.Timer(0.3, transaction.rollback)
    timer.start()
    assert store.put("setting", "a", note(), "Abe", 0).version == 1
    timer.join()
    holding.close()


def test_an_author_is_needed_to_remove(store: Store) -> None:
    store.put("setting", "a", note(), "Abe", 0)
    with pytest.raises(Invalid):
        store.remove("setting", "a", " \u3000", 1)


def test_frozen_bodies_say_the_same_in_any_order() -> None:
    assert frozen({"a": 1, "b": [1]}) == frozen({"b": (1,), "a": 1})
    assert isinstance(hash(Record("k", "a", 1, frozen({"x": {"y": [{}]}}), "A", datetime.now(UTC))), int)
