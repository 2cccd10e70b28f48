"""Every public query of the project, found by looking, and what each is asked in the search for the canary.

A query with a parameter that no example is known for is a fault: whoever adds one says what it can be asked, in
tests/canary_examples.py.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import queries
from data.warehouse import Warehouse
from queries.dimension import Dimension
from queries.scope import Scope
from tests.canary import Company
from tests.canary_examples import EXAMPLES, OWN

Query = Callable[..., Any]
LEFT_OUT = tuple(f"queries.{each}" for each in (
    "runner.run", "dimensions.dimensions", "dimensions.visible", "dimensions.build_info", "dimension_values.within",
    "people.seen_as", "people.permitted", "scored.listed", "small_asked.answered", "small_asked.refuse",
    "small_scope.check", "small_scope.hidden_values", "small_scope.table"))
"""No question of their own: the runner, the frame of every question, and what takes a finished statement."""


@dataclass(frozen=True)
class Asked:
    """One question: the query, the rest of its arguments, and whether it takes a scope."""

    query: Query
    named: tuple[tuple[str, Any], ...]
    with_scope: bool

    @property
    def name(self) -> str:
        return name_of(self.query)

    def answer(self, warehouse: Warehouse, scope: Scope) -> Any:
        given = dict(self.named)
        varied = given.pop("names", ())
        return self.query(warehouse, *((scope,) if self.with_scope else ()), *varied, **given)


def name_of(query: Query) -> str:
    return f"{query.__module__}.{query.__qualname__}"


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(queries.__path__, "queries."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def of_module(module: Any) -> list[Query]:
    """Its own public functions whose first parameter is a Warehouse; caches and decorators are looked through."""
    made = []
    for name, found in vars(module).items():
        if name.startswith("_") or not callable(found) or getattr(found, "__module__", None) != module.__name__ \
                or inspect.isclass(found):
            continue
        first = next(iter(inspect.signature(found).parameters.values()), None)
        if first is not None and str(first.annotation) in ("Warehouse", str(Warehouse)):
            made.append(found)
    return made


def every_query() -> list[Query]:
    return sorted((each for module in modules() for each in of_module(module) if name_of(each) not in LEFT_OUT and
                   ".commands." not in name_of(each)), key=name_of)


def asked_of(query: Query, company: Company, known: dict[str, Dimension]) -> list[Asked]:
    """The questions that a query is put: each parameter through its examples, the others at their first."""
    parameters = list(inspect.signature(query).parameters.values())[1:]
    with_scope = any(each.name == "scope" for each in parameters)
    own = [each for each in parameters if each.name != "scope"]
    choices = {each.name: examples(query, each.name, company, known) for each in own}
    lacking = sorted(name for name, values in choices.items() if not values)
    assert not lacking, f"{name_of(query)}: no example of {', '.join(lacking)} in tests/canary_examples.py"
    firsts = {name: values[0] for name, values in choices.items()}
    made = [firsts, *({**firsts, name: value} for name, values in choices.items() for value in values[1:])]
    return [Asked(query, tuple(each.items()), with_scope) for each in made]


def examples(query: Query, name: str, company: Company, known: dict[str, Dimension]) -> list[Any]:
    """What a parameter of this name can be, the usual first; empty: unknown. An own choice of the query comes first."""
    module = query.__module__.removeprefix("queries.")
    own = OWN.get((f"{module}.{query.__qualname__}", name)) or OWN.get((module, name))
    chosen = own or EXAMPLES.get(name)
    return chosen(company, known) if chosen else []
