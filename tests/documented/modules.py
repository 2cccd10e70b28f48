"""What of the repository is run as `python -m …`, and with which options: read from the code, nothing is forgotten."""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

from tests.conftest import ROOT

FOLDERS = ("data", "queries", "components", "benchmarks", "tests")
INNER = {"tests.delivery_process", "tests.delivery_servers", "tests.store_writer"}
"""Started by tests alone, with what they themselves made."""
ELSEWHERE = {"components.report": "components.report.commands"}
"""Whose parser stands in another module."""


@dataclass(frozen=True)
class Module:
    """One that is run: its name behind `python -m`, its docstring, and its parser (null: it has none)."""

    name: str
    told: str
    parser: argparse.ArgumentParser | None


class _Parsed(Exception):
    """A parser was about to read the arguments."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__()
        self.parser = parser


def names() -> list[str]:
    """The modules that are run, sorted, as `python -m` takes them; without those of tests alone."""
    found = {_name(path) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if _is_run(path)}
    return sorted(found - INNER)


@lru_cache(maxsize=1)
def modules() -> dict[str, Module]:
    """Every module that is run, by name. Imports them; runs none."""
    return {name: _module(name) for name in names()}


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser with their own parsers; nothing where it has none."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def helps(parser: argparse.ArgumentParser) -> dict[str, str]:
    """What each command of a parser is for."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return {each.dest: each.help or "" for each in action._choices_actions}
    return {}


def _is_run(path: Path) -> bool:
    return path.name == "__main__.py" or '\nif __name__ == "__main__":' in path.read_text(encoding="utf-8")


def _name(path: Path) -> str:
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return dotted.removesuffix(".__main__")


def _path(name: str) -> Path:
    at = ROOT.joinpath(*name.split("."))
    return at / "__main__.py" if at.is_dir() else at.with_suffix(".py")


def _module(name: str) -> Module:
    text = _path(name).read_text(encoding="utf-8")
    return Module(name, ast.get_docstring(ast.parse(text)) or "", _parser(name) if _has_parser(name, text) else None)


def _has_parser(name: str, text: str) -> bool:
    return name in ELSEWHERE or "\ndef parser()" in text or ("ArgumentParser(" in text and "parse_args(" in text)


def _parser(name: str) -> argparse.ArgumentParser:
    """The module's `parser()`, else what its `main` would read the arguments with: it is stopped there.

    Errors: LookupError.
    """
    at = _path(name)
    module = importlib.import_module(ELSEWHERE.get(name) or (f"{name}.__main__" if at.name == "__main__.py" else name))
    if hasattr(module, "parser"):
        made: argparse.ArgumentParser = module.parser()
        return made

    def stopped(parser: argparse.ArgumentParser, *given: object) -> None:
        raise _Parsed(parser)

    with patch.object(argparse.ArgumentParser, "parse_args", stopped), patch.object(sys, "argv", [name]):
        try:
            module.main()
        except _Parsed as found:
            return found.parser
    raise LookupError(f"python -m {name} reads no arguments, though it makes a parser")
