"""A filter clicked: what a page then asks of the warehouse, none of it asked before: python -m benchmarks.clicks.

Every page is opened, then asked with values of a filter that are new to every cache; the first of them also
fetches what the next ones share. Counted: milliseconds in queries, from the statement as it is written to the frame
that comes back (compiling, planning, executing, fetching, summing in memory), those of lists of named accounts apart,
how many statements were executed, and the whole run of the page. Medians over the values after the first.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Select, TableClause
from sqlalchemy.sql import visitors
from streamlit.testing.v1 import AppTest

from components import router
from data.warehouse import open_warehouse
from queries import runner, slabs
from queries.dimensions import dimensions
from queries.profiled import Profiles

ROOT = Path(__file__).resolve().parent.parent
WITHOUT = ("account", "data")
"""Pages that no filter reaches."""


@dataclass
class Taken:
    """Milliseconds in queries of figures, and of lists by name; statements executed."""

    figures: float = 0.0
    lists: float = 0.0
    statements: int = 0
    inside: int = 0

    def timed(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time added once: what it calls of these is inside it."""
        def asked(*args: Any, **named: Any) -> Any:
            self.inside += 1
            start = time.perf_counter()
            try:
                return real(*args, **named)
            finally:
                self.inside -= 1
                self.statements += real.__name__ == "_fetched"
                if not self.inside:
                    self._add((time.perf_counter() - start) * 1000, args[-1])
        return asked

    def _add(self, spent: float, asked: Any) -> None:
        """A statement that reads the customers' table for itself asks for their names."""
        if isinstance(asked, Select) and any(
                isinstance(each, TableClause) and each.name == "customer" for each in visitors.iterate(asked)):
            self.lists += spent
        else:
            self.figures += spent


@contextmanager
def executed() -> Iterator[Taken]:
    """What is asked inside the block."""
    taken = Taken()
    places = ((runner, "_fetched"), (slabs, "summed"), (Profiles, "summed"))
    real = [getattr(place, name) for place, name in places]
    for (place, name), each in zip(places, real, strict=True):
        setattr(place, name, taken.timed(each))
    try:
        yield taken
    finally:
        for (place, name), each in zip(places, real, strict=True):
            setattr(place, name, each)


def clicks(page: str, key: str, values: list[str]) -> dict[str, float]:
    """The first value's milliseconds in queries, and the medians of a page over the others."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    app.query_params["lang"] = "ja"
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    found: list[tuple[float, float, int, float]] = []
    for value in values:
        app.query_params[key] = value
        with executed() as taken:
            start = time.perf_counter()
            app.run()
            found.append((taken.figures, taken.lists, taken.statements, (time.perf_counter() - start) * 1000))
        assert not app.exception, [each.value for each in app.exception]
    rest = (round(statistics.median(each), 1) for each in zip(*found[1:], strict=True))
    return {"first_ms": round(sum(found[0][:2]), 1),
            **dict(zip(("query_ms", "list_ms", "statements", "page_ms"), rest, strict=True))}


def main() -> None:
    values = [each.value for each in dimensions(open_warehouse())["segment"].values if each.value]
    asked = sys.argv[1:] or [Path(each.path).stem for each in router.PAGES if Path(each.path).stem not in WITHOUT]
    print(json.dumps({page: clicks(page, "segment", values) for page in asked}))


if __name__ == "__main__":
    main()
