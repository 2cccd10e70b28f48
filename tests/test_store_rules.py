"""What may be written: every rule of every kind says the field, the rule and the value, and nothing is written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store import KINDS, Invalid, Store, open_store
from data.store.kinds import check, today
from data.store.rules import CODES, LONGEST_BODY, LONGEST_TEXT, blank, name, words

KEY = "0123456789abcdef0123456789abcdef"
SOON, PAST = (today() + timedelta(days=7)).isoformat(), (today() - timedelta(days=1)).isoformat()
GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "target": ("coverage", {"measure": "coverage", "value": 0.9, "owner": "Sato", "due_on": SOON, "note": "a\nb"}),
    "decision": (KEY, {"text": "Call them", "owner": "Sato", "due_on": SOON, "week_on": "2026-11-22", "status": "open",
                       "decided_on": "2026-11-22", "why": "It fell", "measure": "coverage", "playbook_id": "B01"}),
    "action": (KEY, {"text": "Call them", "owner": "Sato", "due_on": SOON, "week_on": "2026-11-22", "status": "open",
                     "decision": KEY, "account_id": "C1"}),
    "assessment": ("sales|handoff|2026-Q4", {"function": "sales", "capability": "handoff", "assessed_on": "2026-10-01",
                                             "level": 3, "assessor": "Sato", "evidence": "<b>seen</b>"}),
    "owner": ("function:sales", {"owner": "Sato"}),
    "playbook": ("B01", {"playbook_id": "B01", "function": "sales", "name": "Handoff", "written_on": "2024-02-29",
                         "revised_on": "2026-11-01", "has_measure": True, "has_target": False, "note": ""}),
    "outcome": ("G1", {"outcome_id": "G1", "actual": 3, "status": "reached", "reviewed_on": "2026-11-01"}),
    "setting": ("phase", {"value": "growth"}),
    "snapshot": ("2026-11-22", {"nrr": 1.02, "rows": [{"a": None}]}),
    "review": ("2026-11-22", {"held_on": "2026-11-24", "present": ["sales", "it"]}),
    "view": (KEY, {"name": "Mine", "list": "week", "owner": "abe@example.com", "shared": False, "unit": "customer",
                   "where": {"segment": ["Enterprise", None]}, "narrow": {"reason": ["silent"]}}),
    "mark": ("C1", {"account_id": "C1", "status": "snoozed", "marked_on": "2026-11-22", "reasons": ["silent"],
                    "until": SOON}),
    "scenario": (KEY, {"name": "Two points more", "changes": ["grr:2", "new@SMB:-30"], "years": 3, "won": 1.2}),
    "annotation": (KEY, {"happened_on": "2026-02-01", "text": "<b>Assistant</b> launched"}),
    "note": (KEY, {"account_id": "C1", "text": "They asked for \"SSO\"\n<b>soon</b>", "week_on": "2026-11-22"}),
}
BAD = [  # kind, what is changed (a field, or key and author as "@key", "@author"), to what, the rule
    ("target", "value", "9x", "not_a_number"), ("target", "value", float("nan"), "not_a_number"),
    ("target", "value", float("inf"), "not_a_number"), ("target", "value", 10**400, "not_a_number"),
    ("target", "value", True, "not_a_number"), ("target", "value", None, "missing"), ("target", "owner", "", "empty"),
    ("target", "owner", " \u3000\u200b", "empty"), ("target", "owner", None, "missing"),
    ("target", "owner", 5, "not_text"), ("target", "owner", "x" * 201, "too_long_name"),
    ("target", "owner", "a\nb", "control"), ("target", "owner", "a\x00b", "control"),
    ("target", "owner", "a\ud800", "control"), ("target", "due_on", PAST, "past"),
    ("target", "due_on", "2026-02-30", "not_a_date"), ("target", "due_on", "30/11/2026", "not_a_date"),
    ("target", "due_on", "２０２６-11-30", "not_a_date"), ("target", "due_on", 20261130, "not_a_date"),
    ("target", "note", "x" * 10_001, "too_long"), ("target", "note", "a\x07b", "control"),
    ("target", "note", 1, "not_text"), ("target", "colour", "red", "unknown_field"),
    ("target", "measure", "depth", "not_its_key"), ("target", "@key", "", "empty"),
    ("target", "@author", "", "empty"), ("target", "@author", "\t", "empty"),
    ("target", "@author", "a\x1b[0m", "control"), ("decision", "due_on", PAST, "past"),
    ("decision", "text", " ", "empty"), ("decision", "text", "x" * 10_001, "too_long"),
    ("decision", "status", "finished", "unknown_word"), ("decision", "done_on", "2026-11-22", "still_open"),
    ("decision", "@key", "one", "not_a_key"), ("action", "owner", "", "empty"),
    ("action", "decision", "x", "not_a_key"), ("action", "due_on", PAST, "past"),
    ("action", "due_on", None, "missing"), ("assessment", "level", 0, "not_a_level"),
    ("assessment", "level", 6, "not_a_level"), ("assessment", "level", 2.5, "not_a_level"),
    ("assessment", "level", "3", "not_a_level"), ("assessment", "level", True, "not_a_level"),
    ("assessment", "assessor", "", "empty"), ("assessment", "assessed_on", "2026-09-30", "not_in_quarter"),
    ("assessment", "function", "it", "not_in_quarter"), ("assessment", "@key", "sales|2026-Q4", "not_a_key"),
    ("owner", "owner", "", "empty"), ("owner", "@key", "sales", "not_a_key"),
    ("playbook", "has_measure", "yes", "not_a_flag"), ("playbook", "playbook_id", "B02", "not_its_key"),
    ("playbook", "revised_on", "2025-02-29", "not_a_date"), ("outcome", "status", "won", "unknown_word"),
    ("outcome", "actual", "3", "not_a_number"), ("setting", "value", float("nan"), "not_a_number"),
    ("setting", "value", "a\x00", "control"), ("setting", "value", object(), "not_text"),
    ("snapshot", "nrr", [{"a": float("inf")}], "not_a_number"), ("snapshot", "rows", {1: 2}, "not_text"),
    ("snapshot", "@key", "last week", "not_a_key"), ("snapshot", "nrr", ["x" * 999] * 1002, "too_large"),
    ("review", "present", "sales", "not_a_list"), ("review", "present", ["it", "it"], "twice"),
    ("review", "present", [""], "empty"), ("review", "held_on", None, "missing"), ("nothing", "x", 1, "unknown_kind"),
    ("view", "@key", "mine", "not_a_key"), ("view", "name", " ", "empty"), ("view", "name", "x" * 201, "too_long_name"),
    ("view", "name", "a\x1b", "control"), ("view", "shared", "yes", "not_a_flag"), ("view", "where", [], "not_a_list"),
    ("view", "where", {"segment": "Enterprise"}, "not_a_list"), ("view", "where", {"segment": [1]}, "not_text"),
    ("view", "narrow", {"q": ["a\x00"]}, "control"), ("view", "narrow", {"q": ["x" * 201]}, "too_long_name"),
    ("view", "owner", "", "empty"), ("mark", "until", PAST, "past"), ("mark", "until", None, "missing"),
    ("mark", "status", "done", "unknown_field"), ("mark", "status", "later", "unknown_word"),
    ("note", "text", "\u3000", "empty"), ("note", "text", None, "missing"), ("note", "account_id", None, "missing"),
    ("note", "week_on", "2026-13-01", "not_a_date"), ("note", "@key", "C1", "not_a_key"),
    ("note", "colour", "red", "unknown_field"), ("mark", "account_id", "C2", "not_its_key"),
    ("mark", "reasons", ["silent", "silent"], "twice"),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_good_is_kept(store: Store, kind: str) -> None:
    key, body = GOOD[kind]
    assert store.put(kind, key, body, "Abe", 0).body == body


@pytest.mark.parametrize(("kind", "field", "value", "rule"), BAD)
def test_what_is_bad_is_told_and_nothing_is_written(store: Store, kind: str, field: str, value: Any, rule: str) -> None:
    key, body = GOOD.get(kind, ("x", {}))
    asked: dict[str, Any] = {"key": key, "author": "Abe", "body": body}
    if field.startswith("@"):
        asked[field[1:]] = value
    else:
        asked["body"] = {**body, field: value}
    with pytest.raises(Invalid) as told:
        store.put(kind, asked["key"], asked["body"], asked["author"], 0)
    found = {each.rule: each for each in told.value.problems}
    assert rule in found
    assert set(found) <= set(CODES)
    assert all(len(each.value) <= 200 for each in found.values())
    assert found[rule].field.split(".")[0] in {field.lstrip("@"), "kind", "body", "assessed_on", "done_on", "until"}
    assert store.version() == 0


def test_every_rule_is_broken_by_some_case() -> None:
    assert {rule for *_, rule in BAD} == set(CODES)


def test_all_that_is_wrong_is_told_at_once(store: Store) -> None:
    with pytest.raises(Invalid) as told:
        store.put("assessment", "sales|handoff|2026-Q4", {"level": 9, "assessor": "", "assessed_on": "x"}, "", 0)
    assert [(each.field, each.rule) for each in told.value.problems] == [
        ("author", "empty"), ("function", "missing"), ("capability", "missing"), ("assessed_on", "not_a_date"),
        ("level", "not_a_level"), ("assessor", "empty")]


def test_ten_thousand_characters_of_markup_are_a_text(store: Store) -> None:
    note = ("<img src=x onerror=alert(1)>" * 400)[:LONGEST_TEXT]
    key, body = GOOD["target"]
    assert store.put("target", key, {**body, "note": note}, "Abe", 0).body["note"] == note


def test_what_is_overdue_can_be_edited_and_closed_but_not_promised_for_a_past_day(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, body = GOOD["decision"]
    store.put("decision", key, body, "Abe", 0)
    late = today() + timedelta(days=30)
    monkeypatch.setattr("data.store.kinds.today", lambda: late)
    store.put("decision", key, {**body, "text": "Call them twice"}, "Abe", 1)
    with pytest.raises(Invalid):
        store.put("decision", key, {**body, "due_on": (late - timedelta(days=1)).isoformat()}, "Abe", 2)
    store.put("decision", key, {**body, "due_on": late.isoformat()}, "Abe", 2)
    store.put("decision", key, {**body, "due_on": late.isoformat(), "status": "done",
                                    "done_on": late.isoformat()}, "Abe", 3)


def test_a_null_says_no_more_than_a_field_that_is_not_there(store: Store) -> None:
    key, body = GOOD["target"]
    assert store.put("target", key, {**body, "due_on": None, "note": None}, "Abe", 0).body == {
        name: value for name, value in body.items() if name not in ("due_on", "note")}


@given(text=st.text(max_size=60))
def test_any_text_is_a_note_or_is_told_why_not(text: str) -> None:
    assert words(text) in (None, "control")
    assert name(text) in (None, "control", "empty")
    assert (name(text) == "empty") == blank(text)


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8), lambda inner: (
    st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)), max_leaves=6)
FIELDS = sorted({each for kind in KINDS.values() for each in (*kind.must, *kind.may)} | {"x"})


@given(kind=st.sampled_from(sorted(KINDS)), key=st.text(max_size=8),
       body=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6), author=st.text(max_size=5))
def test_no_body_breaks_the_check_itself(kind: str, key: str, body: dict[str, Any], author: str) -> None:
    """Whatever is given is taken or told: never another error."""
    assert told(kind, key, body, author) <= set(CODES)


def told(kind: str, key: str, body: dict[str, Any], author: str) -> set[str]:
    try:
        check(kind, key, body, author, None)
    except Invalid as invalid:
        return {each.rule for each in invalid.problems}
    return set()


def test_the_largest_body_is_a_megabyte() -> None:
    assert LONGEST_BODY == 1_000_000
