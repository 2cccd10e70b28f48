"""A warehouse on a server (PostgreSQL) that is cut off, hangs or is slow, behind a proxy on loopback."""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Literal

from sqlalchemy.engine import make_url

from tests.faults.ground import Ground
from tests.faults.kills import exported
from tests.faults.model import Fault, Outcome, Skipped, judged
from tests.postgres import own_cluster, programs

Mode = Literal["up", "cut", "half-open", "slow"]
FAULTY: tuple[Mode, ...] = ("cut", "half-open", "slow")
SLOW_SECONDS = 2.0


class Proxy:
    """Passes bytes between loopback and a server's socket, as `mode` says."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.mode: Mode = "up"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def turn(self, mode: Mode) -> None:
        """From now on so; connections that stand are cut or left hanging with it."""
        self.mode = mode
        if mode == "cut":
            for each in self.open:
                _reset(each)
            self.open.clear()

    def close(self) -> None:
        self.listener.close()
        self.turn("cut")

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "cut":
                _reset(client)
                continue
            self.open.append(client)
            threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(str(self.target))
            with selectors.DefaultSelector() as ready:
                ready.register(client, selectors.EVENT_READ, server)
                ready.register(server, selectors.EVENT_READ, client)
                while self._passed(ready):
                    pass
        except OSError:
            return
        finally:
            server.close()
            client.close()

    def _passed(self, ready: selectors.DefaultSelector) -> bool:
        for key, _ in ready.select(1.0):
            while self.mode == "half-open":
                time.sleep(0.05)
            if self.mode == "slow":
                time.sleep(SLOW_SECONDS)
            source: socket.socket = key.fileobj  # type: ignore[assignment]  # registered above
            content = source.recv(65536)
            if not content:
                return False
            key.data.sendall(content)
        return True


def _reset(each: socket.socket) -> None:
    """Closed as by a firewall: the other side gets a reset. One that its own thread has closed stays closed."""
    with contextlib.suppress(OSError):
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    each.close()


def trials(ground: Ground, random: Random, moments: int) -> Iterator[Outcome]:
    """The figures of the extract serve whatever the server does, and where it does not answer that is said."""
    found = programs()
    if found is None:
        raise Skipped("no PostgreSQL server (Debian: apt-get install postgresql-15)")
    with own_cluster(found) as cluster, ground.home() as home:
        proxy = Proxy(cluster.folder / ".s.PGSQL.5432")
        try:
            url = f"postgresql://tenure@127.0.0.1:{proxy.port}/{make_url(cluster.database()).database}"
            done = ground.data(home, "load", str(exported(ground)), TENURE_WAREHOUSE_URL=url)
            assert done.returncode == 0, done.stderr
            first = ground.sees(home, TENURE_WAREHOUSE_URL=url)
            assert first["status"] == [0, 0, 0, 0], first
            for _ in range(moments):
                mode = random.choice(FAULTY)
                proxy.turn(mode)
                yield _one(ground.sees(home, TENURE_WAREHOUSE_URL=url), first, mode)
                proxy.turn("cut")
                proxy.turn("up")
        finally:
            proxy.close()


def _one(seen: dict[str, Any], first: dict[str, Any], mode: Mode) -> Outcome:
    """`data status` asks the server itself, and says that it does not answer; the figures are the extract's."""
    if "crashed" in seen or seen["raised"]:
        return Outcome("broken", f"{mode}: {seen.get('crashed') or seen['raised']}")
    status, errors = list(seen["status"]), list(seen["errors"])
    if status[3] == 1 and errors[3].count("error: ") == 1:
        status[3], errors[3] = 0, ""
    came = judged({**seen, "status": status, "errors": errors}, {"it": first["figures"]}, "it")
    if came.came == "held" and mode != "slow" and not seen["noted"]:
        return Outcome("broken", f"{mode}: an older copy unsaid")
    return Outcome(came.came, f"{mode} {came.note}")


FAULTS = (Fault("server", "The warehouse's server cut off, half-open or slow (2 s a packet)",
                "the extract's figures serve; where it does not answer, that is said", trials),)
