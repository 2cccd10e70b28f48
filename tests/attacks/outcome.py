"""What an attack came to, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

SHOWN = 5


@dataclass
class Tally:
    """One line of the table: what was tried, how often, and what got through. It held where nothing did."""

    attack: str
    of: str
    """What is counted: cells, requests, texts …"""
    tried: int = 0
    through: list[str] = field(default_factory=list)
    note: str = ""

    def hold(self, fine: bool, otherwise: str) -> None:
        """Counts one try; `otherwise` says what got through where it was not fine."""
        self.tried += 1
        if not fine:
            self.through.append(otherwise)

    @property
    def held(self) -> bool:
        return not self.through and self.tried > 0


Attack = Callable[[], list[Tally]]


def table(found: Sequence[Tally], markdown: bool) -> str:
    """The tallies as lines of text, or as a table of Markdown."""
    rows = [[each.attack, f"{each.tried:,} {each.of}", f"{len(each.through):,}", each.note] for each in found]
    heads = ["Attack", "Tried", "Got through", ""]
    if markdown:
        return "\n".join("| " + " | ".join(row) + " |" for row in (heads, ["---", "---:", "---:", "---"], *rows))
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                     for row in (heads, *rows))


def details(found: Sequence[Tally]) -> str:
    """What got through, the first of each."""
    said = [f"{each.attack}: {what!r}" for each in found for what in each.through[:SHOWN]]
    said += [f"{each.attack}: nothing was tried" for each in found if not each.tried]
    return "\n".join(said)
