"""Everything that is cached, and the only place that may: keyed by the question and the version of the data.

Never keyed by the clock or the session. Who asks is part of the Scope, so one person's frame cannot reach another.
An engine is cached, a connection never. What people decide is not cached at all: each run reads it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from components import asking, seen, unnamed, watch
from components.answers import Answers
from components.held import held
from components.held import one_version as one_version
from components.keys import as_key
from components.questions import Evidence, Question, VersionGone
from data import meters
from data.access import EVERYONE, Viewer
from data.extract import serving
from data.store import Record, Store, StoreError, StoreUnavailable, open_store, store_url
from data.store.company import held_by
from data.warehouse import Warehouse, WarehouseMissing, open_warehouse, warehouse_url
from queries import people
from queries.dimensions import Build, Dimension, build_info, visible
from queries.records import visible as visible_records
from queries.scope import Scope
from queries.small_held import hold
from queries.trace import recording

KEPT_SECONDS = 6 * 3600
KEPT_VERSIONS = 2
STORE_RETRY_SECONDS = 15

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_listening: ContextVar[list[Question] | None] = ContextVar("listening", default=None)
_unreachable: dict[str, tuple[float, str]] = {}


@st.cache_resource(max_entries=KEPT_VERSIONS, show_spinner=False)
def _opened(url: str, version: str) -> Warehouse:
    watch.opened(version)
    return open_warehouse(url)


_answers = Answers(KEPT_SECONDS)


def warehouse(url: str | None = None) -> Warehouse:
    """The version in use; of a warehouse on a server its extract, as last copied, whether or not the server answers.

    Errors: WarehouseMissing where nothing is published; WarehouseUnavailable where a server never answered;
    WarehouseUnsupported for an unknown engine.
    """
    at, of_run = url or warehouse_url(), held()
    if at in of_run:
        return of_run[at]
    version = serving.current(at)
    if version is None:
        return open_warehouse(at)  # says what to run
    of_run[at] = found = _opened(at, version)
    return found


def published() -> bool:
    """Whether anything is published to open. Errors: WarehouseUnavailable where that cannot be known, WarehouseDamaged
    where it cannot be read: nothing may be made in its place.
    """
    try:
        warehouse()
    except WarehouseMissing as error:
        if type(error) is not WarehouseMissing:
            raise
        return False
    return True


def build() -> Build:
    """What the warehouse in use is: its company, days, currency, weeks."""
    return build_info(warehouse())


def dimensions(viewer: Viewer = EVERYONE) -> dict[str, Dimension]:
    """What one can filter by, in the contract's order, as this person may know it."""
    return visible(warehouse(), viewer)


def load(
    query: Callable[Concatenate[Warehouse, Asked], Answer], /, *asked: Asked.args, **named: Asked.kwargs
) -> Answer:
    """`query(warehouse, *asked, **named)`, answered once per version of the data: `load(retention.kpis, scope)`.

    The key is the function's qualified name, what is asked (a Scope, words, dates: hashable, small) and the version.
    Each caller gets a copy of its own to change. Errors: AskedAsAnother within a page of somebody else's permission.
    """
    asking.check((*asked, *named.values()))
    house = warehouse()
    question = Question(query, tuple(map(_unnamed, asked)), tuple(sorted(
        (name, _unnamed(value)) for name, value in named.items())), house.url, house.version)
    heard = _listening.get()
    if heard is not None and question not in heard:
        heard.append(question)
    answer: Answer = _answered(question, house).value
    hold(question.name, answer, (*asked, *named.values()))
    return unnamed.listed(question.name, answer)


def _unnamed(value: object) -> object:
    """A question's scope without who asks: people who may see the same share the answer."""
    return replace(value, viewer=value.viewer.permission) if isinstance(value, Scope) else value


def decided(kind: str) -> tuple[Record, ...]:
    """What people decided, of one kind, as whoever asks may see it: the newest version of each key, in this very run.

    Empty where the store cannot be used: the head of every page says so then (components/deciding/run.py).
    """
    try:
        records = _store().current(kind)
    except StoreError as error:
        _missed(error)
        return ()
    seen.note(kind, records)
    return permitted(records)


def decided_then(kind: str, moment: datetime) -> tuple[Record, ...]:
    """What people had decided by a moment (UTC), of one kind; empty where the store cannot be used. For reading only:
    an editor writes on top of `decided`.
    """
    try:
        return permitted(_store().at(kind, moment))
    except StoreError as error:
        _missed(error)
        return ()


def versions(kind: str, key: str) -> tuple[Record, ...]:
    """Every version of one record, oldest first, tombstones too; empty where there is none, or no store.

    None where whoever asks may not see what stands now, nor those before it that they may not.
    """
    try:
        found = _store().history(kind, key)
    except StoreError as error:
        _missed(error)
        return ()
    return permitted(found) if permitted(found[-1:]) else ()


def hidden(kind: str, key: str) -> bool:
    """Whether a record stands that whoever asks may not see."""
    record = _standing(kind, key)
    return record is not None and bool(held_by((record,), is_demo())) and not permitted((record,))


def permitted(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """Those of the company in use that whoever asks may see. Source: queries.records.visible."""
    return visible_records(held_by(records, is_demo()), asking.viewer(), _book)


def _book() -> frozenset[str]:
    """The accounts of whoever asks, on the newest week: no part of any figure's evidence."""
    with listening():
        return load(people.book, Scope(build().default_as_of, viewer=asking.viewer()))


def standing(kind: str, key: str) -> int:
    """The version to write a record on top of: 0 where none stands. Knows too what counts for the demo alone."""
    record = _standing(kind, key)
    return record.version if record else 0


def out_of_sight(kind: str, key: str) -> int:
    """The version of the demo company's record that stands, unseen, where another company's is to be; 0 for none."""
    record = None if is_demo() else _standing(kind, key)
    return record.version if record and record.get("demo") else 0


def _standing(kind: str, key: str) -> Record | None:
    try:
        return next((each for each in _store().current(kind) if each.key == key), None)
    except StoreError as error:
        _missed(error)
        return None


def is_demo() -> bool:
    """Whether the company in use is the demo company."""
    return published() and build().is_demo


def store_trouble() -> str:
    """Why the store cannot be used; empty where it can."""
    try:
        _store().version()
    except StoreError as error:
        _missed(error)
        return str(error)
    return ""


def _store() -> Store:
    """One that did not answer is left alone for a while: a page must not wait for it at every turn."""
    since, why = _unreachable.get(store_url(), (0.0, ""))
    if why and time.monotonic() - since < STORE_RETRY_SECONDS:
        raise StoreUnavailable(why)
    _unreachable.pop(store_url(), None)
    return open_store()


def _missed(error: StoreError) -> None:
    meters.fault("store")
    _unreachable.setdefault(store_url(), (time.monotonic(), str(error)))


@contextmanager
def listening() -> Iterator[list[Question]]:
    """The questions that the block asks, in their order, each once; an inner block keeps its own from the outer one."""
    heard: list[Question] = []
    token = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(token)


def evidence(question: Question) -> Evidence[Any]:
    """The answer of a question that was asked before, with its statements: from the cache, else asked again.

    Errors: VersionGone where it is no longer kept and another version of the data is in use.
    """
    return _answered(question, None)


def _answered(question: Question, house: Warehouse | None) -> Evidence[Any]:
    key = as_key((*question.asked, *question.named))
    with watch.question(question.name, question.version) as asked:
        found: Evidence[Any] = _answers.get(
            (question.url, question.version, question.name, key), lambda: _asked(question, house, asked))
        return found


def _asked(question: Question, house: Warehouse | None, asked: watch.Asked) -> Evidence[Any]:
    at = house or _again(question.url)
    if at.version != question.version:
        raise VersionGone(question.version)
    build_info(at), visible(at, EVERYONE)  # read once a version by whoever comes first: no part of this answer
    with recording() as statements:
        value = question.query(at, *question.asked, **dict(question.named))
    asked.took(len(statements), sum(each.rows for each in statements))
    return Evidence(value, tuple(statements))


def _again(url: str) -> Warehouse:
    """What stands there now. The URL of a server says nothing of its password: what is in use is asked first."""
    now = warehouse()
    return now if now.url == url else warehouse(url)
