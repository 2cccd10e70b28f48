"""What is kept of a version of the data goes with it: no cache keeps a warehouse open that nobody asks any more."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from data.warehouse import Warehouse

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Key = TypeVar("Key", bound=Hashable)
SERVED = 2
"""Versions of a warehouse of which rows are kept: the one in use, and the one that a run may still be reading."""


class PerVersion(Generic[Asked, Answer]):
    """A function of a warehouse and hashable arguments, answered once a version for the arguments asked last.

    Kept beside the warehouse, not instead of it: functools.lru_cache would hold the warehouse itself, with its
    connections and the file that was deleted, until enough others were asked.
    """

    def __init__(self, made: Callable[Concatenate[Warehouse, Asked], Answer], most: int) -> None:
        self._made, self._most = made, most
        self._held: WeakKeyDictionary[Warehouse, OrderedDict[Hashable, Answer]] = WeakKeyDictionary()
        self._lock = threading.Lock()
        update_wrapper(self, made)

    def __call__(self, warehouse: Warehouse, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
        key = (asked, tuple(sorted(named.items())))
        with self._lock:
            kept = self._held.get(warehouse)
            if kept is not None and key in kept:
                kept.move_to_end(key)
                return kept[key]
        answer = self._made(warehouse, *asked, **named)
        with self._lock:
            kept = self._held.setdefault(warehouse, OrderedDict())
            kept[key] = answer
            while len(kept) > self._most:
                kept.popitem(last=False)
        return answer

    def cache_clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._held.clear()


def per_version(
    most: int = 8,
) -> Callable[[Callable[Concatenate[Warehouse, Asked], Answer]], PerVersion[Asked, Answer]]:
    """`@per_version(256)`: the answers of the 256 arguments asked last of each version in use."""
    def kept(made: Callable[Concatenate[Warehouse, Asked], Answer]) -> PerVersion[Asked, Answer]:
        return PerVersion(made, most)
    return kept


class Served:
    """Which versions were asked last. Not safe to use from several threads: its owner has a lock."""

    def __init__(self, most: int = SERVED) -> None:
        self._most = most
        self._asked: OrderedDict[tuple[str, str], None] = OrderedDict()

    def gone(self, url: str, version: str) -> tuple[tuple[str, str], ...]:
        """Notes that a version is asked; those of the same warehouse that are not kept any more."""
        self._asked[url, version] = None
        self._asked.move_to_end((url, version))
        of_url = [each for each in self._asked if each[0] == url]
        gone: tuple[tuple[str, str], ...] = tuple(of_url[: max(len(of_url) - self._most, 0)])
        for each in gone:
            del self._asked[each]
        return gone

    def outlived(self, key: Key, held: Iterable[Key]) -> list[Key]:
        """Notes that a key is asked; those of the held keys that are of versions not kept any more. A key that begins
        with no URL and version outlives nothing.
        """
        asked = version_of(key)
        gone = set(self.gone(*asked)) if asked else set()
        return [each for each in held if version_of(each) in gone] if gone else []


def version_of(key: Any) -> tuple[str, str] | None:
    """The URL and version that a key begins with; null of a key that begins otherwise."""
    return (key[0], key[1]) if isinstance(key, tuple) and len(key) >= 2 else None
