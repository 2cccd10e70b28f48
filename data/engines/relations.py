"""A company's own tables together: keys, references, chains that must end, and rates of currencies."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from data.check.cycles import LONGEST, rings
from data.contract import TABLES
from data.engines.place import Place
from data.engines.verification import Subject
from data.faults import FAULT, QUARANTINE, SHOWN, WARNING

Targets = dict[str, str]


def keys(subject: Subject) -> None:
    """A key stands once. A key that is partly empty counts as it is."""
    for table in subject.at.tables("contract"):
        key = [name for name in TABLES[table].info["key"] if subject.given(table, name)]
        parts = ", ".join(map(subject.at.quoted, key))
        texts = [subject.at.words.as_text(subject.at.quoted(name)) for name in key]
        shown = " || ' / ' || ".join(f"coalesce({text}, '')" for text in texts)
        subject.report(FAULT, "duplicate_key", table, " / ".join(key), "is the key of several rows",
                       f"select {shown} as value from {subject.at.table('contract', table)}"
                       f" group by {parts} having count(*) > 1")


def references(subject: Subject) -> dict[str, int]:
    """What is referred to exists where its table was given. Gives the rows of each table whose customer does not."""
    lost: dict[str, int] = {}
    for table in subject.at.tables("contract"):
        for column in TABLES[table].columns:
            refers = column.info.get("refers")
            if not refers or not subject.given(table, column.name) or not subject.given(refers, f"{refers}_id"):
                continue
            severity, message = _severity(table, refers)
            found = subject.report(severity, "unknown_reference", table, column.name, message.format(refers),
                                   _lost(subject.at, table, column.name, refers))
            if severity == QUARANTINE:
                lost[table] = found
    return lost


def _lost(at: Place, table: str, column: str, refers: str) -> str:
    value = f"lost.{at.quoted(column)}"
    known = f"select {at.quoted(f'{refers}_id')} as id from {at.table('contract', refers)}"
    if refers == "contract":  # one that only subscription lines name will do
        known += f" union select contract_id from {at.table('contract', 'subscription')}"
    return (f"select {value} as value from {at.table('contract', table)} as lost left join ({known}) as known"
            f" on known.id = {value} where {value} is not null and known.id is null")


def _severity(table: str, refers: str) -> tuple[str, str]:
    if refers == "customer" and table in ("customer", "subscription"):
        return FAULT, "is not in {}"
    if refers == "customer":
        return QUARANTINE, "is not in {}: the row counts nowhere"
    return WARNING, "is not in {}"


def cycles(subject: Subject) -> None:
    """Mergers, parents and continued contracts end somewhere; parents also once mergers are taken as one customer."""
    merged = _followed(subject, "customer", "merged_into")
    parents = _followed(subject, "customer", "parent_customer_id")
    _followed(subject, "contract", "previous_contract_id")
    if merged is not None and parents is not None:
        def survivor(name: str) -> str:
            while name in merged:
                name = merged[name]
            return name

        joined = {name: survivor(to) for name, to in parents.items() if name not in merged}
        _report(subject, "customer", "parent_customer_id", joined, "is part of a cycle once merged customers are taken"
                " as one")


def _followed(subject: Subject, table: str, column: str) -> Targets | None:
    """Where each row points; null where it has cycles, which are reported."""
    if not subject.given(table, column, f"{table}_id"):
        return {}
    rows = subject.at.rows(f"select {table}_id, {column} from {subject.at.table('contract', table)}"
                           f" where {column} is not null")
    targets = {str(name): str(to) for name, to in rows}
    return None if _report(subject, table, column, targets, "is part of a cycle") else targets


def _report(subject: Subject, table: str, column: str, targets: Mapping[str, str], message: str) -> bool:
    names = list(targets)
    place = {name: at for at, name in enumerate(names)}
    pointed = np.array([place.get(to, len(names)) for to in targets.values()], dtype=np.int64)
    found = rings(pointed) if names else []
    for at, ring in enumerate(found[:SHOWN], 1):
        path = [names[row] for row in ring[:LONGEST]] + (["…"] if len(ring) > LONGEST else []) + [names[ring[0]]]
        subject.add(FAULT, "cycle", table, column, message, " → ".join(path),
                    len(found) - SHOWN if at == SHOWN < len(found) else 0)
    return bool(found)


def currencies(subject: Subject) -> None:
    """With fx_rate one currency has the rate 1 and every one in use a rate; without it there is one currency."""
    used: dict[str, list[str]] = {}
    for table in subject.at.tables("contract"):
        if table != "fx_rate" and subject.given(table, "currency"):
            for currency, in subject.at.rows(f"select distinct currency from {subject.at.table('contract', table)}"
                                             " where currency is not null"):
                used.setdefault(str(currency), []).append(table)
    if subject.given("fx_rate", "currency", "to_reporting"):
        rates = dict(subject.at.rows(f"select currency, to_reporting from {subject.at.table('contract', 'fx_rate')}"))
        ones = [currency for currency, rate in rates.items() if rate == 1]
        if rates and len(ones) != 1:
            subject.add(FAULT, "reporting_currency", "fx_rate", "to_reporting", f"{len(ones)} rates are 1; exactly one"
                        " currency has it, the reporting currency", ", ".join(ones) or None)
        unrated, message = set(used) - set(rates), "has no rate in fx_rate"
    else:
        unrated = set(used) if len(used) > 1 else set()
        message = f"has no rate: {len(used)} currencies are in use and there is no fx_rate"
    for currency in sorted(unrated):
        for table in used[currency]:
            subject.add(FAULT, "no_rate", table, "currency", message, currency)


CHECKS: tuple[Callable[[Subject], object], ...] = (keys, cycles, currencies)
"""Those that give nothing but findings."""
