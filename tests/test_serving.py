"""The board's own server: what it answers to machines, what it tells browsers, how it ends."""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request

from components.serving import ending, metrics
from components.serving.__main__ import main
from components.serving.headers import flagged, policy
from data import leaving, ready
from data.faults import WrongCall
from data.store import open_store
from tests.serving_process import Served, asked, served

WRITING = """
import sys, threading, time
from pathlib import Path
from components.serving.__main__ import main
from data.store import open_store
def write():
    while not Path(sys.argv[-1]).exists():
        time.sleep(0.05)
    Path(sys.argv[-1] + ".began").touch()
    open_store().put("note", "a" * 32, {"account_id": "C1", "text": "kept"}, "Suzuki", 0)
threading.Thread(target=write, daemon=True).start()
sys.exit(main(sys.argv[1:-1]))
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server where nothing is loaded, with a store."""
    folder = tmp_path_factory.mktemp("empty")
    with served(folder, folder / "log.txt") as found:
        yield found


def test_it_lives_and_is_not_ready_without_data(empty: Served) -> None:
    assert empty.ask("/healthz").status == 200
    answer = empty.ask("/readyz")
    assert answer.status == 503
    assert answer.json() == {"ready": False, "faults": ["warehouse.missing"], "notes": [], "version": None,
                             "built_at": None}


def test_every_answer_carries_the_headers(empty: Served) -> None:
    for path in ("/", "/healthz", "/readyz", "/_stcore/health", "/_stcore/host-config", "/media/none.csv",
                 "/app/static/inter-latin-variable.woff2", "/app/static/../app.py", "/nowhere"):
        headers = empty.ask(path).headers
        assert headers["content-security-policy"] == policy(), path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path
        assert headers["cross-origin-opener-policy"] == "same-origin", path
        assert "camera=()" in headers["permissions-policy"], path
        assert headers["server"] is None, path
    for path in ("/media/none.csv", "/healthz", "/readyz", "/_stcore/host-config"):
        assert empty.ask(path).headers["cache-control"] == "no-store", path


def test_below_a_path_too(tmp_path: Path) -> None:
    """`server.baseUrlPath`: exports are kept nowhere there either; probes stay at the root."""
    with served(tmp_path, tmp_path / "log.txt", ["--server.baseUrlPath", "board"], TENURE_LOG="json") as server:
        assert server.ask("/board/media/none.csv").headers["cache-control"] == "no-store"
        assert server.ask("/board/").headers["content-security-policy"] == policy()
        assert server.ask("/readyz").status == 503
        assert server.end() == 0
        assert [each["event"] for each in server.events() if each["logger"] == "tenure"] == [
            "started", "not_ready", "left"]


def test_cookies_carry_their_flags(empty: Served) -> None:
    """Over https with Secure: told by a proxy on this machine, which uvicorn believes."""
    for scheme, secure in (("http", False), ("https", True)):
        answer = empty.ask("/_stcore/health", X_Forwarded_Proto=scheme)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("_streamlit_xsrf=")
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is secure
        assert (answer.headers["strict-transport-security"] is not None) is secure


@pytest.mark.parametrize(("cookie", "secure", "given"), [
    ("a=1; Path=/", False, "a=1; Path=/; HttpOnly; SameSite=Lax"),
    ("a=1; path=/; httponly; samesite=strict", True, "a=1; path=/; httponly; samesite=strict; Secure"),
    ("_streamlit_xsrf=2|a; Path=/; SameSite=Lax", True, "_streamlit_xsrf=2|a; Path=/; SameSite=Lax; Secure"),
])
def test_flags(cookie: str, secure: bool, given: str) -> None:
    assert flagged(cookie, secure) == given


def test_the_policy_lets_no_script_in() -> None:
    rules = dict(each.split(" ", 1) for each in policy().split("; "))
    assert "unsafe" not in rules["script-src"].replace("'wasm-unsafe-eval'", "")
    assert rules["default-src"] == rules["object-src"] == rules["frame-ancestors"] == "'none'"
    assert not [each for each in rules.values() if "http:" in each or "https:" in each or "*" in each]


def test_a_port_that_is_taken(empty: Served, capsys: pytest.CaptureFixture[str]) -> None:
    port = empty.address.rpartition(":")[2]
    assert main(["--port", port]) == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.parametrize("flag", [["--port", "no"], ["--port", "70000"], ["--server.nothing", "1"]])
def test_a_call_that_is_wrong(flag: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        sys.exit(main(flag))
    assert ended.value.code == 2


@pytest.mark.parametrize("given", ["no", "-1", "1e9", "nan"])
def test_seconds_that_are_none(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_LEAVE_SECONDS", given)
    with pytest.raises(WrongCall):
        ending.seconds()


def test_a_write_that_runs_is_ended_first(tmp_path: Path) -> None:
    """Somebody else holds the store when the server is told to end; what was begun is on the disk afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(tmp_path))
        open_store()
    go, script = tmp_path / "go", tmp_path / "writing.py"
    script.write_text(WRITING, encoding="utf-8")
    with served(tmp_path, tmp_path / "log.txt", [str(go)], [str(script)], PYTHONPATH=".") as server:
        with sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None) as held:
            held.execute("BEGIN IMMEDIATE")
            go.touch()
            while not Path(f"{go}.began").exists():
                time.sleep(0.05)
            time.sleep(0.3)
            server.process.terminate()
            time.sleep(1)
            assert server.process.poll() is None, server.said()
            held.execute("ROLLBACK")
        assert server.process.wait(30) == 0, server.said()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(tmp_path))
        assert [each.body["text"] for each in open_store().current("note")] == ["kept"]


def test_work_that_does_not_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    leaving.on_leaving(lambda: closed.append("closed"))
    stop, begun = threading.Event(), threading.Event()

    def work() -> None:
        with leaving.working("store"):
            begun.set()
            stop.wait(30)

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait(10)
    assert leaving.leave(0.05) == {"store": 1}
    assert closed == ["closed"]
    stop.set()
    thread.join()
    assert leaving.leave(5) == {}
    assert closed == ["closed"], "once"


def test_metrics_are_of_this_machine(empty: Served) -> None:
    answer = empty.ask("/metrics")
    assert answer.status == 200
    assert b'tenure_ready{part="warehouse"} 0.0' in answer.body
    assert b'tenure_ready{part="store"} 1.0' in answer.body
    assert b"process_open_fds" in answer.body
    for headers in ({"X-Forwarded-For": "10.0.0.7"}, {"Host": "board.example.com"}, {"Via": "1.1 proxy"}):
        assert asked(f"{empty.address}/metrics", headers=headers).status == 403, headers


def test_a_token_opens_the_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    def brought(*headers: tuple[bytes, bytes]) -> bool:
        return metrics.allowed(Request({"type": "http", "client": ("10.0.0.7", 1), "headers": list(headers)}))

    assert not brought()
    monkeypatch.setenv("TENURE_METRICS_TOKEN", "right-token")
    assert brought((b"authorization", b"Bearer right-token"))
    for wrong in (b"Bearer wrong", b"right-token", b"", "Bearer ｒ".encode()):
        assert not brought((b"authorization", wrong))


def test_ready_on_data(on_demo: Path) -> None:
    found = ready.readiness()
    assert found.ready
    assert found.version
    assert found.built_at is not None


@pytest.mark.parametrize(("store", "word"), [
    ("postgresql://u:hidden@127.0.0.1:1/none", "store.unreachable"), ("mysql://u:hidden@h/none", "store.unreachable")])
def test_not_ready_without_a_store(
    on_demo: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, store: str, word: str
) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", store)
    assert ready.readiness().faults == (word,)
    assert "hidden" not in caplog.text


def test_not_ready_on_a_file_that_is_cut(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = (on_demo / "tenure.current").read_text(encoding="utf-8").strip()
    whole = (on_demo / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 3])
    (tmp_path / "tenure.current").write_text(name, encoding="utf-8")
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    assert ready.readiness().faults == ("warehouse.damaged",)
