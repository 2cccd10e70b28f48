"""What the store holds and what can go wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"


class StoreError(Exception):
    """The store cannot be used. The message says why and what to do."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, or refuses what is asked of it."""


class StoreDamaged(StoreUnavailable):
    """What the store holds is not what was written to it. Nothing is read or written."""


class EntryDamaged(ValueError):
    """One entry does not say what its checksum says."""


class StoreOutdated(StoreError):
    """The store has an older schema and could not be, or was not to be, migrated."""


class StoreNewer(StoreError):
    """The store has been migrated by a newer release than this one."""


class Conflict(Exception):
    """Somebody else wrote since the editor looked. `current` is what stands now; nothing was written.

    `current.deleted` where it was removed; its version is 0 where the store does not know the key at all.
    """

    def __init__(self, current: Record) -> None:
        super().__init__(f"{current.kind} {current.key}: version {current.version} was written meanwhile "
                         f"by {current.author or 'nobody'}.")
        self.current = current


class Fields(tuple[tuple[str, Any], ...]):
    """A mapping inside a body, frozen: its pairs, sorted by name."""


@dataclass(frozen=True)
class Record:
    """One version of one key. `at` is UTC and aware; a tombstone (`deleted`) keeps the body of what was removed."""

    kind: str
    key: str
    version: int
    body_items: tuple[tuple[str, Any], ...]
    author: str
    at: datetime
    deleted: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """The body as a dict of the caller's own."""
        return {name: _thawed(value) for name, value in self.body_items}

    def get(self, name: str, otherwise: Any = None) -> Any:
        """One field of the body; `otherwise` where it has none."""
        return next((_thawed(value) for field, value in self.body_items if field == name), otherwise)


def frozen(body: Mapping[str, JSON]) -> tuple[tuple[str, Any], ...]:
    """A body as `body_items`: hashable, sorted by name, lists as tuples."""
    return Fields((name, _frozen(body[name])) for name in sorted(body))


def canonical(body: Mapping[str, JSON]) -> str:
    """A body as it is kept: JSON with sorted names. The same body is always the same text."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest(kind: str, key: str, version: int, body: str, author: str, at: str, deleted: bool) -> str:
    """The checksum of one entry over everything it says, `at` in ISO form with microseconds."""
    return sha256(json.dumps([kind, key, version, body, author, at, deleted]).encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment as checksums and backups write it, always with microseconds."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds")


def _frozen(value: JSON) -> Any:
    if isinstance(value, Mapping):
        return frozen(value)
    if isinstance(value, list | tuple):
        return tuple(_frozen(each) for each in value)
    return value


def _thawed(value: Any) -> Any:
    if isinstance(value, Fields):
        return {name: _thawed(each) for name, each in value}
    if isinstance(value, tuple):
        return [_thawed(each) for each in value]
    return value

