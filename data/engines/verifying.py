"""`python -m data build` and `check` on a company's own tables (TENURE_CONTRACT_SCHEMA): verified, then recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from data.contract import contract_columns
from data.engines import published
from data.engines.connecting import engine_for
from data.engines.draft import RemoteDraft
from data.engines.names import ROOMS, is_remote, own_contract, parsed
from data.engines.place import Place
from data.engines.relations import CHECKS, references
from data.engines.verification import Subject, shape, values
from data.faults import Finding, LoadRefused, WrongCall
from data.warehouse import Draft, warehouse_url

Progress = Callable[[str, int, int], None]
SOURCE = {"table_name": "VARCHAR", "file": "VARCHAR", "format": "VARCHAR", "encoding": "VARCHAR", "rows": "BIGINT",
          "quarantined": "BIGINT", "loaded_at": "TIMESTAMP", "note": "VARCHAR"}
FINDING = {"severity": "VARCHAR", "rule": "VARCHAR", "table_name": "VARCHAR", "file": "VARCHAR", "line": "BIGINT",
           "column_name": "VARCHAR", "value": "VARCHAR", "message": "VARCHAR", "more": "BIGINT"}
COMPANY = {"name": "VARCHAR", "is_demo": "BOOLEAN", "seed": "BIGINT", "loaded_at": "TIMESTAMP"}
OWN = {"schema_name": "VARCHAR"}


def verify(at: Place, schema: str) -> tuple[list[Finding], dict[str, tuple[int, int]]]:
    """What was found, and of each table its rows that count and those whose customer is unknown.

    Errors: LoadRefused where the tables are at fault.
    """
    subject = Subject(at, schema)
    aside: dict[str, int] = {}
    shape(subject)
    if not subject.findings.refused:
        values(subject)
    if not subject.findings.refused:
        for check in CHECKS:
            check(subject)
        aside = references(subject)
    found = subject.findings.located(lambda table, rows: {})
    if subject.findings.refused:
        raise LoadRefused(found)
    return found, {table: (rows - aside.get(table, 0), aside.get(table, 0)) for table, rows in subject.sizes.items()}


def examined() -> list[Finding]:
    """What is found in the tables of TENURE_CONTRACT_SCHEMA now; nothing is written. Errors: LoadRefused, WrongCall,
    WarehouseUnavailable.
    """
    schema, url = _schema(), parsed(warehouse_url())
    engine = engine_for(url, name="tenure check")
    with published.place(engine, url, {**dict.fromkeys(ROOMS, schema)}) as at:
        return verify(at, schema)[0]


def verified(draft: Draft | RemoteDraft, company: str | None, progress: Progress) -> list[Finding]:
    """Verifies the company's own tables and records in meta.* what they are. Errors: as `examined`."""
    schema = _schema()
    assert isinstance(draft, RemoteDraft)
    progress(f"verifying {schema}", 0, 0)
    with draft.there() as at:
        found, sizes = verify(at, schema)
        draft.given = {name: [column for column in columns if column in contract_columns(name)]
                       for name, columns in at.tables("contract").items()}
        draft.furnish(at)
        now = datetime.now(UTC).replace(tzinfo=None)
        at.create("meta", "source", SOURCE, [[name, f"{schema}.{name}", "table", None, rows, aside, now, None]
                                             for name, (rows, aside) in sizes.items()])
        at.create("meta", "finding", FINDING, [[f.severity, f.rule, f.table, f.file, f.line, f.column, f.value,
                                                f.message, f.more] for f in found])
        at.create("meta", "company", COMPANY, [[company or _before(draft) or schema, False, None, now]])
        at.create("meta", "own_contract", OWN, [[schema]])
    return found


def _before(draft: RemoteDraft) -> str | None:
    """How the company is called in the version in use; null for the demo."""
    with draft.in_use() as used:
        rows = used.rows(f"select name from {used.table('meta', 'company')} where not is_demo") if used else []
    return str(rows[0][0]) if rows else None


def _schema() -> str:
    """The schema to read. Errors: WrongCall where the warehouse is no server."""
    schema = own_contract() or ""
    if not is_remote(warehouse_url()):
        raise WrongCall("TENURE_CONTRACT_SCHEMA names a schema on a server: set TENURE_WAREHOUSE_URL to "
                        "postgresql://… or hive://…, or unset it.")
    return schema
