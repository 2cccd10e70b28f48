"""What commands print and what the server logs: no text of the data steers a terminal, or begins a line of its own."""

from __future__ import annotations

import contextlib
import io
import json
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unicodedata import category
from urllib.parse import quote, urlsplit

from components.report import __main__ as report_main
from data import __main__ as data_main
from queries import __main__ as queries_main
from tests.attacks.company import Company, at
from tests.attacks.outcome import Tally
from tests.attacks.payloads import EVERY, EVIL, LINES
from tests.e2e.test_endpoints import heard
from tests.serving_process import PATIENCE, Served, served

FORGED = re.compile(rf"^(?:error: b|Bcc: all@{re.escape(EVIL)}|=1\+1)", re.MULTILINE)
"""What stands after the line end of a payload: no line of the program begins so."""
STEERS = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029\u0085]")
QUERIES = (
    ("list",), ("kpis", "--by", "segment"), ("health", "--by", "csm_id"), ("renewals", "--view", "due"),
    ("renewals", "--list", "at_risk"), ("charter", "--view", "decisions"), ("charter", "--view", "kpis"),
    ("teams", "--by", "csm"), ("economics", "--by", "segment"), ("explain", "--view", "accounts"),
    ("maturity", "--view", "cells"), ("outcomes", "--view", "members"), ("drivers", "--view", "conditions"),
    ("week",), ("silent",), ("ready",), ("stale",), ("features",), ("alerts",), ("annotations",), ("search", "a"),
    ("functions",), ("sources",), ("journey",),
    *(("account", "{account}", "--view", view) for view in (
        "profile", "related", "contracts", "touches", "tickets", "surveys", "feedback", "people", "deals", "timeline")))
DATA = (("status",), ("check",), ("targets",), ("health",), ("journey",), ("access",), ("doctor",), ("audit",),
        ("store", "status"), ("check", "{folder}"), ("load", "{folder}"))
REPORT = (("deliveries",), ("deliver", "--dry-run"))
STARTS = re.compile(r"\d{4}-\d\d-\d\dT|\{\"")


def attack(company: Company, folder: Path, forms: Sequence[str] = ("text", "json")) -> list[Tally]:
    """Commands in this process, whose words are caught, then the server in each form of its log."""
    return [_commands(company, folder), *_logged(company, folder, forms)]


def _commands(company: Company, folder: Path) -> Tally:
    found = Tally("a line or a terminal's code that data write into what a command says", "outputs")
    astray = folder / "astray"
    _astray(astray)
    account = company.poison.of("customer_id", "C0000002")
    with at(company.home):
        for main, asked in ((queries_main.main, QUERIES), (data_main.main, DATA), (report_main.main, REPORT)):
            for each in asked:
                line = [part.format(folder=astray, account=account) for part in each]
                text = said(main, line)
                _hold(found, " ".join(each), text)
                assert not text.startswith("usage:"), f"{each} is no call"
        for payload in LINES:
            for line in (["kpis", "--where", f"segment={payload.text}"], ["kpis", "--by", payload.text]):
                _hold(found, f"{line}", said(queries_main.main, line))
    return found


def said(main: Callable[[Sequence[str]], int], line: Sequence[str]) -> str:
    """What a command writes to both of its streams; with its own refusals of a call."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
        main(line)
    return out.getvalue()


def _hold(found: Tally, what: str, text: str) -> None:
    steering = sorted({repr(each) for each in text if category(each) == "Cc" and each != "\n"} | {
        repr(each) for each in STEERS.findall(text)})
    found.hold(not steering and not FORGED.search(text) and bool(text), f"{what}: {steering}"
               f" {[each[0] for each in FORGED.finditer(text)][:2]}{'' if text else ' said nothing'}")


def _astray(folder: Path) -> None:
    """Files with a fault in every row: what is told of each holds the row's text."""
    folder.mkdir()
    rows = [f'"{each.text.replace(chr(34), chr(34) * 2)}{place}","x\x1b[2J{place}"' for place, each in enumerate(EVERY)]
    (folder / "customer.csv").write_text("\n".join(["customer_id,name", *rows]), encoding="utf-8", newline="")
    lines = [f'S{place},"{each.text.replace(chr(34), chr(34) * 2)}","{each.text.replace(chr(34), chr(34) * 2)}",1,x'
             for place, each in enumerate(EVERY)]
    (folder / "subscription.csv").write_text(
        "\n".join(["subscription_id,customer_id,start_on,mrr,\x1b[31mown\u2028", *lines]), encoding="utf-8", newline="")
    (folder / "sub\x1b[2Jscription\n2.csv").write_text("x", encoding="utf-8")


def _logged(company: Company, folder: Path, forms: Sequence[str]) -> Iterator[Tally]:
    for form in forms:
        log = folder / f"{form}.txt"
        with served(company.home, log, TENURE_LOG=form) as server:
            for payload in LINES:
                _ask(server, payload.text)
            for page in ("week", "retention", f"x{LINES[2].text}", f"account{LINES[0].text}"):
                heard(server.address, page)
        yield _read(log.read_text(encoding="utf-8"), form)


def _ask(server: Served, text: str) -> None:
    """The text in a path, in the names and values of parameters, in headers, and raw where no client would write it."""
    to = urlsplit(server.address)
    encoded, raw = quote(text, safe=""), text.replace("\r", "").replace("\n", "").encode()
    for path in (f"/{encoded}", f"/week?{encoded}={encoded}", f"/_stcore/{encoded}"):
        for more in (b"", b"User-Agent: %b\r\n", b"X-Forwarded-For: %b\r\n", b"Cookie: _streamlit_user=%b\r\n"):
            head = f"GET {path} HTTP/1.1\r\nHost: {to.netloc}\r\nConnection: close\r\n".encode()
            with socket.create_connection((to.hostname or "", to.port or 0), PATIENCE) as line:
                line.sendall(head + (more % raw if more else b"") + b"\r\n")
                with contextlib.suppress(ConnectionError, TimeoutError):
                    while line.recv(65536):
                        pass


def _read(text: str, form: str) -> Tally:
    found = Tally(f"a line of the server's log that a request or data write ({form})", "lines")
    for line in text.split("\n")[:-1]:
        whole = bool(STARTS.match(line)) if form == "text" else _is_json(line)
        steering = [each for each in line if category(each) == "Cc"] + STEERS.findall(line)
        found.hold(whole and not steering, f"{steering} {line[:160]}")
    return found


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
