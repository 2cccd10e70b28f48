"""A company that delivers: its folder with the files, and the processes around it."""

from __future__ import annotations

import email
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, environment

PASSWORD, TOKEN = "s3cr3t/p@ss:w0rd", "T0KEN-of-the-hook"
PATIENCE = 30
ACCESS = """
[[person]]
email = "ceo@example.com"
role = "executive"
[[person]]
email = "board@example.com"
role = "viewer"
[[person]]
email = "nobody@example.com"
role = "none"
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """The mail server or the receiver of hooks, as a process with a folder."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder, self.port = kind, folder, free_port()
        self.process: subprocess.Popen[str] | None = None
        folder.mkdir()

    def up(self) -> None:
        asked = [sys.executable, "-m", "tests.delivery_servers", self.kind, str(self.folder), str(self.port)]
        self.process = subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def down(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def steer(self, name: str, word: str) -> None:
        (self.folder / name).write_text(word, encoding="utf-8")

    def clear(self) -> None:
        for file in self.folder.iterdir():
            file.unlink()

    def mails(self) -> list[EmailMessage]:
        found = [email.message_from_bytes(file.read_bytes(), policy=default)
                 for file in sorted(self.folder.glob("*.eml"))]
        return [each for each in found if isinstance(each, EmailMessage)]

    def hooks(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(self.folder.glob("*.json"))]


class Ended:
    """How a call ended: its status, what it printed, the events that it told."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.status, self.out, self.err = int(said["status"]), str(said["out"]), str(said["err"])

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.err.splitlines() if line.startswith("{")]

    def told(self, event: str) -> list[str]:
        """Who an event was told of, and by which channel."""
        return [f"{each.get('recipient')} {each.get('channel', '')}".strip() for each in self.events
                if each["event"] == event]


class Nursery:
    """The process that makes a process for every call."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "tests.delivery_process"], cwd=ROOT, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def calls(self, *asked: tuple[list[str], dict[str, str]]) -> list[Ended]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        calls = [{"arguments": arguments, "environment": around} for arguments, around in asked]
        self.process.stdin.write(json.dumps({"calls": calls}) + "\n")
        self.process.stdin.flush()
        return [Ended(each) for each in json.loads(self.process.stdout.readline())]

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)


class Company:
    """The folder of a company that delivers; the warehouse is the shared demo's, the store its own."""

    def __init__(self, folder: Path, demo: Path, nursery: Nursery, smtp: Server, http: Server) -> None:
        self.folder, self.nursery, self.smtp, self.http = folder, nursery, smtp, http
        self.around = {**environment(folder), "TENURE_WAREHOUSE_URL": f"duckdb:///{demo / 'tenure.duckdb'}",
                       "SMTP_USER": "tenure", "SMTP_PASSWORD": PASSWORD, "HOOK_TOKEN": TOKEN}
        (folder / "access.toml").write_text(ACCESS, encoding="utf-8")

    def mail(self, to: str) -> str:
        return f"mailto://${{SMTP_USER}}:${{SMTP_PASSWORD}}@127.0.0.1:{self.smtp.port}/{to}?from=tenure@example.com"

    def hook(self, path: str = "weekly") -> str:
        return f"json://127.0.0.1:{self.http.port}/{path}/${{HOOK_TOKEN}}"

    def writes(self, *recipients: str, top: str = "tries = 1\nwait_seconds = 0") -> None:
        entries = [f"[[recipient]]\n{each}" for each in recipients]
        text = "\n".join([top, 'link = "https://tenure.example.com"', *entries])
        (self.folder / "delivery.toml").write_text(text, encoding="utf-8")

    def recipient(self, name: str, *to: str, more: str = "") -> str:
        addresses = json.dumps(list(to) or [self.mail(f"{name}@example.com")])
        return f'name = "{name}"\nto = {addresses}\nperson = "ceo@example.com"\nlanguage = "en"\n{more}'

    def delivers(self, *arguments: str, trap: str = "", **around: str) -> Ended:
        return self.nursery.calls(self.call(*arguments, trap=trap, **around))[0]

    def call(self, *arguments: str, trap: str = "", **around: str) -> tuple[list[str], dict[str, str]]:
        return ["deliver", *arguments], {**self.around, "TRAP": trap, **around}

    def received(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(str(each["To"]) for each in self.smtp.mails())

    def ids(self) -> list[str]:
        return [str(each["Message-ID"]) for each in self.smtp.mails()]

    def settled(self, count: int) -> None:
        """The server has taken so many: it may read on after the one who sent died."""
        end = time.monotonic() + PATIENCE
        while len(self.smtp.mails()) < count and time.monotonic() < end:
            time.sleep(0.02)


def words(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


@contextmanager
def running(folder: Path) -> Iterator[tuple[Nursery, Server, Server]]:
    """The processes, for as long as the block runs."""
    os.makedirs(folder, exist_ok=True)
    smtp, http, nursery = Server("smtp", folder / "smtp"), Server("http", folder / "http"), Nursery()
    smtp.up()
    http.up()
    try:
        yield nursery, smtp, http
    finally:
        nursery.close()
        smtp.down()
        http.down()
