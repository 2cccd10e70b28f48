"""The sign-in's settings: Streamlit's own section [auth] of secrets.toml, read strictly.

A section that is there but cannot work is never the same as none: a board without sign-in shows everything, so a fault
must close it, not open it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from data.access.listening import is_loopback

SHARED = "default"
"""How Streamlit calls the provider that is written straight into [auth]."""
SECRET_LENGTH = 32
NEEDED = ("client_id", "client_secret", "server_metadata_url")
CALLBACK = "/oauth2callback"

FaultKind = Literal["unreadable", "headers", "missing", "secret", "name", "redirect", "providers", "insecure"]


@dataclass(frozen=True)
class Fault:
    """What of the settings cannot work: its kind (a word of the catalogue, signin.fault.*), and the key or value."""

    kind: FaultKind
    what: str


@dataclass(frozen=True)
class Provider:
    """One way to sign in. name: as Streamlit's st.login takes it. label: what its button says; empty: nothing."""

    name: str
    client_id: str
    label: str = ""


@dataclass(frozen=True)
class Settings:
    """How people sign in. Neither providers nor faults: nothing is configured, and nobody does."""

    providers: tuple[Provider, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def absent(self) -> bool:
        return not self.providers and not self.faults

    @property
    def clients(self) -> dict[str, str]:
        """The client id by provider."""
        return {provider.name: provider.client_id for provider in self.providers}


def settings(auth: object, unread: tuple[str, ...] = (), headers: object = None) -> Settings:
    """What the section [auth] says; null where there is none.

    unread: files of settings that are there and cannot be read. headers: Streamlit's server.trustedUserHeaders, which
    would let whoever sends a header be anybody.
    """
    faults = [Fault("unreadable", name) for name in unread]
    if headers:
        faults.append(Fault("headers", "server.trustedUserHeaders"))
    if auth is None or faults:
        return Settings(faults=tuple(faults))
    if not isinstance(auth, Mapping) or not auth:
        return Settings(faults=(Fault("missing", "[auth]"),))
    sections = _sections(auth)
    faults = [*_shared_faults(auth), *(fault for name, given in sections.items() for fault in _faults(name, given))]
    if not sections:
        faults.append(Fault("providers", "[auth]"))
    return Settings(faults=tuple(faults)) if faults else Settings(tuple(
        Provider(name, str(given["client_id"]), _label(name, given)) for name, given in sections.items()))


def _sections(auth: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The providers: what is written straight into [auth], and each section in it."""
    found = {name: given for name, given in auth.items() if isinstance(given, Mapping) and name != "client_kwargs"}
    shared = {name: auth[name] for name in (*NEEDED, "label") if name in auth}
    return {SHARED: shared, **found} if any(name in auth for name in NEEDED) and SHARED not in found else found


def _shared_faults(auth: Mapping[str, Any]) -> list[Fault]:
    faults = [Fault("missing", f"[auth] {name}") for name in ("redirect_uri", "cookie_secret") if not _text(auth, name)]
    secret = _text(auth, "cookie_secret")
    if secret and (len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_LENGTH // 4):
        faults.append(Fault("secret", "[auth] cookie_secret"))
    address = _text(auth, "redirect_uri")
    if address and not _callback(address):
        faults.append(Fault("redirect", address))
    elif address and not _safe(address):
        faults.append(Fault("insecure", address))
    return faults


def _faults(name: str, given: Mapping[str, Any]) -> list[Fault]:
    place = "[auth]" if name == SHARED else f"[auth.{name}]"
    faults = [Fault("missing", f"{place} {key}") for key in NEEDED if not _text(given, key)]
    metadata = _text(given, "server_metadata_url")
    if metadata and not _safe(metadata):
        faults.append(Fault("insecure", metadata))
    return [*faults, Fault("name", place)] if "_" in name else faults


def _callback(address: str) -> bool:
    return address.split("?")[0].endswith(CALLBACK)


def _safe(address: str) -> bool:
    """https; on this machine http too. What goes another way can be read and changed by others."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def _label(name: str, given: Mapping[str, Any]) -> str:
    return _text(given, "label") or ("" if name == SHARED else name.capitalize())


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return value.strip() if isinstance(value, str) else ""
