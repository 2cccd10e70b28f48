"""Where a board without sign-in may answer: on this machine alone, unless TENURE_OPEN says otherwise.

Two things are looked at, and each must say "this machine": the address that the server listens on, and the way each
session came in. The second tells a reverse proxy in front of a loopback address, a server started by other means than
`streamlit run`, and a web site whose name was pointed at 127.0.0.1 in a visitor's browser (DNS rebinding). What it
cannot tell: a proxy that hides the name it was asked for, in the Host and the Origin header both (docs/identity.md).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Literal
from urllib.parse import urlsplit

OPEN = "TENURE_OPEN"
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-server", "x-real-ip",
             "via", "x-original-host", "x-envoy-external-address", "cf-connecting-ip", "true-client-ip")
"""What a proxy adds to a request, and a browser on this machine does not."""

Place = Literal["address", "remote", "host", "origin", "forwarded"]


@dataclass(frozen=True)
class Elsewhere:
    """What shows that the board is reached from elsewhere than this machine: where it was seen, what stood there."""

    place: Place
    found: str


def said_open() -> bool:
    """Whether TENURE_OPEN=yes says that a board without sign-in is meant to be reached from elsewhere."""
    return os.environ.get(OPEN, "").strip().lower() == "yes"


def elsewhere(address: str | None, remote: str | None, headers: Mapping[str, str]) -> Elsewhere | None:
    """What shows that not only this machine reaches the board; null where nothing does.

    address: `server.address` as it is set; unset means every interface. remote: the address of the connection's other
    end, null where it is this machine. headers: of the session's request, their names in any case.
    """
    if not is_loopback(address or ""):
        return Elsewhere("address", address or "0.0.0.0, ::")
    if remote and not is_loopback(remote):
        return Elsewhere("remote", remote)
    return _by_headers({name.lower(): value for name, value in headers.items()})


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nothing else: an address of 127.0.0.0/8, ::1, or the name localhost.

    Any other name is not: what it points at is decided elsewhere, and may change.
    """
    plain = host.strip().rstrip(".").lower().removeprefix("[").removesuffix("]")
    if plain == "localhost":
        return True
    try:
        address = ip_address(plain)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _by_headers(headers: Mapping[str, str]) -> Elsewhere | None:
    proxy = next((name for name in FORWARDED if name in headers), None)
    if proxy is not None:
        return Elsewhere("forwarded", f"{proxy}: {headers[proxy]}")
    if "host" in headers and not is_loopback(_host(f"//{headers['host']}")):
        return Elsewhere("host", headers["host"])
    if "origin" in headers and not is_loopback(_host(headers["origin"])):
        return Elsewhere("origin", headers["origin"])
    return None


def _host(url: str) -> str:
    """The host of a URL; empty, hence not this machine, where it cannot be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
