"""What must hold of a sign-in at every run, and of the settings that it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from data.access import providers, tokens

NOW = 1_800_000_000.0
CLIENTS = {"default": "tenure", "google": "tenure-google"}
GOOD: dict[str, Any] = {
    "provider": "default", "iss": "https://id.example", "sub": "u1", "aud": "tenure", "exp": NOW + 60, "iat": NOW,
}
SECRET = "3f9a0c7be15d2846a9c0f1e2d3b4a596"
AUTH: dict[str, Any] = {
    "redirect_uri": "https://board.example.com/oauth2callback", "cookie_secret": SECRET,
    "client_id": "tenure", "client_secret": "s", "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}


@pytest.mark.parametrize("change", [
    {}, {"aud": ["tenure"]}, {"aud": ["other", "tenure"], "azp": "tenure"}, {"azp": "tenure"},
    {"provider": "google", "aud": "tenure-google"}, {"exp": NOW + 0.5},
])
def test_a_sign_in_that_counts(change: dict[str, Any]) -> None:
    assert tokens.refusal({**GOOD, **change}, CLIENTS, NOW) is None


@pytest.mark.parametrize(("change", "why"), [
    ({"exp": NOW}, "expired"), ({"exp": NOW - 1}, "expired"), ({"exp": float("nan")}, "expired"),
    ({"exp": None}, "incomplete"), ({"exp": "2100000000"}, "incomplete"), ({"exp": True}, "incomplete"),
    ({"aud": "other"}, "audience"), ({"aud": "other", "azp": "tenure"}, "audience"), ({"aud": []}, "audience"),
    ({"aud": None}, "audience"), ({"aud": {"tenure": 1}}, "audience"), ({"aud": "tenure-google"}, "audience"),
    ({"aud": ["tenure", "other"]}, "audience"), ({"aud": ["tenure", "other"], "azp": "other"}, "audience"),
    ({"azp": "other"}, "audience"), ({"aud": "xtenurex"}, "audience"),
    ({"provider": "gone"}, "provider"), ({"provider": None}, "provider"),
    ({"sub": ""}, "incomplete"), ({"sub": None}, "incomplete"), ({"sub": 7}, "incomplete"), ({"iss": ""}, "incomplete"),
])
def test_a_sign_in_that_does_not_count(change: dict[str, Any], why: str) -> None:
    assert tokens.refusal({**GOOD, **change}, CLIENTS, NOW) == why


@pytest.mark.parametrize("name", [*GOOD])
def test_a_claim_that_is_missing_lets_nobody_in(name: str) -> None:
    left = {key: value for key, value in GOOD.items() if key != name}
    assert (tokens.refusal(left, CLIENTS, NOW) is None) == (name == "iat")


JSON = some.recursive(some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
                      lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=5)


@given(some.dictionaries(some.sampled_from(sorted(GOOD)) | some.text(), JSON))
def test_whatever_a_provider_says_is_judged(claims: dict[str, Any]) -> None:
    if tokens.refusal(claims, CLIENTS, NOW) is None:
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        assert CLIENTS[claims["provider"]] in audiences
        assert claims["exp"] > NOW
    assert tokens.fingerprint(claims)
    assert tokens.person(claims)


@pytest.mark.parametrize(("hours", "counts"), [
    ("8", True), ("24", True), ("0.5", False), ("25", False), ("0", False), ("-1", False), ("nan", False),
    ("day", False), ("", False),
])
def test_how_long_a_sign_in_lasts(monkeypatch: pytest.MonkeyPatch, hours: str, counts: bool) -> None:
    """An hour after a token that ran out at once: only what is asked for in so many words keeps it alive."""
    monkeypatch.setenv("TENURE_SIGN_IN_HOURS", hours)
    assert (tokens.refusal({**GOOD, "iat": NOW - 3600, "exp": NOW - 3590}, CLIENTS, NOW) is None) is counts
    assert tokens.refusal({**GOOD, "iat": None, "exp": NOW - 1}, CLIENTS, NOW) == "expired"


def test_it_can_be_shorter_than_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_SIGN_IN_HOURS", "0.25")
    assert tokens.refusal({**GOOD, "iat": NOW - 901}, CLIENTS, NOW) == "expired"


def test_one_sign_in_is_told_from_another() -> None:
    again = {**GOOD, "iat": NOW + 1}
    assert tokens.fingerprint(GOOD) == tokens.fingerprint(dict(reversed(GOOD.items())))
    assert tokens.fingerprint(GOOD) != tokens.fingerprint(again)
    assert tokens.person(GOOD) == tokens.person(again)
    for name in ("provider", "iss", "sub", "email"):
        assert tokens.person(GOOD) != tokens.person({**GOOD, name: "another"})


def test_no_settings_are_none() -> None:
    assert providers.settings(None).absent
    assert not providers.settings({}).absent, "a section that is there and empty is a fault"


def test_one_provider_and_several() -> None:
    held = providers.settings(AUTH)
    assert not held.faults
    assert held.clients == {"default": "tenure"}
    assert held.providers[0].label == ""
    shared = {name: AUTH[name] for name in ("redirect_uri", "cookie_secret")}
    one = {name: AUTH[name] for name in providers.NEEDED}
    held = providers.settings({**shared, "google": {**one, "client_id": "g"}, "okta": {**one, "label": "Example SSO"}})
    assert [(each.name, each.client_id, each.label) for each in held.providers] == [
        ("google", "g", "Google"), ("okta", "tenure", "Example SSO")]


@pytest.mark.parametrize(("change", "kind"), [
    *(({name: None}, "missing") for name in AUTH), *(({name: 7}, "missing") for name in AUTH),
    *(({name: " "}, "missing") for name in AUTH),
    ({"cookie_secret": "xxx"}, "secret"), ({"cookie_secret": "x" * 64}, "secret"),
    ({"cookie_secret": SECRET[1:]}, "secret"),
    ({"redirect_uri": "https://board.example.com/"}, "redirect"),
    ({"redirect_uri": "http://board.example.com/oauth2callback"}, "insecure"),
    ({"redirect_uri": "http://127.0.0.1.example.com/oauth2callback"}, "insecure"),
    ({"server_metadata_url": "http://id.example/.well-known/openid-configuration"}, "insecure"),
    ({"corp_sso": {name: AUTH[name] for name in providers.NEEDED}}, "name"),
    ({"google": {"client_id": "g"}}, "missing"),
])
def test_settings_that_cannot_work_close_the_board(change: dict[str, Any], kind: str) -> None:
    held = providers.settings({name: value for name, value in {**AUTH, **change}.items() if value is not None})
    assert not held.providers
    assert not held.absent
    assert kind in {fault.kind for fault in held.faults}
    assert all(SECRET not in fault.what for fault in held.faults)


@pytest.mark.parametrize("auth", [[], "on", 1, True, {"redirect_uri": AUTH["redirect_uri"], "cookie_secret": SECRET}])
def test_a_section_of_another_shape_closes_it_too(auth: object) -> None:
    assert providers.settings(auth).faults


def test_what_cannot_be_read_is_not_absent() -> None:
    assert [fault.kind for fault in providers.settings(None, ("secrets.toml",)).faults] == ["unreadable"]


@pytest.mark.parametrize("auth", [None, AUTH])
def test_identities_from_headers_are_refused(auth: object) -> None:
    held = providers.settings(auth, headers={"X-User": "email"})
    assert [fault.kind for fault in held.faults] == ["headers"]
    assert not held.providers


def test_http_is_good_enough_on_this_machine() -> None:
    assert not providers.settings({**AUTH, "redirect_uri": "http://localhost:{port}/oauth2callback"}).faults
