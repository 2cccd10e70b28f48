"""`deliver` as a process of its own, with a small report instead of the company's, that may kill itself at one moment.

`python -m tests.delivery_process` loads everything once and then makes a process by a fork for each call that it
is sent, a line of JSON: {"calls": [{"arguments": […], "environment": {…}}]}, all at the same time; it answers with how
each ended. TRAP=moment[:count] in the environment: at its count-th time (1) the process ends by SIGKILL.
"""

from __future__ import annotations

import json
import os
import signal
import smtplib
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from typing import IO, Any

from components.report.commands import parser
from components.report.deliver import commands, mail
from components.report.deliver.letter import Letter, letter
from components.report.deliver.outcome import Handing
from components.report.deliver.preparing import Job
from components.report.model import Head, Part, Report, Section, Sentence
from data.delivery.log import Log

MOMENTS = ("made", "before_claim", "after_claim", "in_data", "before_handing", "after_handing", "after_dot", "answered",
           "recorded")
SAFE = tuple(each for each in MOMENTS if each != "after_handing")
"""All but the one between the log's word and the last line: there nothing arrived, and nobody can know."""


def made(job: Job, week: date, link: str) -> Letter:
    """A report of two sections, with a file as big as a real one."""
    if "broken" in job.recipient.name:
        raise RuntimeError("no font for it")
    parts = tuple(_part(job, week, link, dict(scope)) for scope in job.recipient.scopes)
    files: dict[Any, bytes] = {form: os.urandom(200_000) for form in job.recipient.forms}
    trap("made")
    return letter(Report(parts), files, job.viewer, job.recipient.subject)


def _part(job: Job, week: date, link: str, where: dict[str, Any]) -> Part:
    head = Head("Weekly review", "Company & <Sons>", week, job.recipient.language, "customer", "JPY",
                str(where or "Whole company"), "v1", datetime(2026, 11, 23), f"{link}/?as_of={week}&lang=en", True)
    says = (Sentence("GRR fell to 91.2 %, 1.1 pp below a week ago."), Sentence("=1+1 <b>is no formula</b>"))
    week_, risk = Section("week", "The week", "ARR grew by 1.2億", says), Section("risk", "At risk", "3 accounts")
    return Part(head, (week_, risk), ())


def trap(moment: str) -> None:
    """Ends this process, as `kill -9` would, where it is told to."""
    name, _, count = os.environ.get("TRAP", "").partition(":")
    if name != moment:
        return
    reached[0] += 1
    if reached[0] == int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)


reached = [0]


def around(owner: Any, name: str, before: str = "", after: str = "") -> None:
    """A method of a class, with moments before and after it."""
    plain: Callable[..., Any] = getattr(owner, name)

    def trapped(*given: Any, **named: Any) -> Any:
        trap(before)
        answer = plain(*given, **named)
        trap(after)
        return answer

    setattr(owner, name, trapped)


def main(arguments: list[str]) -> int:
    """One call in this process, with its moments."""
    around(Log, "claim", "before_claim", "after_claim")
    around(Handing, "__call__", "before_handing", "after_handing")
    around(Handing, "accepted", "answered", "recorded")
    plain = smtplib.SMTP.send

    def send(self: smtplib.SMTP, given: Any) -> None:
        if isinstance(given, bytes) and len(given) > 1000 and os.environ.get("TRAP", "").startswith("in_data"):
            plain(self, given[: len(given) // 2])
            trap("in_data")
            given = given[len(given) // 2:]
        plain(self, given)
        if given == mail.END[-mail.DOT:]:
            trap("after_dot")

    smtplib.SMTP.send = send  # type: ignore[method-assign, assignment]
    asked = parser().parse_args(arguments)
    return commands.deliver(asked, made) if asked.command == "deliver" else commands.deliveries(asked)


class Call:
    """A call as a child process: what it says goes to files."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.files: list[IO[bytes]] = [tempfile.TemporaryFile() for _ in range(2)]  # noqa: SIM115
        self.process = os.fork()
        if self.process == 0:
            os.environ.clear()
            os.environ.update(environment)
            for number, file in enumerate(self.files, start=1):
                os.dup2(file.fileno(), number)
            os._exit(_status(arguments))

    def ended(self) -> dict[str, Any]:
        _, status = os.waitpid(self.process, 0)
        said = []
        for file in self.files:
            file.seek(0)
            said.append(file.read().decode())
        return {"status": os.waitstatus_to_exitcode(status), "out": said[0], "err": said[1]}


def _status(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as error:
        return int(error.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    print("ready", flush=True)
    for line in sys.stdin:
        running = [Call(**each) for each in json.loads(line)["calls"]]
        print(json.dumps([each.ended() for each in running]), flush=True)
