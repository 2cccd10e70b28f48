"""Two processes that a delivery talks to: a mail server and a receiver of hooks. Each writes what it took to a folder.

`python -m tests.delivery_servers smtp FOLDER PORT` · `… http FOLDER PORT`. A file in the folder steers it: `answer` (a
status: it is answered), `hold` (seconds before it answers for what it took), `refused` (mailboxes that there are not).
"""

from __future__ import annotations

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope


def word(folder: Path, name: str) -> str:
    at = folder / name
    return at.read_text(encoding="utf-8").strip() if at.exists() else ""


def kept(folder: Path, suffix: str, content: bytes) -> None:
    """Whole or not at all: the test reads while the server writes."""
    draft = folder / f"{uuid4().hex}.part"
    draft.write_bytes(content)
    draft.rename(folder / f"{time.time_ns()}-{uuid4().hex[:6]}.{suffix}")


class Mailbox:
    """Keeps every message that it accepts, with the address that it is for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if word(self.folder, "answer"):
            return word(self.folder, "answer")
        kept(self.folder, "eml", envelope.original_content or b"")
        hold = float(word(self.folder, "hold") or 0)
        if hold:
            time.sleep(hold)
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str,
                          _options: list[str]) -> str:
        if address in word(self.folder, "refused").split():
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def smtp(folder: Path, port: int) -> None:
    def signs_in(*_: object) -> AuthResult:
        return AuthResult(success=True)

    Controller(Mailbox(folder), hostname="127.0.0.1", port=port, authenticator=signs_in, auth_require_tls=False).start()
    print("ready", flush=True)
    threading.Event().wait()


def http(folder: Path, port: int) -> None:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = int(word(folder, "answer") or 200)
            said = {"path": self.path, "headers": dict(self.headers), "status": status, "body": json.loads(body)}
            kept(folder, "json", json.dumps(said, ensure_ascii=False).encode())
            time.sleep(float(word(folder, "hold") or 0))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: what it took is in the folder."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    {"smtp": smtp, "http": http}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
