"""Who answers for a stage: whom the board has named, else the function that the rules name. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.journey.model import Rules
from data.store import Record

PREFIX = "stage:"


@dataclass(frozen=True)
class Owner:
    """`name`: a function of the rules' file, or whoever was named on the board (`named`). `version`: of that record."""

    name: str
    named: bool = False
    version: int = 0


def owners(rules: Rules, decided: Sequence[Record]) -> dict[str, Owner]:
    """The owner of every stage. `decided`: the store's records of kind owner; the newest of each key."""
    named = {record.key.removeprefix(PREFIX): record for record in decided if record.key.startswith(PREFIX)}
    found = {stage.key: Owner(stage.owner) for stage in rules.stages}
    return found | {key: Owner(str(record.body["owner"]), True, record.version) for key, record in named.items()
                    if key in found}
