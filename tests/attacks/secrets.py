"""A password that the environment and the settings alone know, looked for in all that commands and pages say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from tests.attacks.company import ROOT, around
from tests.attacks.outcome import Tally
from tests.e2e.test_endpoints import heard
from tests.serving_process import served

SECRET = "s3cret/p@ss:Z0n-canary"
FORMS = (SECRET, quote(SECRET, safe=""), quote(SECRET), "Z0n-canary")
REFUSED = "127.0.0.1:1/db"
WAREHOUSES = {
    "postgresql": f"postgresql://tenure:{quote(SECRET, safe='')}@{REFUSED}",
    "postgresql, in the options": f"postgresql://tenure@{REFUSED}?password={quote(SECRET, safe='')}",
    "hive": f"hive://tenure:{quote(SECRET, safe='')}@127.0.0.1:1/default?auth=LDAP",
    "no URL": f"postgresql//tenure:{SECRET}@127.0.0.1",
    "unknown engine": f"oracle://tenure:{quote(SECRET, safe='')}@{REFUSED}",
    "a port that is none": f"postgresql://tenure:{SECRET}@{REFUSED}",
}
COMMANDS = (("-m", "data", "status"), ("-m", "data", "check"), ("-m", "data", "build"), ("-m", "data", "doctor"),
            ("-m", "data", "store", "status"), ("-m", "queries", "kpis"),
            ("-m", "components.report", "weekly", "--format", "xlsx", "--out", "out"))
SMTP = """tries = 1
wait_seconds = 0
[[recipient]]
name = "x"
to = "mailto://tenure:{secret}@127.0.0.1:1/a@example.com?from=tenure@example.com"
person = "ceo@example.com"
language = "en"
"""


def attack(folder: Path, every: bool = True) -> list[Tally]:
    """In an empty folder, on servers that refuse. every: all addresses; otherwise the first alone."""
    said = Tally("a password in what a command says", "outputs")
    shown = Tally("a password on a page or in the server's log", "pages and logs")
    named = list(WAREHOUSES.items())[: None if every else 1]
    for name, url in named:
        for command in COMMANDS[: None if every else 2]:
            more = {"TENURE_WAREHOUSE_URL": url, "TENURE_STORE_URL": WAREHOUSES["postgresql"]}
            _run(folder, command, more, name, said)
    (folder / "delivery.toml").write_text(SMTP.format(secret=quote(SECRET, safe="")), encoding="utf-8")
    for command in (("-m", "components.report", "deliver"), ("-m", "components.report", "deliver", "--dry-run")):
        _run(folder, command, {}, "mail", said)
    log = folder / "log.txt"
    for name in [each for each, _ in named if each in ("postgresql", "unknown engine")]:
        with served(folder, log, TENURE_WAREHOUSE_URL=WAREHOUSES[name], TENURE_WAREHOUSE_PASSWORD=SECRET,
                    TENURE_STORE_URL=WAREHOUSES["postgresql"]) as server:
            for page in ("", "data", "methods"):
                _none(heard(server.address, page).decode("utf-8", "replace"), f"{name}: /{page}", shown)
            for path in ("/readyz", "/healthz", "/metrics", "/"):
                _none(server.ask(path).body.decode("utf-8", "replace"), f"{name}: {path}", shown)
        _none(log.read_text(encoding="utf-8"), f"{name}: log", shown)
    return [said, shown]


def _run(folder: Path, command: tuple[str, ...], more: Mapping[str, str], name: str, into: Tally) -> None:
    settings = {**around(folder), "TENURE_WAREHOUSE_PASSWORD": SECRET, "PGPASSWORD": SECRET, **more}
    ended = subprocess.run([sys.executable, *command], cwd=ROOT, env=settings, capture_output=True, text=True,
                           encoding="utf-8", errors="replace", check=False, timeout=300)
    told = ended.stdout + ended.stderr
    _none(told, f"{name}: {' '.join(command[1:])}", into)
    into.hold("Traceback" not in told, f"{name}: {' '.join(command[1:])}: {told.strip().splitlines()[-1:]}")


def _none(text: str, where: str, into: Tally) -> None:
    into.hold(not any(form in text for form in FORMS), where)
