"""Warnings about subscription lines: those that overlap inside a contract, and short gaps between them."""

from __future__ import annotations

from data.check.context import Context
from data.faults import WARNING

SHORT = 45  # days: a gap this short is more often late paperwork than a customer who left and came back
NEEDED = ("contract_id", "product", "start_on", "end_on")


def lines(context: Context) -> None:
    """Overlaps: same contract, product, department and kind. Gaps: between the paid and usage lines of a contract."""
    if not context.has("subscription", *NEEDED):
        return
    optional = [name for name in ("department", "kind") if context.has("subscription", name)]
    same = ", ".join(["contract_id", "product", *optional])
    paid = "coalesce(kind, 'paid') IN ('paid', 'usage')" if "kind" in optional else "true"
    covered = _covered(same, "true")
    context.report(WARNING, "overlapping_lines", "subscription", "start_on",
                   "is before the end of an earlier line of the same contract, product, department and kind",
                   f"SELECT row, start_on, CAST(NULL AS BIGINT) FROM ({covered}) WHERE start_on < covered")
    context.report(WARNING, "short_gap", "subscription", "start_on",
                   f"leaves a gap of at most {SHORT} days after the contract's earlier lines",
                   "SELECT row, start_on, CAST(NULL AS BIGINT) FROM (" + _covered("contract_id", paid) + ") "
                   f"WHERE start_on > covered AND start_on - covered <= {SHORT}")


def _covered(part: str, where: str) -> str:
    """Each line with the day until which earlier lines of its part reach. Hashed: the sort then moves few bytes."""
    return ("SELECT row, start_on, max(end_on) OVER (PARTITION BY part ORDER BY start_on, row ROWS BETWEEN UNBOUNDED "
            f"PRECEDING AND 1 PRECEDING) AS covered FROM (SELECT rowid AS row, hash({part}) AS part, start_on, "
            "coalesce(end_on, DATE '9999-12-31') AS end_on FROM contract.subscription "
            f"WHERE start_on IS NOT NULL AND (end_on IS NULL OR start_on < end_on) AND {where})")
