"""Figures from the backtest's counts (landmarks.cells): AUC with its interval, and the score beside a baseline.

The AUC is over the exact steps, the draws over whole points by group of customers; what the two differ by is added to
the interval. Each measure's draws are made once.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from queries.discrimination import Array, Counts, auc, interval, resampled, tally

FEW = 10
"""With fewer leavers, or stayers, there is no figure."""


def few(events: int, n: int) -> str | None:
    """Why so many leavers among so many give no figure: few_events, few_stayers; null where they do."""
    return "few_events" if events < FEW else "few_stayers" if n - events < FEW else None


class Counted:
    """The counts of one scope or label. Grain of `found`: measure × either step or group × point."""

    def __init__(self, found: pd.DataFrame) -> None:
        self._found = found
        self._drawn: dict[str, tuple[Array, float]] = {}

    @cached_property
    def _groups(self) -> int:
        return int(self._found.grp.max()) + 1

    @cached_property
    def _parts(self) -> dict[str, pd.DataFrame]:
        return {str(measure): rows for measure, rows in self._found.groupby("measure", sort=False)}

    def _of(self, measure: str) -> pd.DataFrame:
        return self._parts.get(measure, self._found.iloc[:0])

    def exact(self, measure: str) -> pd.DataFrame:
        """Counts by step, in rising order. Columns: step, n, events."""
        rows = self._of(measure)
        return rows[rows.step.notna()].sort_values("step").astype({"step": np.int64})

    def judged(self, measure: str) -> dict[str, Any]:
        """auc, auc_low, auc_high, n, events, reason (null, few_events, few_stayers) over a measure's landmarks."""
        leavers, stayers = _sides(self.exact(measure))
        n, events = int((leavers + stayers).sum()), int(leavers.sum())
        said: dict[str, Any] = {"auc": None, "auc_low": None, "auc_high": None, "n": n, "events": events}
        reason = few(events, n)
        if reason:
            return {**said, "reason": reason}
        figure = auc(leavers, stayers) or 0.0
        values, whole = self.drawn(measure)
        low, high = interval(values, figure - whole)
        bounded = {"auc_low": None if low is None else max(low, 0.0),
                   "auc_high": None if high is None else min(high, 1.0)}
        return {**said, "auc": figure, **bounded, "reason": None}

    def compared(self, name: str) -> dict[str, Any]:
        """The score on the landmarks on which the baseline `name` is known too, the baseline's own AUC, and the
        difference with its interval within the same draws.
        """
        score, other = self.judged(f"{name}_score"), self.judged(name)
        apart: dict[str, Any] = {"difference": None, "difference_low": None, "difference_high": None}
        if score["auc"] is not None:
            gap = score["auc"] - other["auc"]
            (ours, whole), (theirs, their_whole) = self.drawn(f"{name}_score"), self.drawn(name)
            low, high = interval(ours - theirs, gap - (whole - their_whole))
            apart = {"difference": gap, "difference_low": low, "difference_high": high}
        return {**score, "baseline_auc": other["auc"], "baseline_low": other["auc_low"],
                "baseline_high": other["auc_high"], **apart}

    def drawn(self, measure: str) -> tuple[Array, float]:
        """The AUC of every draw, and the whole's in whole points as the draws see it."""
        if measure not in self._drawn:
            leavers, stayers = self._tables(measure)
            whole = auc(leavers.sum(axis=0), stayers.sum(axis=0)) or 0.0
            self._drawn[measure] = resampled(leavers, stayers), whole
        return self._drawn[measure]

    def _tables(self, measure: str) -> tuple[Counts, Counts]:
        """Leavers and stayers by group × whole point."""
        rows = self._of(measure)
        part = rows[rows.grp.notna()]
        group, point = part.grp.to_numpy(np.int64), part.point.to_numpy(np.int64)
        shape = (self._groups, int(point.max()) + 1)
        leavers, stayers = _sides(part)
        return tally(group, point, leavers, shape), tally(group, point, stayers, shape)


def _sides(rows: pd.DataFrame) -> tuple[Counts, Counts]:
    """Leavers and stayers."""
    n, events = rows.n.to_numpy(np.int64), rows.events.to_numpy(np.int64)
    return events, n - events
