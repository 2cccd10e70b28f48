"""Who may see what of an answer: the rule that every question is asked under.

Each public query is decorated with the kind of answer it gives. Inside the outermost call everybody's permission is
known: the runner refuses a statement over customers that does not carry it, and dimensions hold no foreign value.
What leaves the outermost call has the rule applied: names that may not be seen are one line, small groups are none.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar, cast

import pandas as pd
from sqlalchemy import BindParameter, TableClause
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement

from data.access import Viewer
from data.warehouse import Warehouse
from queries.scope import PERMIT, Scope
from queries.unnamed import folded

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Kind = Literal["open", "whole", "groups", "names"]

FREE_SCHEMAS = ("meta",)
FREE_TABLES = ("as_of", "profile", "stg_team", "stg_playbook", "stg_partner", "stg_fx_rate", "stg_assessment",
               "stg_cost_month")
"""What holds nothing of a customer: everything else is read under the permission."""


@dataclass(frozen=True)
class Rule:
    """What an answer holds. open: nothing of any customer. whole: one group. groups: rows are groups, `columns` their
    counts of customers. names: rows are units by name, `columns` the amounts that add up over them.
    """

    kind: Kind
    columns: tuple[str, ...] = ()


OPEN, WHOLE = Rule("open"), Rule("whole")


def grouped(*counts: str) -> Rule:
    return Rule("groups", counts)


def by_name(*sums: str) -> Rule:
    return Rule("names", sums)


class NotAllowed(PermissionError):
    """Whoever asks may see nothing."""


class Unguarded(PermissionError):
    """A statement over customers that does not carry the permission of whoever asks: a fault of the query."""


@dataclass(frozen=True)
class Asking:
    """Who asks the question that is running; null: it is about no customer. `free`: inside `company_wide`."""

    viewer: Viewer | None
    free: bool = False

    @property
    def limited(self) -> bool:
        """Whether statements over customers need a permission. A question about no customer may ask none of them."""
        return self.viewer is None or bool(self.viewer.filters)


_asking: ContextVar[Asking | None] = ContextVar("asking", default=None)


def asking() -> Viewer | None:
    """Who asks the question that is running; null outside of one, in one about no customer, and company-wide."""
    now = _asking.get()
    return now.viewer if now and not now.free else None


def recorded() -> bool:
    """Whether statements are kept for the evidence: not those over everybody, for whoever may not see everybody."""
    now = _asking.get()
    return not (now and now.free and now.viewer is not None and now.limited)


@contextmanager
def company_wide(why: str) -> Iterator[None]:
    """An aggregate over everybody that a limited viewer may have all the same, such as the rate of all other teams.

    `why` says so to whoever reads the code; empty is a ValueError. Rows of the statements inside must not leave the
    query as they are.
    """
    if not why:
        raise ValueError("say why this question may be asked of everybody")
    now = _asking.get()
    token = _asking.set(Asking(now.viewer if now else None, free=True))
    try:
        yield
    finally:
        _asking.reset(token)


def refuse(statement: ClauseElement) -> None:
    """Raises Unguarded for a statement over customers without the permission of whoever asks."""
    now = _asking.get()
    if now is None or not now.limited or now.free:
        return
    found = list(visitors.iterate(statement))
    read = sorted({each.name for each in found if isinstance(each, TableClause) and not _is_free(each)})
    if read and not any(map(_is_permission, found)):
        raise Unguarded(f"a statement over {', '.join(read)} carries no permission")


def _is_permission(element: object) -> bool:
    """A column's own values are bound under `a_<key>`: no attribute of a company's can be taken for a permission."""
    return isinstance(element, BindParameter) and element.key.endswith(f" {PERMIT})s")


def _is_free(table: TableClause) -> bool:
    return table.schema in FREE_SCHEMAS or table.name in FREE_TABLES


def answers(
    rule: Rule,
) -> Callable[[Callable[Concatenate[Warehouse, Asked], Answer]], Callable[Concatenate[Warehouse, Asked], Answer]]:
    """Declares what a query answers. TypeError where it is about customers and takes no Scope."""

    def declared(query: Callable[Concatenate[Warehouse, Asked], Answer]) -> Callable[
            Concatenate[Warehouse, Asked], Answer]:
        _must_take_scope(query, rule)

        @wraps(query)
        def asked(warehouse: Warehouse, /, *args: Asked.args, **named: Asked.kwargs) -> Answer:
            if _asking.get() is not None:
                return query(warehouse, *args, **named)
            viewer = _viewer_of((*args, *named.values()))
            if viewer is not None and viewer.barred:
                raise NotAllowed(f"{viewer.who} may see nothing: {viewer.why}")
            nameless = viewer is not None and not viewer.names
            given = _given(query, args, named) if nameless else {}
            if nameless:
                from queries import small_asked  # here: it asks queries itself
                small_asked.refuse(warehouse, rule.kind, given)
            if viewer is not None and rule.kind == "names" and not viewer.names:
                args, named = _unlimited(query, args, named)
            token = _asking.set(Asking(viewer))
            try:
                answer = query(warehouse, *args, **named)
            finally:
                _asking.reset(token)
            if nameless:
                return cast(Answer, small_asked.answered(warehouse, answer, rule.kind, rule.columns, given))
            return answer if viewer is None else shown(answer, rule, viewer)

        asked.__dict__["access"] = rule
        return asked

    return declared


def _must_take_scope(query: Callable[..., Any], rule: Rule) -> None:
    kinds = [str(each.annotation) for each in inspect.signature(query).parameters.values()]
    if rule.kind != "open" and "Scope" not in kinds:
        raise TypeError(f"{query.__qualname__} is about customers and takes no Scope: nobody can tell who asks")


def _viewer_of(values: tuple[Any, ...]) -> Viewer | None:
    return next((value.viewer for value in values if isinstance(value, Scope)), None)


def _given(query: Callable[..., Any], args: Any, named: Any) -> dict[str, Any]:
    bound = inspect.signature(query).bind(None, *args, **named)
    bound.apply_defaults()
    return dict(bound.arguments)


def _unlimited(query: Callable[..., Any], args: Any, named: Any) -> tuple[Any, Any]:
    """The arguments without a limit: where no row has a name, the one line stands for all of them."""
    asked = inspect.signature(query).bind(None, *args, **named)
    if "limit" in inspect.signature(query).parameters:
        asked.arguments["limit"] = None
    return asked.args[1:], asked.kwargs


def shown(answer: Answer, rule: Rule, viewer: Viewer) -> Answer:
    """The answer as this person may have it."""
    if viewer.whole or not isinstance(answer, pd.DataFrame):
        return answer
    if rule.kind == "names":
        return cast(Answer, folded(answer, rule.columns))
    return answer
