"""The arrows run one way: pages → components → queries → data. And a few things that must never be written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("data", "queries", "components", "pages", "app")
LONGEST_FILE = 300
LONGEST_APP = 60
CODE = sorted(
    path.relative_to(ROOT)
    for folder in LAYERS
    for path in ([ROOT / "app.py"] if folder == "app" else (ROOT / folder).rglob("*.py"))
)
PAGES = [path for path in CODE if path.parts[0] == "pages"]


def layer(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it; a relative import is made absolute."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = path.with_suffix("").parts[: -node.level] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def names_used(path: Path) -> set[str]:
    """Attributes and imported names: `st.cache_data` and `from streamlit import cache_data` alike."""
    nodes = list(ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))))
    taken = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    return taken | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def test_no_arrow_runs_backwards() -> None:
    above = {name: {*LAYERS[LAYERS.index(name) + 1 :], "tests"} for name in LAYERS}
    assert not {str(path): packages(path) & above[layer(path)] for path in CODE if packages(path) & above[layer(path)]}


def test_what_is_pure_works_in_a_notebook() -> None:
    """No streamlit in data, queries or charts; charts are given their frames and ask nothing."""
    pure = [path for path in CODE if layer(path) in ("data", "queries")]
    assert not [str(path) for path in pure if "streamlit" in packages(path)]
    charts = [path for path in CODE if path.parts[:2] == ("components", "charts")]
    assert not [str(path) for path in charts if packages(path) & {"streamlit", "queries", "data"}]


def test_pages_only_arrange() -> None:
    tools = {"pandas", "numpy", "sqlalchemy", "duckdb", "plotly", "altair", "data"}
    assert not {str(path): packages(path) & tools for path in PAGES if packages(path) & tools}


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_begins_with_its_guard(path: Path) -> None:
    """Nothing but imports may run before the guard: an access check must not depend on app.py having run."""
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    first = next(node for node in body[1:] if not isinstance(node, ast.Import | ast.ImportFrom))
    assert ast.unparse(first) == "frame = router.guard()"


def test_only_the_loaders_cache() -> None:
    caching = [path for path in CODE if names_used(path) & {"cache_data", "cache_resource"}]
    assert caching == [Path("components/loaders.py")]


def test_no_file_grows_long() -> None:
    lines = {str(path): (ROOT / path).read_text(encoding="utf-8").count("\n") for path in CODE}
    assert not {path: count for path, count in lines.items() if count > LONGEST_FILE}
    assert lines["app.py"] <= LONGEST_APP


def test_no_plotly_express() -> None:
    """One of its charts costs fifteen times the time of graph objects."""
    assert not [str(path) for path in CODE if any(name.startswith("plotly.express") for name in imported(path))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [("from data import x", {"data"}), ("from .. import y", {"components"}), ("from ..theme import z", {"components"})],
)
def test_the_reader_of_imports(
    source: str, expected: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules above are worth what their reader sees: relative imports too."""
    monkeypatch.setattr("tests.test_layers.ROOT", tmp_path)
    path = Path("components/charts/bar.py")
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(source, encoding="utf-8")
    assert packages(path) == expected


def test_the_oracle_shares_no_code_with_what_it_is_held_against() -> None:
    """Of this project it imports itself alone, and of the rest the standard library: no engine, no frames. Numpy is
    for the least squares of a regression alone.
    """
    own = [path for path in CODE if path.parts[:2] == ("queries", "oracle")]
    named = {name for path in own for name in imported(path)}
    assert own
    assert not {name for name in named if name.split(".")[0] in LAYERS and not name.startswith("queries.oracle")}
    assert not {name for name in named if name.split(".")[0] in {"pandas", "sqlalchemy", "duckdb", "statsmodels"}}
    assert {path.name for path in own if "numpy" in imported(path)} == {"compared.py"}
