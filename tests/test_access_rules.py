"""Every query says what it answers, and what is asked of everybody is written down. Read from the code alone."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import queries
from queries import access
from tests.canary_questions import every_query, name_of

QUERIES = every_query()
HEAD = "What is told of the whole company"


def test_every_query_says_what_it_answers() -> None:
    assert [name_of(each) for each in QUERIES if not isinstance(getattr(each, "access", None), access.Rule)] == []


def test_questions_have_no_hidden_scope() -> None:
    """A query about customers takes its scope by that name, so that it is known who asks."""
    odd = [name_of(each) for each in QUERIES for parameter in inspect.signature(each).parameters.values()
           if str(parameter.annotation) == "Scope" and parameter.name != "scope"]
    assert odd == []


def test_what_is_told_of_the_whole_company_is_written_down() -> None:
    """Every query that asks about everybody stands in docs/access.md with its reason, and none that does not."""
    root = Path(queries.__path__[0])
    asking = {".".join(file.relative_to(root).with_suffix("").parts) for file in root.rglob("*.py")
              if re.search(r"with (access\.)?company_wide\(", file.read_text(encoding="utf-8"))}
    told = (root.parent / "docs" / "access.md").read_text(encoding="utf-8").split(f"## {HEAD}")
    table = [line.split("|")[1] for line in told[1].split("\n## ")[0].splitlines() if line.startswith("| `")]
    assert asking == {name for cell in table for name in re.findall(r"`([a-z_.]+)`", cell)}
