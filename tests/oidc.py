"""A real OpenID Connect provider, as a process of its own on loopback, and the settings with which the board uses it.

It is oidc-provider-mock: HTTP, discovery, keys, signed ID tokens. What a user's claims say stands in the token, even
`aud`, `exp` or `nonce`: so a faulty provider is a user with faulty claims.
"""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLIENT = "tenure"
COOKIE_SECRET = secrets.token_hex(32)
PATIENCE = 60


@dataclass(frozen=True)
class Provider:
    """A provider that answers at `issuer`."""

    issuer: str

    def knows(self, sub: str, **claims: object) -> str:
        """Let this person be known, with these claims; `sub`, with which they sign in."""
        said = json.dumps(claims).encode()
        asked = urllib.request.Request(
            f"{self.issuer}/users/{sub}", said, {"Content-Type": "application/json"}, method="PUT")
        with urllib.request.urlopen(asked, timeout=10):
            return sub

    def auth(self, **more: str) -> str:
        """The section [auth] of secrets.toml; `more` replaces or adds keys."""
        keys = {
            "redirect_uri": "http://127.0.0.1:{port}/oauth2callback", "cookie_secret": COOKIE_SECRET,
            "client_id": CLIENT, "client_secret": "of no importance to this provider",
            "server_metadata_url": f"{self.issuer}/.well-known/openid-configuration", **more,
        }
        return "\n".join(["[auth]", *(f'{name} = "{value}"' for name, value in keys.items())]) + "\n"


@contextmanager
def provider(log: Path) -> Iterator[Provider]:
    """A provider that has just started and knows nobody yet. Ended by its own process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--host", "127.0.0.1"]
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        found = Provider(f"http://127.0.0.1:{port}")
        _wait(found, process, log)
        yield found
    finally:
        process.terminate()
        process.wait(10)


def settings(folder: Path, auth: str, access: str = "") -> dict[str, str]:
    """What a server needs in its environment to sign in so: both files are written into `folder`."""
    (folder / "secrets.toml").write_text(auth, encoding="utf-8")
    (folder / "access.toml").write_text(access, encoding="utf-8")
    return {"STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"), "TENURE_ACCESS": str(folder / "access.toml")}


def _wait(found: Provider, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE * 10):
        assert process.poll() is None, f"the provider ended:\n{log.read_text(encoding='utf-8')}"
        try:
            with urllib.request.urlopen(f"{found.issuer}/.well-known/openid-configuration", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the provider did not answer within {PATIENCE} s")
