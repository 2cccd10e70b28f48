"""Chains that must end: customers merged into others, parents, and contracts that continue contracts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data.check.context import Context
from data.faults import FAULT, SHOWN, WARNING, Finding

Rows = NDArray[np.int64]
LONGEST = 8  # members of a cycle that are named


def cycles(context: Context) -> None:
    """Cycles in merged_into, parent_customer_id and previous_contract_id; a row that names itself is one too.

    Parents are followed once as they are given and once with merged customers taken as their survivor (whose parent
    alone counts): both must end.
    """
    survivors = _followed(context, "customer", "merged_into")
    parents = _followed(context, "customer", "parent_customer_id")
    _followed(context, "contract", "previous_contract_id")
    if survivors is not None and parents is not None:
        _parents_of_survivors(context, survivors, parents)


def across_customers(context: Context) -> None:
    """Warns of a contract that continues a contract of another customer, after merging: it begins a new chain."""
    if not context.has("contract", "customer_id", "previous_contract_id"):
        return
    survivor = "SELECT customer_id, customer_id AS survivor FROM contract.customer"
    if context.has("customer", "merged_into"):
        survivor = ("WITH RECURSIVE up AS (SELECT customer_id, merged_into AS survivor FROM contract.customer "
                    "WHERE merged_into IS NOT NULL UNION SELECT up.customer_id, c.merged_into FROM up "
                    "JOIN contract.customer c ON c.customer_id = up.survivor WHERE c.merged_into IS NOT NULL) "
                    "SELECT up.customer_id, up.survivor FROM up JOIN contract.customer c "
                    "ON c.customer_id = up.survivor WHERE c.merged_into IS NULL")
    context.report(
        WARNING, "previous_contract_of_another_customer", "contract", "previous_contract_id",
        "belongs to another customer: the contract begins a new chain; that one is on line",
        f"WITH survivors AS MATERIALIZED ({survivor}) SELECT c.rowid, c.previous_contract_id, p.rowid "
        "FROM contract.contract c JOIN contract.contract p ON c.previous_contract_id = p.contract_id "
        "LEFT JOIN survivors a ON a.customer_id = c.customer_id LEFT JOIN survivors b ON b.customer_id = p.customer_id "
        "WHERE coalesce(a.survivor, c.customer_id) <> coalesce(b.survivor, p.customer_id)")


def rings(target: Rows) -> list[list[int]]:
    """The cycles of a graph in which row i points at target[i], or at len(target) for nowhere; each from its first row.

    Doubling the step each time, 2^k steps reach either nowhere or a cycle; what is reached then is on one.
    """
    end = len(target)
    jump = np.append(target, end)
    for _ in range(max(end, 2).bit_length()):
        jump = jump[jump]
    left = set(np.unique(jump[jump < end]).tolist())
    found = []
    while left:
        ring = [at := min(left)]
        while (at := int(target[at])) != ring[0]:
            ring.append(at)
        left -= set(ring)
        found.append(ring)
    return found


def _followed(context: Context, table: str, column: str) -> Rows | None:
    """Where each row points by a column; null where the column was not given or has cycles, which are reported."""
    if not context.has(table, column, f"{table}_id"):
        return None
    target = np.full(context.sources[table].rows, context.sources[table].rows, dtype=np.int64)
    edges = context.connection.execute(
        f"SELECT a.rowid AS a, b.rowid AS b FROM contract.{table} a JOIN contract.{table} b "
        f"ON a.{column} = b.{table}_id").fetchnumpy()
    target[edges["a"]] = edges["b"]
    found = rings(target)
    _report(context, table, column, found, "is part of a cycle")
    return None if found else target


def _parents_of_survivors(context: Context, survivors: Rows, parents: Rows) -> None:
    end = len(survivors)
    root = np.append(np.where(survivors == end, np.arange(end), survivors), end)
    for _ in range(max(end, 2).bit_length()):
        root = root[root]
    own = root[:-1] == np.arange(end)
    target = np.where(own, root[parents], end)
    _report(context, "customer", "parent_customer_id", rings(target),
            "is part of a cycle once merged customers are taken as one")


def _report(context: Context, table: str, column: str, found: list[list[int]], message: str) -> None:
    finding = Finding(FAULT, "cycle", message, table, context.sources[table].file, column=column)
    for at, ring in enumerate(found[:SHOWN], 1):
        listed = ", ".join(map(str, ring[:LONGEST]))
        names = dict(context.connection.execute(
            f"SELECT rowid, {table}_id FROM contract.{table} WHERE rowid IN ({listed})").fetchall())
        path = [str(names[row]) for row in ring[:LONGEST]] + (["…"] if len(ring) > LONGEST else []) + [names[ring[0]]]
        more = len(found) - SHOWN if at == SHOWN else 0
        context.findings.add(replace(finding, row=ring[0], value=" → ".join(path), more=more))
