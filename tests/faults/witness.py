"""What a home shows: its figures, its status and a page, each time in a process that has read nothing before.

`python -m tests.faults.witness` loads everything once and makes a process by a fork for each line of JSON that it is
sent, {"environment": {…}}; a process that dies is told as {"crashed": signal}.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, start

WEEKS = timedelta(91)
PAGE = "pages/retention.py"
PATIENCE = 900
"""Seconds: a busy machine is no fault."""


class Witness:
    """The process that makes a process for every look."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "tests.faults.witness"], cwd=ROOT, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def sees(self, environment: dict[str, str]) -> dict[str, Any]:
        """`figures` by command; `status` and `errors` of each; `noted` by a command, `warned` and `refused` by the
        page; what was `raised`.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(environment) + "\n")
        self.process.stdin.flush()
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        return said

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)


def look() -> dict[str, Any]:
    """In this process, by its environment."""
    from data.__main__ import main as data
    from queries.__main__ import main as queries
    seen: dict[str, Any] = {"figures": {}, "status": [], "errors": [], "noted": "", "raised": []}
    until = date.today()
    for command in ("kpis", "bridge", "health"):
        dates = ["--from", str(until - WEEKS), "--to", str(until)] if command == "bridge" else []
        status, out, err = _called(queries, [command, *dates, "--format", "json"], seen["raised"])
        until = date.fromisoformat(json.loads(out)["as_of"]) if command == "kpis" and out else until
        seen["figures"][command] = out
        _heard(seen, status, err)
    status, _, err = _called(data, ["status"], seen["raised"])
    _heard(seen, status, err)
    return {**seen, **_page(seen["raised"])}


def _heard(seen: dict[str, Any], status: int, err: str) -> None:
    seen["status"].append(status)
    seen["errors"].append("\n".join(line for line in err.splitlines() if line.startswith("error: ")))
    seen["noted"] = seen["noted"] or next((line for line in err.splitlines() if line.startswith("note: ")), "")


def _called(main: Any, asked: list[str], raised: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), ThreadPoolExecutor(1) as pool:
        done = pool.submit(main, asked)
        error = done.exception()
    if error is not None:
        raised.append(f"{asked[0]}: {type(error).__name__}: {str(error).splitlines()[0][:200]}")
    return -1 if error is not None else done.result(), out.getvalue(), err.getvalue()


def _page(raised: list[str]) -> dict[str, Any]:
    """A page of figures, opened anew: whether it shows some, what its header warns of, what it refuses with."""
    app = start("en", {}).switch_page(PAGE)
    app.run(timeout=PATIENCE)
    raised += [str(each.value) for each in app.exception]
    shown = [html.proto.body for html in app.get("html") if "<style>" not in html.proto.body]
    text = re.sub(r"<[^>]+>", " ", " ".join(shown))
    failed = len(re.findall("could not be calculated", text))
    if failed:
        raised.append(f"{failed} figures of the page could not be calculated")
    warned = re.findall(r'class="t-warn">([^<]+)', " ".join(each for each in shown if "t-header" in each))
    return {"page": "NRR" in text and not app.error, "warned": " ".join(warned),
            "refused": " ".join(each.value for each in app.error), "words": text}


def _child(environment: dict[str, str], file: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    signal.alarm(PATIENCE)
    file.write_text(json.dumps(look()), encoding="utf-8")


def main() -> None:
    import components.loaders
    import pages  # noqa: F401
    import queries.commands  # noqa: F401
    assert components.loaders
    for line in sys.stdin:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "seen.json"
            child = os.fork()
            if child == 0:
                try:
                    _child(json.loads(line), file)
                finally:
                    os._exit(0 if file.exists() else 1)
            _, status = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(status)
            died = signal.Signals(-code).name if code < 0 else "an error in the witness"
            print(file.read_text(encoding="utf-8") if file.exists() else json.dumps({"crashed": died}), flush=True)


if __name__ == "__main__":
    main()
