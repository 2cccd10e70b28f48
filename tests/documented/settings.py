"""What of the environment the code reads: every TENURE_ setting, and every other name, by the text of the code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

TOLD = Path(__file__).with_name("settings.toml")
SETTING = re.compile(r"TENURE_[A-Z][A-Z_]*[A-Z](?![A-Z_])")
PRODUCT = ("app.py", "components", "data", "pages", "queries")
AROUND = ("benchmarks", "tests", "Makefile", ".ci", ".streamlit")
SYSTEM = {"PATH", "HOME", "TMPDIR", "PYTHONPATH", "LANG"}
AUDIENCES = {"company": "Settings", "machine": "Of the machine", "work": "To work on Tenure",
             "inner": "Set by Tenure itself"}
"""Who sets it, with the title of their section."""


@dataclass(frozen=True)
class Setting:
    """One of the environment: what it is, what holds without it ("" nothing), whose it is, the page that says more."""

    name: str
    what: str
    default: str
    audience: str
    page: str


def told() -> dict[str, Setting]:
    """What is said of each. Errors: TypeError where a key is missing or one too many."""
    entries = tomllib.loads(TOLD.read_text(encoding="utf-8"))
    return {name: Setting(name=name, **{"default": "", "page": "", **entry}) for name, entry in entries.items()}


def read() -> set[str]:
    """The names that the code reads: TENURE_ anywhere in the product, others where `os.environ` is asked for them."""
    return (_written() | _own_files() | _asked()) - SYSTEM


def _files(places: tuple[str, ...], *endings: str) -> Iterator[Path]:
    for place in places:
        at = ROOT / place
        found = [at] if at.is_file() else [each for each in at.rglob("*") if each.is_file()]
        yield from (each for each in found if "__pycache__" not in each.parts and "target" not in each.parts
                    and (not endings or each.suffix in endings))


def _written() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in _files(PRODUCT, ".py", ".yml", ".sql", ".toml"))
    return {name for text in texts for name in SETTING.findall(text)}


def _own_files() -> set[str]:
    """`own_file("health", …)` reads TENURE_HEALTH."""
    texts = (path.read_text(encoding="utf-8") for path in _files(PRODUCT, ".py"))
    return {f"TENURE_{name.upper()}" for text in texts for name in re.findall(r'own_file\("(\w+)"', text)}


def _asked() -> set[str]:
    return {name for path in _files((*PRODUCT, *AROUND), ".py")
            for name in _environ(ast.parse(path.read_text(encoding="utf-8")))}


def _environ(tree: ast.AST) -> Iterator[str]:
    """Names given as words to os.environ[…], os.environ.get(…) and os.getenv(…)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and _is_environ(node.value) and isinstance(node.ctx, ast.Load):
            yield from _word(node.slice)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args and (
                (node.func.attr in ("get", "pop", "setdefault") and _is_environ(node.func.value))
                or node.func.attr == "getenv"):
            yield from _word(node.args[0])


def _is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"


def _word(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
