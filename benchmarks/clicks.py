"""A filter clicked: what a page then asks of the warehouse, none of it asked before: python -m benchmarks.clicks.

Every page is opened, then asked with values of a filter that are new to every cache. Counted: milliseconds in
statements, from the statement as it is written to the frame that comes back (compiling, planning, executing,
fetching), how many statements were executed, and the whole run of the page. Medians over the values.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Select
from streamlit.testing.v1 import AppTest

from components import router
from data.warehouse import Warehouse, open_warehouse
from queries import runner
from queries.dimensions import dimensions
from queries.kept import Fetched

ROOT = Path(__file__).resolve().parent.parent
WITHOUT = ("account", "data")
"""Pages that no filter reaches."""


@contextmanager
def executed() -> Iterator[list[float]]:
    """Milliseconds of each statement that reaches the warehouse."""
    real, taken = runner._fetched, list[float]()

    def fetched(warehouse: Warehouse, statement: Select[Any]) -> Fetched:
        start = time.perf_counter()
        try:
            return real(warehouse, statement)
        finally:
            taken.append((time.perf_counter() - start) * 1000)

    runner._fetched = fetched
    try:
        yield taken
    finally:
        runner._fetched = real


def clicks(page: str, key: str, values: list[str]) -> dict[str, float]:
    """The medians of a page over the values."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    app.query_params["lang"] = "ja"
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    found: list[tuple[float, int, float]] = []
    for value in values:
        app.query_params[key] = value
        with executed() as taken:
            start = time.perf_counter()
            app.run()
            found.append((sum(taken), len(taken), (time.perf_counter() - start) * 1000))
        assert not app.exception, [each.value for each in app.exception]
    return dict(zip(("query_ms", "statements", "page_ms"), (round(statistics.median(each), 1)
                                                           for each in zip(*found, strict=True)), strict=True))


def main() -> None:
    values = [each.value for each in dimensions(open_warehouse())["segment"].values if each.value]
    asked = sys.argv[1:] or [Path(each.path).stem for each in router.PAGES if Path(each.path).stem not in WITHOUT]
    print(json.dumps({page: clicks(page, "segment", values) for page in asked}))


if __name__ == "__main__":
    main()
