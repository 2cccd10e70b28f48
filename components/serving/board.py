"""The board as an ASGI application, and the server under it."""

from __future__ import annotations

import socket
from dataclasses import dataclass

import streamlit as st
import uvicorn
from starlette.middleware import Middleware

from components.serving import ending, metrics, probes, settings
from components.serving.headers import Headers
from data.faults import WrongCall

BACKLOG = 2048
PING_SECONDS = 30
CLOSING_SECONDS = 3
"""For connections to end: a browser says goodbye at once, one that is gone says nothing."""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Address:
    """Where the server listens; port 0 is any that is free."""

    host: str
    port: int


def application() -> st.App:
    """The board with what a server adds: routes for machines, headers, an end in good order."""
    looker = probes.Looker()
    return st.App(settings.SCRIPT, routes=[*probes.routes(looker), metrics.route(looker)],
                  middleware=[Middleware(Headers), Middleware(metrics.Sessions)], lifespan=ending.lifespan)


def listening(at: Address) -> socket.socket:
    """A socket that listens there. Errors: WrongCall where it cannot: another process has the port, or no such host."""
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    try:
        return socket.create_server((at.host, at.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise WrongCall(f"Cannot listen on {at.host}:{at.port}: {error.strerror or error}. Another port: --port N.") \
            from error


def serve(app: st.App, sockets: list[socket.socket]) -> None:
    """Until it is told to end. The limits are Streamlit's own settings."""
    config = uvicorn.Config(
        app, ws="websockets-sansio", ws_max_size=int(st.get_option("server.maxWidgetStateSize")) * MEGABYTE,
        ws_ping_interval=PING_SECONDS, ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=bool(st.get_option("server.enableWebsocketCompression")),
        ssl_certfile=st.get_option("server.sslCertFile"), ssl_keyfile=st.get_option("server.sslKeyFile"),
        log_config=None, access_log=False, server_header=False, lifespan="on",
        timeout_graceful_shutdown=CLOSING_SECONDS)
    ending.quiet_signals()
    uvicorn.Server(config).run(sockets)
