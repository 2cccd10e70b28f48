"""What the stages' rules cannot see: tables of the contract that they name and that hold nothing."""

from __future__ import annotations

from dataclasses import dataclass

from data.warehouse import Warehouse
from queries.access import OPEN, answers
from queries.journey_rows import told
from queries.scored import absent


@dataclass(frozen=True)
class Need:
    """A stage whose rule names tables without rows. `blocked`: nobody can stand in it without them."""

    stage: str
    tables: tuple[str, ...]
    blocked: bool


@answers(OPEN)
def needs(warehouse: Warehouse) -> tuple[Need, ...]:
    """The stages that cannot be told, or only in part, in the order of their precedence."""
    rules = told(warehouse).rules
    names = sorted({name for each in rules.conditions() for name in each.lacks(())})
    empty = absent(warehouse, *names) if names else ()
    given = frozenset(names) - frozenset(empty)
    found = [(stage.key, *stage.lacks(given)) for stage in rules.stages]
    return tuple(Need(key, lacking, blocked) for key, lacking, blocked in found if lacking)
