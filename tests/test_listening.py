"""Where a board without sign-in may answer: on this machine alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from data.access.listening import FORWARDED, elsewhere, is_loopback, said_open

HERE = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST.", "::1", "[::1]", "::ffff:127.0.0.1"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", [
    "", "0.0.0.0", "::", "[::]", "10.0.0.1", "192.168.1.5", "::ffff:10.0.0.1", "board.example.com",
    "localhost.example.com", "127.0.0.1.example.com", "unix:///run/tenure.sock", "2130706433", "127.1",
    "0x7f000001", "fe80::1", "*",
])
def test_elsewhere(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "10.0.0.1", "board", "unix:///run/tenure.sock"])
def test_the_address_that_is_listened_on(address: str | None) -> None:
    """Unset is every interface: Streamlit's default."""
    found = elsewhere(address, None, HERE)
    assert found
    assert found.place == "address"
    assert found.found
    assert elsewhere("127.0.0.1", None, HERE) is None


@pytest.mark.parametrize(("remote", "headers", "place"), [
    ("10.0.0.7", HERE, "remote"),
    ("::ffff:10.0.0.7", HERE, "remote"),
    (None, {**HERE, "Host": "board.example.com"}, "host"),
    (None, {**HERE, "host": "evil.example:8501"}, "host"),
    (None, {**HERE, "Host": "board@127.0.0.1.example.com"}, "host"),
    (None, {**HERE, "Host": ""}, "host"),
    (None, {**HERE, "Origin": "https://board.example.com"}, "origin"),
    (None, {**HERE, "Origin": "null"}, "origin"),
    (None, {**HERE, "Origin": "http://[::1"}, "origin"),
    *((None, {**HERE, name.title(): "10.0.0.7"}, "forwarded") for name in FORWARDED),
])
def test_how_a_session_came_in(remote: str | None, headers: dict[str, str], place: str) -> None:
    found = elsewhere("127.0.0.1", remote, headers)
    assert found
    assert found.place == place


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "localhost"])
def test_this_machine_by_its_names(host: str) -> None:
    assert elsewhere("localhost", "127.0.0.1", {"host": host, "origin": f"http://{host}"}) is None
    assert elsewhere("::1", "::1", {}) is None


@given(some.text())
def test_any_host_is_judged_and_only_ours_is_let_through(host: str) -> None:
    found = elsewhere("127.0.0.1", None, {"Host": host})
    assert found is None or found.place == "host"


@pytest.mark.parametrize(("said", "open_"), [
    ("yes", True), ("YES ", True), ("", False), ("no", False), ("1", False), ("true", False)])
def test_said_open(monkeypatch: pytest.MonkeyPatch, said: str, open_: bool) -> None:
    monkeypatch.setenv("TENURE_OPEN", said)
    assert said_open() is open_
    monkeypatch.delenv("TENURE_OPEN")
    assert not said_open()
