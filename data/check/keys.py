"""Keys are unique; what is referred to exists. Rows of optional tables that refer to nothing are set aside."""

from __future__ import annotations

from sqlalchemy import Column

from data.check.context import Context
from data.contract import TABLES
from data.faults import FAULT, QUARANTINE, WARNING
from data.reading_values import quoted

FIRST = ("customer", "team", "partner", "playbook", "csm", "contract", "contact", "renewal")  # referred to by others
JOINING = ("customer", "team", "contract", "renewal")  # a row whose one of these is unknown joins nothing


def duplicates(context: Context) -> None:
    """Rows whose key stood before. A key that is partly empty counts as it is, a wholly empty one not at all."""
    for table in context.sources:
        key = TABLES[table].info["key"]
        given = [quoted(name) for name in key if context.has(table, name)]
        if not context.has(table, *(name for name in key if not TABLES[table].columns[name].nullable)):
            continue
        parts = ", ".join(given)
        some = " AND ".join(quoted(name) + " IS NOT NULL" for name in key if not TABLES[table].columns[name].nullable)
        context.query(f"CREATE OR REPLACE TEMP TABLE twice AS SELECT {parts}, min(rowid) AS first "
                      f"FROM contract.{table} WHERE {some} GROUP BY {parts} HAVING count(*) > 1")
        same = " AND ".join(f"t.{part} IS NOT DISTINCT FROM twice.{part}" for part in given)
        shown = "concat_ws(' / ', " + ", ".join(f"t.{part}" for part in given) + ")"
        context.report(FAULT, "duplicate_key", table, " / ".join(key), "the same key is already on line",
                       f"SELECT t.rowid, {shown}, twice.first FROM contract.{table} t JOIN twice ON {same} "
                       "WHERE t.rowid > twice.first")


def references(context: Context) -> None:
    """Every reference to a table that was given must exist there: a fault, a row set aside, or a warning.

    Not judged where rows of that table could not be read: the one fault would be told again for each reference.
    """
    context.query("CREATE OR REPLACE TEMP TABLE astray (table_name VARCHAR, line BIGINT, reason VARCHAR)")
    order = [table for table in FIRST if table in context.sources]
    for table in [*order, *(table for table in context.sources if table not in order)]:
        for column in TABLES[table].columns:
            refers = column.info.get("refers")
            if refers and context.has(table, column.name) and _is_whole(context, refers):
                _reference(context, table, column, refers)


def _is_whole(context: Context, table: str) -> bool:
    return context.has(table, TABLES[table].info["key"][0]) and not context.sources[table].rejected


def set_aside(context: Context) -> dict[str, int]:
    """Moves the rows that join nothing to `quarantine.<table>`, with the reason. Gives how many of each table."""
    counts = {str(table): int(str(count)) for table, count in context.query(
        "SELECT table_name, count(DISTINCT line) FROM astray GROUP BY 1")}
    for table in counts:
        reasons = (f"SELECT line, string_agg(reason, '; ' ORDER BY reason) AS reason FROM astray "
                   f"WHERE table_name = '{table}' GROUP BY 1")
        context.query(f"CREATE TABLE quarantine.{table} AS SELECT t.*, a.reason FROM contract.{table} t "
                      f"JOIN ({reasons}) a ON t.rowid = a.line")
        context.query(f"DELETE FROM contract.{table} WHERE rowid IN "
                      f"(SELECT line FROM astray WHERE table_name = '{table}')")
    return counts


def _reference(context: Context, table: str, column: Column[object], refers: str) -> None:
    severity, message = _severity(table, refers)
    lost = (f"SELECT t.rowid AS row, t.{column.name} AS value, CAST(NULL AS BIGINT) AS other FROM contract.{table} t "
            f"ANTI JOIN ({_known(context, refers)}) k ON t.{column.name} = k.key WHERE t.{column.name} IS NOT NULL")
    found = context.report(severity, "unknown_reference", table, column.name, message.format(refers), lost)
    if found and severity == QUARANTINE:
        context.query(f"INSERT INTO astray SELECT '{table}', row, 'unknown {column.name}' FROM ({lost})")


def _severity(table: str, refers: str) -> tuple[str, str]:
    if refers == "customer" and table in ("customer", "subscription"):
        return FAULT, "is not in {}"
    if refers in JOINING and table != "customer":
        return QUARANTINE, "is not in {}: the row was set aside"
    return WARNING, "is not in {}"


def _known(context: Context, refers: str) -> str:
    """The keys that exist: those of rows that stay, and a contract that only subscription lines name."""
    key = TABLES[refers].info["key"][0]
    known = (f"SELECT {key} AS key FROM contract.{refers} WHERE rowid NOT IN "
             f"(SELECT line FROM astray WHERE table_name = '{refers}')")
    if refers == "contract" and context.has("subscription", "contract_id"):
        known += " UNION SELECT contract_id FROM contract.subscription"
    return known
