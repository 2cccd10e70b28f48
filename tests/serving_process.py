"""The board's own server as a process on a free loopback port, and plain questions to it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, environment

PATIENCE = 60
ASKING = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Message
    body: bytes

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Served:
    """A server that runs: its address, its process, where it writes."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return asked(f"{self.address}{path}", method, body, named)

    def end(self, seconds: float = PATIENCE) -> int:
        """Told to end; its exit status."""
        self.process.terminate()
        return self.process.wait(seconds)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def events(self) -> list[dict[str, Any]]:
        """The lines of its log that are JSON."""
        return [json.loads(line) for line in self.said().splitlines() if line.startswith("{")]


def asked(url: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """Without a cookie, by no proxy."""
    request = urllib.request.Request(url, body, headers or {}, method=method)
    try:
        with ASKING.open(request, timeout=20) as found:
            return Answer(found.status, found.headers, found.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


@contextmanager
def served(home: Path, log: Path, flags: Sequence[str] = (), begin: Sequence[str] = ("-m", "components.serving"),
           **more: str) -> Iterator[Served]:
    """A server that answers, with `more` environment. Ended by its own process, whatever happens in the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, *begin, "--port", str(port), *flags]
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**environment(home), **more}, stdout=out,
                                   stderr=subprocess.STDOUT)
    found = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(found)
        yield found
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)


def _wait(found: Served) -> None:
    for _ in range(PATIENCE * 5):
        assert found.process.poll() is None, f"the server ended:\n{found.said()}"
        try:
            if found.ask("/healthz").status == 200:
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"the server did not answer within {PATIENCE} s:\n{found.said()}")
