"""Who somebody is: the access file and its faults, claims, and that nothing is ever given because of a fault."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import i18n
from data.__main__ import main
from data.access.entries import Access, Claims, Grant
from data.access.listing import WHY
from data.access.model import ROLES, Role, Viewer
from data.access.people import REASONS, Known, identity, resolve
from data.access.reading import EXAMPLE, read

KNOWN = Known(frozenset(("T1", "T2")), frozenset(("M1",)))
LEAD = '[[person]]\nemail = "Lead@Example.com"\nrole = "lead"\nteams = ["T1", "T2"]\nname = "鈴木"\n'
CSM = '[[person]]\nemail = "csm@example.com"\nrole = "csm"\ncsm = "M1"\n'
ALL = '[[person]]\nemail = "ceo@example.com"\nrole = "executive"\n'
BY_CLAIM = '[claims]\nrole = "role"\nteams = "teams"\ncsm = "csm"\n'
GROUPS = ('[claims]\ngroups = "groups"\n[[group]]\nname = "east"\nrole = "lead"\nteams = ["T1"]\n'
          '[[group]]\nname = "west"\nrole = "lead"\nteams = ["T2"]\n[[group]]\nname = "board"\nrole = "executive"\n')


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TENURE_ACCESS", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    return tmp_path / "access.toml"


def seen(at: Path, text: str | bytes, claims: Mapping[str, object]) -> Viewer:
    at.write_bytes(text if isinstance(text, bytes) else text.encode())
    return resolve(claims, KNOWN)


def test_a_listed_person_is_what_the_file_says(at: Path) -> None:
    found = seen(at, LEAD + CSM + ALL, {"email": "LEAD@example.COM", "name": "anybody"})
    assert found == Viewer("lead@example.com", "lead", ("T1", "T2"), name="鈴木")
    csm = resolve({"email": "csm@example.com", "email_verified": True}, KNOWN)
    assert csm == Viewer("csm@example.com", "csm", csm="M1", name="csm@example.com")
    assert resolve({"email": "ceo@example.com"}, KNOWN).whole


def test_the_file_wins_over_claims(at: Path) -> None:
    claims = {"email": "csm@example.com", "role": "executive", "groups": ["board"]}
    assert seen(at, BY_CLAIM + CSM, claims).role == "csm"
    assert seen(at, CSM + GROUPS, claims).role == "csm"


def test_a_changed_file_counts_at_once(at: Path) -> None:
    assert seen(at, CSM, {"email": "csm@example.com"}).role == "csm"
    assert seen(at, CSM.replace("csm@", "cso@"), {"email": "csm@example.com"}).role == "none"
    at.unlink()
    assert resolve({"email": "csm@example.com"}, KNOWN).why == "no_file"


def test_full_width_letters_are_a_slip_in_the_file_and_another_mailbox_in_a_claim(at: Path) -> None:
    text = ALL.replace("ceo@example.com", "ＣＥＯ＠example.com")
    assert seen(at, text, {"email": "ceo@example.com"}).whole
    for lookalike in ("ＣＥＯ@example.com", "ceo＠example.com", "ceo@example.com\u200b", "ce\u043e@example.com"):
        assert resolve({"email": lookalike}, KNOWN).role == "none"
    listed = seen(at, ALL.replace("ceo", "k"), {"email": "\u212a@example.com"})
    assert listed.role == "none", "the sign of the Kelvin is no k"


@pytest.mark.parametrize(("claims", "why"), [
    ({"email": "ceo@example.com", "email_verified": False}, "email_unverified"),
    ({"email": "ceo@example.com", "email_verified": "false", "sub": "7"}, "email_unverified"),
    ({"email": "ceo@example.com", "email_verified": None, "sub": "7"}, "email_unverified"),
    ({"email": "ceo@example.com", "email_verified": False, "sub": "ceo@example.com"}, "email_unverified"),
    ({"email": ["ceo@example.com"]}, "no_identity"), ({"email": "ceo@example.com\n"}, ""), ({}, "no_identity"),
    ({"sub": "7"}, "not_listed"), ({"email": "x@example.com"}, "not_listed"),
    ({"email": "", "sub": " "}, "no_identity"),
    ({"email": "a" * 201, "sub": 7}, "no_identity"), ({"email": "ceo@exa\x00mple.com"}, "no_identity"),
    ({"email": "\ud800@example.com"}, "no_identity"),
])
def test_who_it_is(at: Path, claims: Mapping[str, object], why: str) -> None:
    found = seen(at, ALL, claims)
    assert (found.role, found.why) == (("executive", "") if not why else ("none", "no_identity" if not found.who
                                                                          else why))


def test_a_subject_is_listed_as_one(at: Path) -> None:
    text = '[[person]]\nsub = "auth0|7"\nrole = "viewer"\n'
    assert seen(at, text, {"sub": "auth0|7"}).role == "viewer"
    assert seen(at, text, {"email": "auth0|7", "sub": "8"}).role == "none"


@pytest.mark.parametrize(("entry", "why"), [
    ('role = "leader"', "unknown_role"), ('role = "Executive"', "unknown_role"), ("role = 3", "unknown_role"),
    ('teams = ["T1"]', "unknown_role"), ('role = "lead"', "lead_without_team"),
    ('role = "lead"\nteams = []', "lead_without_team"), ('role = "lead"\nteams = "T1"', "lead_without_team"),
    ('role = "lead"\nteam = ["T1"]', "lead_without_team"), ('role = "lead"\nteams = ["T9"]', "team_gone"),
    ('role = "lead"\nteams = ["T1", 3]', "lead_without_team"), ('role = "csm"', "csm_without_id"),
    ('role = "csm"\ncsm = 3', "csm_without_id"), ('role = "csm"\ncsm = "M9"', "csm_unknown"),
    ('role = "executive"\nteams = ["T1"]', "entry_faulty"), ('role = "executive"\ncsm = "M1"', "entry_faulty"),
    ('role = "executive"\nnmae = "x"', "entry_faulty"), ('role = "executive"\nname = "a\\nb"', "entry_faulty"),
    ('role = "none"', "role_none"),
])
def test_a_wrong_entry_bars_its_person_and_nobody_else(at: Path, entry: str, why: str) -> None:
    found = seen(at, f'[[person]]\nemail = "x@example.com"\n{entry}\n{CSM}[default]\nrole = "executive"\n',
                 {"email": "x@example.com"})
    assert (found.role, found.why) == ("none", why)
    assert resolve({"email": "csm@example.com"}, KNOWN).role == "csm"
    assert why in REASONS


def test_of_a_leads_teams_those_that_are_left(at: Path) -> None:
    text = LEAD.replace('"T2"', '"T9"')
    assert seen(at, text, {"email": "lead@example.com"}).teams == ("T1",)


def test_who_stands_there_twice_sees_nothing(at: Path) -> None:
    found = seen(at, ALL + ALL.replace("ceo", "CEO").replace("executive", "viewer"), {"email": "ceo@example.com"})
    assert (found.role, found.why) == ("none", "listed_twice")


BROKEN = [
    (b"\xff\xfe", "access.toml:1: is not UTF-8: save it as UTF-8 [not_utf8]"),
    ("[[person]]\nemail = \n", "access.toml:2: is not TOML: Invalid value [not_toml]"),
    ("[people]\n", "access.toml:1: people: is not known; known: person, default, claims, group [unknown_key]"),
    ('person = "x"\n#', "access.toml:1: person: write [[person]], once for each [not_a_list]"),
    ('\n[[person]]\nrole = "viewer"\n',
     "access.toml:2: person: give one of email and sub, a text of 1 to 200 characters [nobody]"),
    ('[[person]]\nemail = "a"\nsub = "b"\nrole = "none"\n', "give one of email and sub"),
    ('[[person]]\nemail = 3\nrole = "none"\n', "give one of email and sub"),
    ('[default]\nrole = "lead"\n', "access.toml:2: default: role: 'lead' cannot be everybody's; one of none, viewer, "
                                   "executive [unknown_role]"),
    ('default = "viewer"\n', 'default: write [default] and role = "none" beneath it [not_a_table]'),
    ('[default]\nroles = "viewer"\n', "[not_a_table]"), ('claims = "role"\n', "claims: write [claims] [not_a_table]"),
    ('[claims]\nrolle = "x"\n', "access.toml:2: claims: rolle: is not known; known: person, name, role"),
    ("[claims]\nrole = 3\n", "access.toml:2: claims: role: must be the name of a claim [not_a_text]"),
    ('[[group]]\nrole = "viewer"\n', "access.toml:1: group: give its name, a text of 1 to 200 characters [no_name]"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_broken_file_shows_nobody_anything(at: Path, text: str | bytes, said: str) -> None:
    added = text if isinstance(text, bytes) else f"{text}{'' if text.endswith('#') else ALL}".encode()
    found = seen(at, added, {"email": "ceo@example.com"})
    assert (found.role, found.why) == ("none", "file_broken")
    assert [fault for fault in map(str, read().faults) if said in fault], read().faults


def test_a_broken_file_is_told_to_who_runs_the_board_once(at: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "tenure"):
        for _ in range(3):
            seen(at, f"[peple]\n# {at}\n", {"email": "ceo@example.com"})
    told = [each.getMessage() for each in caplog.records]
    assert len(told) == 1
    assert "access.toml:1: peple: is not known" in told[0]


def test_a_file_that_is_named_must_be_there(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_ACCESS", str(at.with_name("elsewhere.toml")))
    assert resolve({"email": "ceo@example.com"}, KNOWN).why == "file_broken"


@pytest.mark.parametrize(("claims", "role", "why"), [
    ({"role": "executive"}, "executive", ""), ({"role": "viewer"}, "viewer", ""),
    ({"role": "none"}, "none", "role_none"),
    ({"role": "lead", "teams": ["T1", "T9"]}, "lead", ""), ({"role": "lead", "teams": "T2"}, "lead", ""),
    ({"role": "lead"}, "none", "lead_without_team"), ({"role": "lead", "teams": []}, "none", "lead_without_team"),
    ({"role": "lead", "teams": ["T9"]}, "none", "team_gone"), ({"role": "csm", "csm": "M1"}, "csm", ""),
    ({"role": "lead", "teams": {"T1": 1}}, "none", "claim_wrong_type"), ({"role": "csm"}, "none", "csm_without_id"),
    ({"role": "lead", "teams": ["T1", 3]}, "none", "claim_wrong_type"), ({"role": "boss"}, "none", "unknown_role"),
    ({"role": "csm", "csm": "M9"}, "none", "csm_unknown"), ({"role": "csm", "csm": ["M1"]}, "none", "claim_wrong_type"),
    ({"role": ["executive"]}, "none", "claim_wrong_type"), ({"role": True}, "none", "claim_wrong_type"),
    ({"role": ""}, "none", "claim_wrong_type"), ({"role": None}, "none", "claim_missing"),
    ({}, "none", "claim_missing"),
])
@pytest.mark.parametrize("default", ["none", "executive"])
def test_what_claims_give(at: Path, claims: dict[str, object], role: Role, why: str, default: str) -> None:
    """The default is for who stands nowhere: it does not stand in for a claim that is missing or wrong."""
    text = f'[default]\nrole = "{default}"\n{BY_CLAIM}'
    found = seen(at, text, {"email": "x@example.com", **claims})
    assert (found.role, found.why) == (role, why)


@pytest.mark.parametrize(("groups", "role", "teams"), [
    (["west", "east"], "lead", ("T1", "T2")), ("west", "lead", ("T2",)), (["board", "west"], "lead", ("T2",)),
    (["board"], "executive", ()), (["other"], "none", ()), ([], "none", ()), ([3], "none", ()), ({"a": 1}, "none", ()),
])
def test_groups_in_the_files_order(at: Path, groups: object, role: Role, teams: tuple[str, ...]) -> None:
    found = seen(at, GROUPS, {"sub": "7", "groups": groups})
    assert (found.role, found.teams) == (role, teams)


def test_a_name_from_a_claim_only_where_the_file_says_so(at: Path) -> None:
    claims = {"sub": "7", "name": "佐藤", "role": "viewer"}
    assert seen(at, BY_CLAIM, claims).name == "7"
    assert seen(at, BY_CLAIM + 'name = "name"\n', claims).name == "佐藤"


WORD = st.sampled_from(["T1", "T2", "T9", "M1", "M9", "a@x", "A@X", "east", "board", "", " ", "\x00", "executive"])
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | WORD | st.text(max_size=5)
                    | st.sampled_from(ROLES), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(WORD, inner, max_size=2), max_leaves=5)
CLAIM = st.dictionaries(st.sampled_from(["email", "sub", "email_verified", "name", "role", "teams", "csm", "groups"]),
                        JSON | st.sampled_from(["a@x", *ROLES]), max_size=8)
GRANT = st.one_of(
    st.builds(Grant, st.sampled_from(ROLES), why=st.sampled_from(["", "", "entry_faulty"])),
    st.builds(Grant, st.just("lead"), st.lists(st.sampled_from(["T1", "T2", "T9"]), max_size=3).map(tuple)),
    st.builds(Grant, st.just("csm"), csm=st.sampled_from(["M1", "M9", None])))
CLAIMS = st.builds(Claims, st.sampled_from(["email", "sub"]), *(st.sampled_from([None, name]) for name in
                   ("name", "role", "teams", "csm", "groups")))
FILE = st.builds(
    lambda people, groups, *rest: Access(Path("x"), MappingProxyType(people), MappingProxyType(groups), *rest),
    st.dictionaries(st.tuples(st.sampled_from(["email", "sub"]), st.just("a@x")), GRANT, max_size=2),
    st.dictionaries(st.sampled_from(["east", "board"]), GRANT, max_size=2), CLAIMS,
    st.sampled_from(["none", "viewer", "executive"]))


def mentioned(given: object) -> set[str]:
    """Every text in a value, however deep."""
    if isinstance(given, str):
        return {given.strip()}
    inner = list(given.values()) if isinstance(given, dict) else given if isinstance(given, list) else []
    return {word for each in inner for word in mentioned(each)}


@settings(deadline=None, max_examples=300)
@given(CLAIM, FILE)
def test_never_more_than_somebody_gave(claims: dict[str, Any], access: Access) -> None:
    """Whatever the claims and the file: a role, a team, an id that comes out was given by one of them, and is known."""
    found = resolve(claims, KNOWN, access)
    grants = [*access.people.values(), *access.groups.values()]
    sources: set[str] = {grant.role for grant in grants if not grant.why} | {access.default, "none"}
    sources |= mentioned(claims.get(access.claims.role)) if access.claims.role else set()
    assert found.role in sources
    teams = {team for grant in grants for team in grant.teams} | mentioned(claims.get(str(access.claims.teams)))
    assert set(found.teams) <= teams & KNOWN.teams
    assert found.csm is None or found.csm in KNOWN.csms
    who, kind = identity(claims, access)
    listed = access.people.get((kind, who))
    if listed is not None and found.role != "none":
        assert found.role == listed.role
    assert bool(found.why) == (found.role == "none")
    assert found.why in ("", *REASONS)


@settings(deadline=None)
@given(JSON | st.text(max_size=40), st.binary(max_size=60))
def test_whatever_the_file_holds_it_is_read_or_refused(value: object, noise: bytes) -> None:
    """Never raises; and whoever a refused file names sees nothing."""
    from tempfile import TemporaryDirectory
    with TemporaryDirectory() as folder:
        file = Path(folder) / "access.toml"
        for text in (noise, f"person = {value!r}\n".encode("utf-8", "replace"),
                     f'[[person]]\nemail = "a@x"\nrole = {value!r}\n'.encode("utf-8", "replace")):
            file.write_bytes(text)
            access = read(file)
            found = resolve({"email": "a@x"}, KNOWN, access)
            assert found.role == "none" or (not access.broken and f"role = {value!r}".encode() in text)


def test_every_reason_has_words() -> None:
    assert set(WHY) == set(REASONS)
    for language in i18n.LANGUAGES:
        assert all(f"access.reason.{word}" in i18n.catalogue(language) for word in REASONS)


def test_the_example_can_be_used(at: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    at.write_text(text, encoding="utf-8")
    held = read()
    assert not held.faults
    assert set(tomllib.loads(text)) == {"person", "default", "claims", "group"}
    assert {grant.role for grant in held.people.values()} == {"executive", "lead", "csm"}


def test_the_commands(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                      capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "access.toml"
    monkeypatch.setenv("TENURE_ACCESS", str(file))
    file.write_text(LEAD.replace('"T1", "T2"', '"T01", "T99"') + ALL, encoding="utf-8")
    assert main(["access"]) == 0
    said = capsys.readouterr()
    assert "2 people (1 executive, 1 lead), 0 groups, everybody else: none; 0 faults, 1 warnings" in said.out
    assert "no customer belongs to the team T99" in said.err
    assert main(["access", "who", "Ｌead@example.com"]) == 0
    assert "lead, sees the customers of T01, with names" in capsys.readouterr().out
    assert main(["access", "who", "x@example.com"]) == 1
    assert "because they stand neither in the file nor in its default" in capsys.readouterr().out
    file.write_text(ALL + "[peple]\n", encoding="utf-8")
    assert main(["access", "check"]) == 1
    assert "fault: access.toml:4: peple: is not known" in capsys.readouterr().err
