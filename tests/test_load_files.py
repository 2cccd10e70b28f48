"""What files may look like: encodings, line ends, Parquet, odd cells, odd names; and what they become."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from data.faults import Finding
from tests.loading import BASE, CUSTOMER, SUBSCRIPTION, Content, read, refused, subscription, write, write_parquet

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
JAPANESE = "customer_id,name,区分\nC1,株式会社青葉,大口\nC2,ソーダ工業,小口\nC3,ｶﾅ商店,小口\n"


def rules(findings: Sequence[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def load(tmp_path: Path, files: dict[str, Content | None], sql: str) -> tuple[list[Finding], list[tuple[object, ...]]]:
    found, connection = read(write(tmp_path / "in", files), tmp_path)
    with connection:
        return found, connection.execute(sql).fetchall()


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", []), ("utf-8-sig", ["byte_order_mark"]),
                                                ("cp932", ["shift_jis"])])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, said: list[str], newline: str, tmp_path: Path) -> None:
    files: dict[str, Content | None] = {"customer.csv": JAPANESE.replace("\n", newline).encode(encoding)}
    found, rows = load(tmp_path, files, 'SELECT name, "区分" FROM contract.customer ORDER BY 1')
    assert rules(found) == said
    assert rows == [("ソーダ工業", "小口"), ("株式会社青葉", "大口"), ("ｶﾅ商店", "小口")]


def test_meta_source_says_how_a_file_was_read(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {"customer.csv": JAPANESE.encode("cp932"),
                                        "subscription.csv": SUBSCRIPTION.replace("\n", "\r\n", 2)}
    _, rows = load(tmp_path, files, "SELECT table_name, file, format, encoding, rows, quarantined, note "
                                    "FROM meta.source ORDER BY 1")
    assert rows == [("customer", "customer.csv", "csv", "shift_jis", 3, 0, None),
                    ("subscription", "subscription.csv", "csv", "utf-8", 3, 0, "line ends were mixed")]


def test_the_company_is_named_after_the_folder(tmp_path: Path) -> None:
    _, rows = load(tmp_path, {}, "SELECT name, is_demo, seed FROM meta.company")
    assert rows == [("in", False, None)]


def test_values_are_typed_as_the_contract_says(tmp_path: Path) -> None:
    text = subscription(seats="5.0", recorded_at="2024-01-05T10:00:00+09:00")
    _, rows = load(tmp_path, {"subscription.csv": text},
                   "SELECT start_on, end_on, mrr, seats, recorded_at FROM contract.subscription WHERE mrr > 120")
    assert rows == [(date(2025, 1, 1), None, Decimal("120.500000"), 5, datetime(2024, 1, 5, 1, 0))]


@pytest.mark.parametrize(("given", "read_as"), [
    ("2024-01-05T10:00:00Z", datetime(2024, 1, 5, 10)), ("2024-01-05 10:00", datetime(2024, 1, 5, 10)),
    ("2024-01-05 10:00:00 UTC", datetime(2024, 1, 5, 10)), ("2024-01-05", datetime(2024, 1, 5)),
    ("2024-01-05T00:30:00.25+0900", datetime(2024, 1, 4, 15, 30, 0, 250000))])
def test_moments_are_utc(given: str, read_as: datetime, tmp_path: Path) -> None:
    _, rows = load(tmp_path, {"subscription.csv": subscription(recorded_at=given)},
                   "SELECT DISTINCT recorded_at FROM contract.subscription")
    assert rows == [(read_as,)]


def test_formula_like_cells_and_leading_zeros_stay_text(tmp_path: Path) -> None:
    text = 'customer_id,name,note\n001,"=HYPERLINK(""http://x"")",+1\nC1,@SUM(A1),-2\nC2,\'x,=1+1\n'
    _, rows = load(tmp_path, {"customer.csv": text}, "SELECT customer_id, name, note FROM contract.customer")
    assert rows == [("001", '=HYPERLINK("http://x")', "+1"), ("C1", "@SUM(A1)", "-2"), ("C2", "'x", "=1+1")]


def test_unknown_columns_are_kept_for_customers_and_ignored_elsewhere(tmp_path: Path) -> None:
    text = 'Customer_ID, name ,Big Size,"a ""b""",rowid,\nC1,A,1,x,1,\nC2,B,,y,2,\n'
    files: dict[str, Content | None] = {"customer.csv": text, "subscription.csv": subscription(colour="red")}
    found, rows = load(tmp_path, files, 'SELECT customer_id, name, "Big Size", "a ""b""" FROM contract.customer')
    assert rows == [("C1", "A", "1", "x"), ("C2", "B", None, "y")]
    assert [(f.file, f.line, f.column) for f in found if f.rule == "unknown_column"] == [
        ("customer.csv", 1, "rowid"), ("customer.csv", 1, "(no name)"), ("subscription.csv", 1, "colour")]


def test_unknown_files_are_said_and_ignored(tmp_path: Path) -> None:
    found, _ = load(tmp_path, {"notes.txt": "x", "orders.csv": "a\n1\n"}, "SELECT 1")
    assert [(f.severity, f.rule, f.file) for f in found] == [("warning", "unknown_file", "notes.txt"),
                                                             ("warning", "unknown_file", "orders.csv")]


def test_a_folder_whose_name_is_a_pattern(tmp_path: Path) -> None:
    found, connection = read(write(tmp_path / "a[b]{c}'", {}), tmp_path)
    connection.close()
    assert found == []


def test_quoted_line_breaks_and_blank_lines_lose_no_row(tmp_path: Path) -> None:
    text = 'customer_id,name\r\nC1,"Ao\nba"\r\n\r\n\r\nC2,"Be ""x"" ni"\r\nC3,C'
    _, rows = load(tmp_path, {"customer.csv": text}, "SELECT customer_id, name FROM contract.customer")
    assert rows == [("C1", "Ao\nba"), ("C2", 'Be "x" ni'), ("C3", "C")]


def test_a_ragged_last_row_behind_a_whole_read_buffer_is_found(tmp_path: Path) -> None:
    """DuckDB reads 32,000,000 bytes at a time and lost this row when it read in parallel."""
    row = b"C%07d," + b"x" * 1990 + b"\n"
    body = b"customer_id,name\n" + b"".join(row % at for at in range(16_000))
    body = body[:32_000_000 - 10]
    body = body[:body.rfind(b"\n") + 1]
    filler = b"C9999999," + b"y" * (32_000_000 - len(body) - 10) + b"\n"
    path = write(tmp_path / "in", {"customer.csv": body + filler + b"C4\n"})
    assert [f.value for f in refused(path, tmp_path) if f.rule == "ragged_row"] == ["C4"]


PARQUET = "SELECT * FROM (VALUES ('C1', 'A'), ('C2', 'B')) AS t(customer_id, name)"


@pytest.mark.parametrize("sql", [
    "SELECT 'S1' AS subscription_id, 'C1' AS customer_id, 1 AS contract_id, 'p' AS product, DATE '2024-01-01' AS "
    "start_on, NULL AS end_on, 5.5::DOUBLE AS mrr, 'JPY' AS currency",
    "SELECT 'S1' AS subscription_id, 'C1' AS customer_id, '1' AS contract_id, 'p' AS product, TIMESTAMP '2024-01-01' "
    "AS start_on, NULL::TIMESTAMP AS end_on, 5.5::DECIMAL(8,2) AS mrr, 'JPY' AS currency, 3::DOUBLE AS seats"])
def test_parquet_types_that_hold_the_same_values(sql: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"customer.csv": None, "subscription.csv": None})
    write_parquet(folder / "customer.parquet", PARQUET)
    write_parquet(folder / "subscription.parquet", sql)
    found, connection = read(folder, tmp_path)
    rows = connection.execute("SELECT contract_id, start_on, end_on, mrr FROM contract.subscription").fetchall()
    connection.close()
    assert not found
    assert rows == [("1", date(2024, 1, 1), None, Decimal("5.5"))]


@pytest.mark.parametrize(("column", "sql", "rule", "line", "value"), [
    ("start_on", "'2024-01-01'", "wrong_column_type", None, None),
    ("mrr", "'5'", "wrong_column_type", None, None),
    ("currency", "1.5::DOUBLE", "wrong_column_type", None, None),
    ("mrr", "'inf'::DOUBLE", "wrong_value", 1, "inf"),
    ("mrr", "'nan'::DOUBLE", "wrong_value", 1, "nan"),
    ("mrr", "-1", "out_of_range", 1, "-1"),
    ("start_on", "TIMESTAMP '2024-01-01 12:00:00'", "wrong_value", 1, "2024-01-01 12:00:00"),
    ("seats", "2.5::DOUBLE", "wrong_value", 1, "2.5"),
    ("product", "NULL::VARCHAR", "empty_required", 1, None),
    ("customer_id", "'C9'", "unknown_reference", 1, "C9")])
def test_parquet_faults(column: str, sql: str, rule: str, line: int | None, value: str | None, tmp_path: Path) -> None:
    cells = {"subscription_id": "'S1'", "customer_id": "'C1'", "contract_id": "'K'", "product": "'p'",
             "start_on": "DATE '2024-01-01'", "mrr": "5", "currency": "'JPY'", column: sql}
    folder = write(tmp_path / "in", {"subscription.csv": None})
    write_parquet(folder / "subscription.parquet", "SELECT " + ", ".join(f"{v} AS {k}" for k, v in cells.items()))
    assert [(f.file, f.rule, f.line, f.column, f.value) for f in refused(folder, tmp_path)] == [
        ("subscription.parquet", rule, line, column, value)]


@pytest.mark.parametrize("keep", [0, 3, 100, -9, -1])
def test_truncated_parquet(keep: int, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"customer.csv": None})
    write_parquet(folder / "customer.parquet", PARQUET)
    whole = (folder / "customer.parquet").read_bytes()
    (folder / "customer.parquet").write_bytes(whole[:keep])
    found = [f for f in refused(folder, tmp_path) if f.file == "customer.parquet"]
    assert rules(found) == ["unreadable_parquet"]


def test_damaged_parquet(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"customer.csv": None})
    write_parquet(folder / "customer.parquet", "SELECT 'C' || i AS customer_id, hash(i)::VARCHAR AS name "
                                               "FROM range(5000) AS t(i)")
    whole = (folder / "customer.parquet").read_bytes()
    (folder / "customer.parquet").write_bytes(whole[:200] + bytes(len(whole) // 2) + whole[200 + len(whole) // 2:])
    assert [f.file for f in refused(folder, tmp_path) if f.line is None][:1] == ["customer.parquet"]


def test_a_folder_that_is_larger_than_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_MEMORY", "10MB")
    rows = "".join(f"C{at},{'x' * 1000}\n" for at in range(20_000))
    found = refused(write(tmp_path / "in", {"customer.csv": "customer_id,name\n" + rows}), tmp_path)
    assert rules(found) == ["out_of_memory"]
    assert "TENURE_MEMORY" in found[0].message


@pytest.mark.parametrize(("name", "counts"), [
    ("mrr-playbook", {"customer": 55, "subscription": 121}), ("telco", {"customer": 7043, "subscription": 7043}),
    ("socialnet7", {"customer": 2198, "subscription": 8514, "usage_week": 71087})])
def test_public_data_sets(name: str, counts: dict[str, int], tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"needs the public data sets in {SHARED}")
    found, connection = read(SHARED / name, tmp_path)
    rows = dict(connection.execute("SELECT table_name, rows FROM meta.source").fetchall())
    connection.close()
    assert rows == counts
    assert {f.severity for f in found} <= {"warning"}


@pytest.mark.parametrize(("arguments", "status"), [
    ([], 2), (["nonsense"], 2), (["load"], 2), (["load", "no/such/folder"], 2), (["demo", "--customers", "x"], 2),
    (["status"], 1), (["check"], 1), (["build"], 1)])
def test_wrong_calls_end_with_one_clear_message(arguments: list[str], status: int, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "data", *arguments], cwd=ROOT, text=True, capture_output=True,
                          encoding="utf-8", env={"TENURE_HOME": str(tmp_path), "PATH": ""}, check=False)
    assert done.returncode == status
    assert "error: " in done.stderr or "Nothing is loaded" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_base_is_without_findings(tmp_path: Path) -> None:
    assert load(tmp_path, dict(BASE), "SELECT count(*) FROM contract.subscription") == ([], [(3,)])
    assert CUSTOMER.count("\n") == 4
