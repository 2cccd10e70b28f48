"""Addresses of the delivery file: Apprise URLs that hold no secret. `${NAME}` is filled from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote

NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
WHOLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}\Z")
SHAPE = re.compile(r"([a-z][a-z0-9]*)://([^/?]+)([^?]*)(?:\?(.*))?\Z", re.IGNORECASE | re.DOTALL)
MAIL = ("mailto", "mailtos")
OPEN = (*MAIL, "json", "jsons", "xml", "xmls", "form", "forms")
"""Schemes whose address alone lets nobody in. Of all others, which are chat services, the address is the secret."""
SECRET_WORDS = ("pass", "pwd", "token", "secret", "key", "auth", "cookie", "credential")


class Missing(Exception):
    """Names that the environment does not have."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def wrong(template: str) -> tuple[str, str] | None:
    """The rule that an address of the file breaks and what to do, null where it is in order. Never shows a value."""
    if WHOLE.match(template):
        return None
    shape = SHAPE.match(template)
    if shape is None or not _port_is_one(shape[2]) or not unquote(template).isprintable():
        return "not_an_address", ('is no Apprise address: write "mailtos://${USER}:${PASSWORD}@smtp.example.com/'
                                  'to@example.com?from=…", or the whole of it as "${NAME}"')
    if _holds_secret(shape):
        return "secret", "holds a secret: write ${NAME} there, and set NAME in the environment"
    return None


def filled(template: str, environ: Mapping[str, str]) -> str:
    """The address with what the environment says. A value inside of an address is quoted; a whole address is not.

    Errors: Missing.
    """
    lacking = tuple(name for name in NAMED.findall(template) if not environ.get(name))
    if lacking:
        raise Missing(lacking)
    if whole := WHOLE.match(template):
        return environ[whole[1]].strip()
    return NAMED.sub(lambda found: quote(environ[found[1]], safe=""), template)


def secrets(template: str, environ: Mapping[str, str]) -> frozenset[str]:
    """What must never be shown of a filled address: each value that the environment gave, as it is and as quoted."""
    values = [environ.get(name, "") for name in NAMED.findall(template)]
    return frozenset(shown for value in values if value for shown in (value, quote(value, safe="")))


def scheme(address: str) -> str:
    """The word before ://, in small letters; empty where there is none."""
    shape = SHAPE.match(address)
    return shape[1].lower() if shape else ""


def _port_is_one(host: str) -> bool:
    """A password with a slash in it would be read as a port: such an address is not used."""
    place = host.rpartition("@")[2]
    port = place.partition(":")[2] if not place.startswith("[") else ""
    return not port or port.isdecimal() or bool(NAMED.fullmatch(port))


def _holds_secret(shape: re.Match[str]) -> bool:
    if shape[1].lower() not in OPEN:
        return not NAMED.search(shape[0])
    user = shape[2].rpartition("@")[0]
    password = user.partition(":")[2]
    asked = parse_qsl(shape[4] or "", keep_blank_values=True)
    return bool(password and not NAMED.fullmatch(password)) or any(
        value and not NAMED.search(value) and any(word in name.lower() for word in SECRET_WORDS)
        for name, value in asked)
