"""What every answer tells the browser: which scripts may run, who may frame the board, what may be kept.

The policy allows what Streamlit cannot do without, and each allowance says why; docs/operation.md has them as a table.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
KEPT_NOWHERE = ("/media/", "/healthz", "/readyz", "/metrics", "/auth/", "/oauth2callback", "/_stcore/")
"""Exports, and what is true for a moment only: no cache on the way, no copy on the disk."""
UNREAD = ("_streamlit_xsrf",)
"""Cookies that the page's own script must read: the token that it sends back."""
FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",  # for browsers that do not know frame-ancestors
    "referrer-policy": "same-origin",  # an address of the board holds filters, and the accounts that one looks at
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
                          "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), "
                          "clipboard-write=(self), fullscreen=(self)",
}
A_YEAR = "max-age=31536000"


@cache
def policy() -> str:
    """The Content-Security-Policy of every answer."""
    scripts = " ".join(f"'sha256-{_digest(each)}'" for each in inline())
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' blob: 'wasm-unsafe-eval' {scripts}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "media-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self' blob:",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def inline() -> Iterable[str]:
    """The scripts that stand in the page itself: Streamlit's one line, and the header's, once for each language."""
    from components import header  # what it draws with is made for a runtime that has begun
    page = files("streamlit").joinpath("static/index.html").read_text(encoding="utf-8")
    return [*INLINE.findall(page), *header.scripts()]


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class Headers:
    """Puts the headers on every answer, and flags on every cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                _put(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, sent)


def _put(headers: MutableHeaders, scope: Scope) -> None:
    secure = scope["scheme"] in ("https", "wss")
    for name, value in {**FIXED, "content-security-policy": policy()}.items():
        headers[name] = value
    if secure:
        headers["strict-transport-security"] = A_YEAR
    below = str(st.get_option("server.baseUrlPath") or "").strip("/")
    if str(scope["path"]).removeprefix(f"/{below}" if below else "").startswith(KEPT_NOWHERE):
        headers["cache-control"] = "no-store"
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
        for each in cookies:
            headers.append("set-cookie", flagged(each, secure))


def flagged(cookie: str, secure: bool) -> str:
    """The cookie with the flags that Streamlit leaves out: HttpOnly, SameSite, and Secure over https."""
    given = [part.strip().lower().partition("=")[0] for part in cookie.split(";")[1:]]
    wanted: Sequence[tuple[str, bool]] = (
        ("HttpOnly", not cookie.startswith(UNREAD)), ("SameSite=Lax", True), ("Secure", secure))
    return "; ".join([cookie, *(flag for flag, needed in wanted
                                if needed and flag.lower().partition("=")[0] not in given)])
