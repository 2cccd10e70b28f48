"""What the board's own server gives to requests that no page makes."""

from __future__ import annotations

import http.client
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from websockets.exceptions import InvalidHandshake
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.attacks.company import Company
from tests.attacks.outcome import Tally
from tests.attacks.payloads import EVIL
from tests.serving_process import PATIENCE, Served, served

UP = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "%252e%252e%252f", "..;/", "%c0%ae%c0%ae/")
AT = ("/app/static/", "/static/", "/media/", "/component/", "/_stcore/", "/")
FILES = ("app.py", ".streamlit/secrets.toml", "../../../../etc/passwd", "var/tenure.current", "access.toml")
WITHIN = (b"def main()", b"cookie_secret", b"root:x:0:0", b"[[person]]")
"""What stands in those files, and in no answer."""
HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy",
           "cross-origin-opener-policy", "permissions-policy")
TOO_LARGE = 3 * 1024 * 1024
SESSION = "0" * 8 + "-0000-0000-0000-" + "0" * 12


def attack(company: Company, log: Path) -> list[Tally]:
    """Starts the server, asks, and ends it."""
    with served(company.home, log) as server:
        return [_paths(server), _headers(server), _refused(server), _media(server), _origins(server)]


def _raw(server: Served, path: str, method: str = "GET", body: bytes | None = None, **headers: str
         ) -> tuple[int, bytes, http.client.HTTPMessage]:
    """The path as it is written: no client has made it shorter before."""
    to = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)
    try:
        to.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = to.getresponse()
        return answer.status, answer.read(), answer.headers
    except (ConnectionError, TimeoutError, http.client.HTTPException):
        return 0, b"", http.client.HTTPMessage()
    finally:
        to.close()


def _paths(server: Served) -> Tally:
    found = Tally("a path that leaves the folder of what is served", "requests")
    for at in AT:
        for up in UP:
            for times in (1, 4):
                for file in FILES:
                    status, body, _ = _raw(server, f"{at}{up * times}{file}")
                    found.hold(not any(part in body for part in WITHIN), f"{status} {at}{up * times}{file}")
    return found


def _headers(server: Served) -> Tally:
    found = Tally("an answer without its headers, or one that names the server", "headers")
    for path in ("/", "/weekly", "/healthz", "/app/static/inter-latin-variable.woff2", "/media/x", "/nothing"):
        _, _, told = _raw(server, path)
        for name in HEADERS:
            found.hold(bool(told.get(name)), f"{path}: {name}")
        found.hold(not told.get("server"), f"{path}: Server: {told.get('server')}")
    return found


def _refused(server: Served) -> Tally:
    found = Tally("a request that changes something, from nobody's page", "requests")
    asked: Iterable[tuple[str, str, bytes | None]] = (
        ("PUT", f"/_stcore/upload_file/{SESSION}/x", b"a" * TOO_LARGE),
        ("PUT", "/_stcore/upload_file/../../x/y", b"x"), ("DELETE", f"/_stcore/upload_file/{SESSION}/x", None),
        ("POST", "/", b"x"), ("TRACE", "/", None), ("PUT", "/media/x", b"x"), ("DELETE", "/app/static/x", None),
        ("POST", "/_stcore/stream", b"x"), ("POST", "/healthz", b"x"))
    for method, path, body in asked:
        status, _, _ = _raw(server, path, method, body)
        found.hold(status == 0 or status >= 400, f"{method} {path}: {status}")
    return found


def _media(server: Served) -> Tally:
    found = Tally("a file of somebody else's session, guessed", "requests")
    for number in range(50):
        status, _, _ = _raw(server, f"/media/{number:056x}.csv")
        found.hold(status == 404, f"{number}: {status}")
    return found


def _origins(server: Served) -> Tally:
    found = Tally("a socket that another site's page opens", "origins")
    at = urlsplit(server.address)
    for origin in (f"https://{EVIL}", f"http://{EVIL}:{at.port}", "null", f"http://{at.hostname}.{EVIL}",
                   f"http://x.{at.hostname}", "file://"):
        try:
            with connect(f"ws://{at.netloc}/_stcore/stream", origin=Origin(origin), open_timeout=PATIENCE,
                         subprotocols=[Subprotocol("streamlit")]):
                found.hold(False, origin)
        except (InvalidHandshake, ConnectionError, TimeoutError):
            found.hold(True, origin)
    return found
