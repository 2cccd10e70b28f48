"""The figures of a home, as its commands print them: `python -m tests.figures_of`, one JSON object, a question each.

What a drill, an upgrade or a restore compares before and after: in a process of its own, so that nothing is kept.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from queries.__main__ import main
from tests.conftest import ROOT

QUESTIONS = (
    "kpis", "kpis --by segment", "kpis --unit contract", "bridge --from {before} --to {as_of}",
    "explain --metric grr", "health --by segment",
    "migration --weeks 4", "cohorts --period quarter", "survival --by segment", "renewals --view due",
    "outcomes --view summary", "drivers --view conditions", "economics --by segment", "expansion --view sources",
    "journey --view stages", "maturity --view cells", "principles", "charter --view kpis", "charter --view decisions",
    "explain --view accounts", "methods --view methods", "alerts", "teams --by csm", "plan")
"""Each page's question, where a command asks it. `{as_of}`: the newest day that is shown, `{before}`: 13 weeks earlier.
"""
TOLD = 3


def figures(environment: Mapping[str, str], questions: Sequence[str] = QUESTIONS) -> dict[str, str]:
    """What each question's command prints in an environment. Errors: AssertionError where the process fails."""
    done = subprocess.run([sys.executable, "-m", "tests.figures_of", *questions], cwd=ROOT, env=dict(environment),
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, str] = json.loads(done.stdout)
    return found


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The questions that two homes answer differently, each with the first values that are not the same."""
    return [f"{question} ({_apart(one[question], other.get(question, ''))})" for question in one
            if one[question] != other.get(question)]


def _apart(one: str, other: str) -> str:
    """Where two printed answers part: the first values of the one with those of the other."""
    pairs = zip_longest(one.split(", "), other.split(", "))
    return "; ".join([f"{before} is now {now}" for before, now in pairs if before != now][:TOLD])


def answers(questions: Sequence[str]) -> dict[str, str]:
    """What each question's command prints here. Errors: AssertionError where one fails."""
    as_of = date.fromisoformat(json.loads(_printed("kpis"))["as_of"])
    filled = {question: question.format(as_of=as_of, before=as_of - timedelta(weeks=13)) for question in questions}
    return {question: _printed(asked) for question, asked in filled.items()}


def _printed(question: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = main([*question.split(), "--format", "json"])
    assert status == 0, f"{question}: exit status {status}"
    return out.getvalue()


if __name__ == "__main__":
    print(json.dumps(answers(sys.argv[1:] or QUESTIONS)))
