"""A board of its own on loopback, for the benchmarks that ask one as browsers do: started, watched, and ended."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

ROOT = Path(__file__).resolve().parent.parent
SERVING = "components.serving"
TICKS = os.sysconf("SC_CLK_TCK")


def command(port: int) -> list[str]:
    """How the board is started on a port of loopback."""
    if find_spec(SERVING) is not None:
        return [sys.executable, "-m", SERVING, "--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address",
            "127.0.0.1", "--server.headless", "true"]


@dataclass
class Served:
    """A running board. said: what it wrote on its output and errors, known when it has ended."""

    port: int
    process: int
    said: str = ""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served() -> Iterator[Served]:
    """A server of its own on loopback, of the company in TENURE_HOME. Errors: TimeoutError where it never answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with TemporaryFile() as log:
        process = subprocess.Popen(command(port), cwd=ROOT, stdout=log, stderr=log)
        board = Served(port, process.pid)
        try:
            _answering(port)
            yield board
        finally:
            _ended(process)
            log.seek(0)
            board.said = log.read().decode(errors="replace")


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """Port and process of `served`."""
    with served() as board:
        yield board.port, board.process


def connected(port: int) -> connect:
    """A browser's connection: as a browser does it answers pings, and sends none."""
    return connect(f"ws://127.0.0.1:{port}/_stcore/stream", origin=Origin(f"http://127.0.0.1:{port}"), max_size=None,
                   subprotocols=[Subprotocol("streamlit")], ping_interval=None)


def mebibytes(process: int) -> float:
    """What the process holds in memory now."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def cpu(process: int) -> float:
    """Seconds of CPU that the process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def handles(process: int) -> int:
    """Files, sockets and pipes that the process has open."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def threads(process: int) -> int:
    """Threads of the process."""
    return len(list(Path(f"/proc/{process}/task").iterdir()))


def _ended(process: subprocess.Popen[bytes]) -> None:
    """Asked to end, as a service manager asks; made to where it goes on for a minute."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answering(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError("the server did not answer within a minute")
