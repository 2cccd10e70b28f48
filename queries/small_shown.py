"""An answer as whoever may not see names gets it: no name, no group of fewer than five, none by subtraction.

Rows by name are one unnamed line. Of rows that are groups, small ones and as many others as it takes are hidden
(queries/small.py): of a split by a filter's key they are one row, POOLED; of anything else their figures are null.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.scope import LINE_KEYS
from queries.small import LEAST, blocks_of, protect, smalls
from queries.small_kinds import COUNTS, CROSSED, LINES, MOVES, PARTS, PLACES, UNITS, WHOLES
from queries.small_names import folded, without_people
from queries.small_rows import POOLED, blank, pooled, tables

SUPPRESSED, POOLED_ROWS, WITHHELD = "suppressed", "pooled", "withheld"
"""attrs: rows whose figures are null; rows that POOLED stands for; amounts of few customers that are null."""
TOLD = ("feature", "theme")
"""Keys that are words of the company's data: hidden rows go with theirs."""
SPLITS = ("cell", "label", "of", "partner_id")


class NotShown(PermissionError):
    """An answer that whoever may not see names gets nothing of. reason: names, or few (groups of fewer than five).

    number, arr: how many customers it is about, and their ARR together; null where that is not told either. question,
    answer: of few, what may be shown all the same.
    """

    def __init__(self, reason: Literal["names", "few"], number: int | None = None, arr: float | None = None,
                 question: str = "", answer: pd.DataFrame | None = None) -> None:
        self.reason, self.number, self.arr, self.question, self.answer = reason, number, arr, question, answer
        super().__init__({"names": "customers by name are not shown to this role",
                          "few": "groups of fewer than five customers are not shown to this role"}[reason])


@dataclass(frozen=True)
class Asked:
    """What an answer was asked with. by: the key that splits it; known: its values that may be told; part: whether a
    filter narrows it; hidden: the values of a label that must be hidden in a split by it, null where that is unknown.
    """

    by: str | None = None
    known: frozenset[str | None] | None = None
    part: bool = False
    hidden: Callable[[str], frozenset[str | None] | None] = lambda by: frozenset()


def shown(answer: Any, names: bool, sums: tuple[str, ...], asked: Asked) -> Any:
    """The answer with names folded and small groups hidden. `names`: whether its rule says that rows are by name.

    Errors: NotShown for rows by name that are no frame.
    """
    if isinstance(answer, pd.DataFrame):
        made = folded(answer, sums) if names or UNITS & set(answer.columns) else grouped(answer, asked)
        made.attrs = {name: _told(value, asked) if isinstance(value, dict) else value
                      for name, value in made.attrs.items()}
        return without_people(made)
    if names:
        raise NotShown("names")
    return _figures(answer) if isinstance(answer, dict) else answer


def _told(counts: dict[Any, Any], asked: Asked) -> dict[Any, Any]:
    """Counts by label, beside a split: those of labels that are hidden as one."""
    if asked.by is None or asked.known is None:
        return counts
    hidden = asked.hidden(asked.by) or frozenset()
    kept = {name: value for name, value in counts.items() if name in asked.known and name not in hidden}
    rest = [value for name, value in counts.items() if name not in kept and value is not None]
    return {**kept, **({POOLED: sum(rest)} if rest else {})}


def grouped(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Rows that are groups: small parts of a row null, small rows hidden."""
    made = _without_parts(frame, asked)
    counts = [name for name in made.columns if name in COUNTS]
    keys = _keys(made, asked)
    if not len(made) or not (counts or asked.by):
        return made
    made = _known(made, keys, asked)
    hidden = _hidden(made, counts, keys, asked)
    if not hidden.any():
        return made
    lines = keys.lines
    if set(keys.places) & set(TOLD):
        return _marked(made, made[~hidden].reset_index(drop=True), POOLED_ROWS, int(hidden.sum()))
    together = len(lines) == 1 and lines[0] in (asked.by, *SPLITS)
    told = pooled(made, lines[0], keys.places, hidden) if together else blank(made, (*lines, *keys.places), hidden)
    whole = together and not told.loc[told[lines[0]] == POOLED, counts].isna().any(axis=None)
    return _marked(made, told, POOLED_ROWS if whole else SUPPRESSED, int(hidden.sum()))


def _known(frame: pd.DataFrame, keys: Keys, asked: Asked) -> pd.DataFrame:
    """Labels that whoever asks may not know are one, whatever else is hidden: a label may be a name."""
    split = next((name for name in keys.lines if name in (asked.by, *SPLITS)), None)
    if split is None or asked.known is None:
        return frame
    given = frame[split].astype(object).where(frame[split].notna(), None)
    foreign = np.asarray([value not in asked.known for value in given.tolist()], dtype=bool)
    if not foreign.any():
        return frame
    others = tuple(name for name in (*keys.lines, *keys.places) if name != split)
    return _marked(frame, pooled(frame, split, others, foreign, last=False), POOLED_ROWS, int(foreign.sum()))


@dataclass(frozen=True)
class Keys:
    lines: tuple[str, ...]
    places: tuple[str, ...]


def _keys(frame: pd.DataFrame, asked: Asked) -> Keys:
    columns = set(frame.columns)
    crossed = ("quarter",) if any(each <= columns for each in CROSSED) else ()
    lines = [name for name in frame.columns if name in (asked.by, *LINES, *crossed)]
    if "partner_id" in lines:
        lines = ["partner_id"]
    return Keys(tuple(lines[:2]), tuple(name for name in frame.columns if name in PLACES and name not in lines))


def _hidden(frame: pd.DataFrame, counts: list[str], keys: Keys, asked: Asked) -> NDArray[np.bool_]:
    """Which rows to hide, table by table."""
    hidden = np.zeros(len(frame), dtype=bool)
    for rows in tables(frame, keys.places):
        cells = np.asarray([at for at in rows if not _is_whole(frame, at)], dtype=np.int64)
        numbers = frame[counts].iloc[cells].apply(pd.to_numeric, errors="coerce").fillna(0).to_numpy().astype(np.int64)
        if not keys.lines:
            hidden[cells] = smalls(numbers) | _unborne(frame, cells, keys)
            continue
        if asked.by and not counts:
            hidden[cells] = _by_label(frame[keys.lines[0]].iloc[cells], asked)
            continue
        first, *second = (frame[name].iloc[cells].astype(object).where(frame[name].iloc[cells].notna(), None).tolist()
                          for name in keys.lines)
        hidden[cells] = protect(numbers, blocks_of(first, second[0] if second else None, numbers))
        if keys.lines[0] == asked.by and asked.hidden(asked.by) is not None:
            hidden[cells] |= _by_label(frame[keys.lines[0]].iloc[cells], asked, counted=True)
    return hidden


def _unborne(frame: pd.DataFrame, cells: NDArray[np.int64], keys: Keys) -> NDArray[np.bool_]:
    """Rows under a word of the company's data that fewer than five customers bear, nobody included."""
    borne = [name for name in ("using", "asked") if name in frame.columns] if set(keys.places) & set(TOLD) else []
    few = [pd.to_numeric(frame[name].iloc[cells], errors="coerce").fillna(0).to_numpy() < LEAST for name in borne]
    return np.asarray(np.logical_or.reduce(few) if few else np.zeros(len(cells)), dtype=bool)


def _by_label(labels: pd.Series, asked: Asked, counted: bool = False) -> NDArray[np.bool_]:
    """The rows whose label is hidden in the table of the filter's keys and this one. POOLED is told with them."""
    held = asked.hidden(str(asked.by))
    if held is None or (asked.by in LINE_KEYS and not counted):
        return np.ones(len(labels), dtype=bool)
    given = labels.astype(object).where(labels.notna(), None).tolist()
    return np.asarray([bool(held) and value in (*held, POOLED) for value in given], dtype=bool)


def _is_whole(frame: pd.DataFrame, at: int) -> bool:
    return any(name in frame.columns and frame[name].iloc[at] == whole for name, whole in WHOLES.items())


def _without_parts(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Amounts of 1 to 4 customers are null, and in a part of the company all amounts of what moved."""
    made, hidden = frame, 0
    columns = set(frame.columns)
    if asked.part or asked.by:
        moved = [name for name in frame.columns if name in MOVES and name not in PARTS]
        moved += ["lost"] if "lost" in columns and "renewals" not in columns else []
        made = made.assign(**dict.fromkeys(moved))
        hidden += len(moved)
    for count, amounts in PARTS.items():
        given = [name for name in amounts if name in columns]
        if count not in columns or not given:
            continue
        few = pd.to_numeric(frame[count], errors="coerce").between(1, LEAST - 1)
        if few.any():
            made = made.assign(**{name: made[name].where(~few, None) for name in given})
            hidden += int(few.sum())
    return _marked(frame, made, WITHHELD, hidden)


def _marked(before: pd.DataFrame, made: pd.DataFrame, name: str, hidden: int) -> pd.DataFrame:
    made.attrs = {**before.attrs, **({name: hidden} if hidden else {})}
    return made


def _figures(answer: dict[Any, Any]) -> dict[Any, Any]:
    """Sums by name: all null where they are of 1 to 4 customers. Errors: NotShown for a mapping of customers."""
    if any(isinstance(value, tuple) and hasattr(value, "arr") for value in answer.values()):
        raise NotShown("names")
    counts = [answer[name] for name in ("units", "members", "accounts", "logos") if answer.get(name)]
    few = any(0 < float(count) < LEAST for count in counts)
    return {name: None if few and isinstance(value, int | float) else value for name, value in answer.items()}
