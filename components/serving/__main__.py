"""python -m components.serving: the board with health, readiness, metrics, headers and an end in good order.

Exit status: 0 ended as told, 1 ended with a write undone, 2 the call is wrong (the port is taken, a setting does not
hold).
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

import streamlit as st

from components.serving import board, ending, settings, streamlit_logs
from data import leaving, logs, meters
from data.faults import WrongCall

LOG = logging.getLogger("tenure")


def parser() -> argparse.ArgumentParser:
    """The options of its own; every other is Streamlit's (--server.sslCertFile FILE …)."""
    made = argparse.ArgumentParser(prog="python -m components.serving", allow_abbrev=False, description="Serves the "
                                   "board. Streamlit's own options (--server.baseUrlPath …) are taken too.")
    made.add_argument("--host", metavar="ADDRESS", help="listen there (default: server.address, 127.0.0.1)")
    made.add_argument("--port", type=_port, metavar="N", help="listen there (default: server.port, 8501; 0: any)")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until it is told to end, and gives the exit status."""
    asked, flags = parser().parse_known_args(arguments)
    for name, given in (("--server.address", asked.host), ("--server.port", asked.port)):
        flags += [] if given is None else [name, str(given)]
    try:
        _serve(flags)
    except WrongCall as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 1 if leaving.running() else 0


def _serve(flags: Sequence[str]) -> None:
    logs.set_up()
    streamlit_logs.take_over()
    settings.read(flags)
    meters.slow_seconds(), ending.seconds()  # what is no number is said before anything is opened
    logs.hide(settings.secrets())
    app = board.application()
    at = board.Address(str(st.get_option("server.address") or "0.0.0.0"), int(st.get_option("server.port")))
    with board.listening(at) as listens:
        port = listens.getsockname()[1]
        LOG.info("the board: http://%s:%d", at.host, port, extra={"event": "started", "port": port})
        board.serve(app, [listens])


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
