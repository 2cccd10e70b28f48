"""One case per fault: a tiny folder, and the file, line, column, value and rule that must be named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import data.commands
from data.faults import Finding
from data.warehouse import current_version
from tests.loading import (
    CUSTOMER,
    SUBSCRIPTION,
    Content,
    customers,
    load,
    refused,
    subscription,
    unbuilt_home,
    write,
)

Place = tuple[str | None, int | None, str | None, str | None]  # file, line, column, value
S, C, K = "subscription.csv", "customer.csv", "contract.csv"
QUOTED = 'customer_id,name\nC1,"Ao\nba"\n\nC2,"Be\n\nni"\n'

CASES: dict[str, tuple[dict[str, Content | None], str, list[Place]]] = {
    "no customer file": ({C: None}, "missing_table", [(None, None, None, None)]),
    "no subscription file": ({S: None}, "missing_table", [(None, None, None, None)]),
    "missing column": ({C: "customer_id\nC1\nC2\n"}, "missing_column", [(C, 1, "name", None)]),
    "slashed date": ({S: subscription((3, "2025-01-01", "2025/1/5"))}, "not_a_date", [(S, 3, "start_on", "2025/1/5")]),
    "dotted date": ({S: subscription((2, "2024-01-01", "5.1.2024"))}, "not_a_date", [(S, 2, "start_on", "5.1.2024")]),
    "short date": ({S: subscription((2, "2024-01-01", "2024-1-5"))}, "not_a_date", [(S, 2, "start_on", "2024-1-5")]),
    "no such day": ({S: subscription((2, "2024-01-01", "2023-02-29"))}, "not_a_date",
                    [(S, 2, "start_on", "2023-02-29")]),
    "a time for a date": ({S: subscription((2, "2024-01-01", "2024-01-01 00:00:00"))}, "not_a_date",
                          [(S, 2, "start_on", "2024-01-01 00:00:00")]),
    "year before 1900": ({S: subscription((2, "2024-01-01", "0024-01-01"))}, "out_of_range",
                         [(S, 2, "start_on", "0024-01-01")]),
    "infinite date": ({S: subscription((2, "2024-01-01", "infinity"))}, "not_a_date", [(S, 2, "start_on", "infinity")]),
    "slashed time": ({S: subscription(recorded_at="2024/01/05 10:00")}, "not_a_timestamp",
                     [(S, line, "recorded_at", "2024/01/05 10:00") for line in (2, 3, 4)]),
    "thousands separator": ({S: subscription((3, "120.50", '"1,200"'))}, "not_a_number", [(S, 3, "mrr", "1,200")]),
    "decimal comma": ({S: subscription((3, "120.50", '"120,5"'))}, "not_a_number", [(S, 3, "mrr", "120,5")]),
    "currency sign": ({S: subscription((3, "120.50", "¥120"))}, "not_a_number", [(S, 3, "mrr", "¥120")]),
    "infinity": ({S: subscription((3, "120.50", "inf"))}, "not_a_number", [(S, 3, "mrr", "inf")]),
    "NaN": ({S: subscription((3, "120.50", "NaN"))}, "not_a_number", [(S, 3, "mrr", "NaN")]),
    "too large": ({S: subscription((3, "120.50", "1e30"))}, "not_a_number", [(S, 3, "mrr", "1e30")]),
    "negative mrr": ({S: subscription((3, "120.50", "-0.01"))}, "out_of_range", [(S, 3, "mrr", "-0.01")]),
    "empty mrr": ({S: subscription((3, "120.50", ""))}, "empty_required", [(S, 3, "mrr", None)]),
    "empty name": ({C: "customer_id,name\nC1,\nC2,B\n"}, "empty_required", [(C, 2, "name", None)]),
    "blank id": ({C: 'customer_id,name\n"  ",A\nC1,A\nC2,B\n'}, "empty_required", [(C, 2, "customer_id", "  ")]),
    "end before start": ({S: subscription((2, "2025-01-01", "2023-12-31"))}, "end_before_start",
                         [(S, 2, "end_on", "2023-12-31")]),
    "unknown word": ({S: subscription(kind="Paid")}, "unknown_word", [(S, line, "kind", "Paid") for line in (2, 3, 4)]),
    "fraction of a seat": ({S: subscription(seats="2.5")}, "not_a_whole_number",
                           [(S, line, "seats", "2.5") for line in (2, 3, 4)]),
    "negative seats": ({S: subscription(seats="-1")}, "out_of_range", [(S, line, "seats", "-1") for line in (2, 3, 4)]),
    "rating of 6": ({"pulse.csv": "pulse_id,customer_id,recorded_on,rating\nP1,C1,2024-01-01,6\n"}, "out_of_range",
                    [("pulse.csv", 2, "rating", "6")]),
    "neither true nor false": ({K: "contract_id,customer_id,auto_renew\nK1,C1,maybe\n"}, "not_a_flag",
                               [(K, 2, "auto_renew", "maybe")]),
    "not a currency": ({S: subscription((2, "JPY", "yen"))}, "not_a_currency", [(S, 2, "currency", "yen")]),
    "duplicate key": ({C: CUSTOMER + "C1,Again\n"}, "duplicate_key", [(C, 5, "customer_id", "C1")]),
    "duplicate key of three parts": (
        {"usage_week.csv": "customer_id,week_on,feature,events\nC1,2024-01-01,a,1\nC1,2024-01-01,b,1\n"
                           "C1,2024-01-01,a,2\n"}, "duplicate_key",
        [("usage_week.csv", 4, "customer_id / week_on / feature", "C1 / 2024-01-01 / a")]),
    "duplicate key partly empty": (
        {"health_score.csv": "customer_id,scored_on,component,score\nC1,2024-01-01,,1\nC1,2024-01-01,,2\n"},
        "duplicate_key", [("health_score.csv", 3, "customer_id / scored_on / component", "C1 / 2024-01-01")]),
    "unknown customer": ({S: subscription((4, "C2", "C9"))}, "unknown_reference", [(S, 4, "customer_id", "C9")]),
    "absent parent": ({C: "customer_id,name,parent_customer_id\nC1,A,C8\nC2,B,\n"}, "unknown_reference",
                      [(C, 2, "parent_customer_id", "C8")]),
    "absent survivor": ({C: "customer_id,name,merged_into\nC1,A,\nC2,B,C8\n"}, "unknown_reference",
                        [(C, 3, "merged_into", "C8")]),
    "merged into itself": ({C: "customer_id,name,merged_into\nC1,A,C1\nC2,B,\n"}, "cycle",
                           [(C, 2, "merged_into", "C1 → C1")]),
    "merged in a ring": ({C: "customer_id,name,merged_into\nC1,A,C2\nC2,B,C3\nC3,C,C1\n"}, "cycle",
                         [(C, 2, "merged_into", "C1 → C2 → C3 → C1")]),
    "parents in a ring": ({C: "customer_id,name,parent_customer_id\nC1,A,\nC2,B,C3\nC3,C,C2\n"}, "cycle",
                          [(C, 3, "parent_customer_id", "C2 → C3 → C2")]),
    "parents in a ring after merging": (
        {C: "customer_id,name,parent_customer_id,merged_into\nC1,A,C3,\nC2,B,C1,\nC3,C,,C2\n"}, "cycle",
        [(C, 2, "parent_customer_id", "C1 → C2 → C1")]),
    "parent of itself after merging": (
        {C: "customer_id,name,parent_customer_id,merged_into\nC1,A,C3,\nC2,B,,\nC3,C,,C1\n"}, "cycle",
        [(C, 2, "parent_customer_id", "C1 → C1")]),
    "contracts in a ring": (
        {K: "contract_id,customer_id,previous_contract_id\nK1,C1,K3\nK2,C1,K1\nK3,C1,K2\n"}, "cycle",
        [(K, 2, "previous_contract_id", "K1 → K3 → K2 → K1")]),
    "two currencies, no rates": ({S: subscription((4, "JPY", "USD"))}, "no_rate",
                                 [(S, 2, "currency", "JPY"), (S, 4, "currency", "USD")]),
    "a second currency in another table": (
        {"invoice.csv": "invoice_id,customer_id,due_on,amount,currency\nI1,C1,2024-01-01,5,USD\n"}, "no_rate",
        [("invoice.csv", 2, "currency", "USD"), (S, 2, "currency", "JPY")]),
    "a currency without a rate": (
        {S: subscription((4, "JPY", "USD")), "fx_rate.csv": "currency,to_reporting\nJPY,1\nEUR,160\n"}, "no_rate",
        [(S, 4, "currency", "USD")]),
    "no reporting currency": ({"fx_rate.csv": "currency,to_reporting\nJPY,2\n"}, "reporting_currency",
                              [("fx_rate.csv", 2, "to_reporting", None)]),
    "two reporting currencies": (
        {"fx_rate.csv": "currency,to_reporting\nJPY,1\nUSD,150\nEUR,1.0\n"}, "reporting_currency",
        [("fx_rate.csv", 2, "to_reporting", "JPY"), ("fx_rate.csv", 4, "to_reporting", "EUR")]),
    "rate of zero": ({"fx_rate.csv": "currency,to_reporting\nJPY,1\nUSD,0\n"}, "out_of_range",
                     [("fx_rate.csv", 3, "to_reporting", "0")]),
    "too few values": ({C: CUSTOMER + "C4\n"}, "ragged_row", [(C, 5, None, "C4")]),
    "too many values": ({C: CUSTOMER + "C4,D,E,F\n"}, "ragged_row", [(C, 5, None, "C4,D,E,F")]),
    "cut off in a row": ({S: SUBSCRIPTION[:-20]}, "ragged_row", [(S, 4, None, "S3,C2,K2,core")]),
    "cut off in a quoted value": ({C: CUSTOMER + 'C4,"Da'}, "unterminated_quote", [(C, 5, None, None)]),
    "cut off in a quoted value of three": (
        {C: "customer_id,name,segment\nC1,A,x\nC2,B,\"x"}, "unterminated_quote", [(C, 3, None, None)]),
    "text after a quote": ({C: CUSTOMER + 'C4,"D"a\nC5,E\n'}, "unterminated_quote", [(C, 5, None, 'C4,"D"a')]),
    "empty file": ({C: ""}, "empty_file", [(C, None, None, None)]),
    "only a byte-order mark": ({C: b"\xef\xbb\xbf"}, "empty_file", [(C, None, None, None)]),
    "no rows": ({C: "customer_id,name\n"}, "no_rows", [(C, None, None, None)]),
    "NUL": ({C: CUSTOMER.replace("Beni", "Be\0ni")}, "nul_byte", [(C, 3, None, None)]),
    "neither UTF-8 nor Shift_JIS": ({C: CUSTOMER.encode() + b"C4,Caf\xe9\n"}, "not_utf8", [(C, 5, None, None)]),
    "damaged UTF-8": ({C: "customer_id,name\nC1,株式会社青葉\nC2,".encode() + b"\xe6\xa0\nC3,x\n"}, "not_utf8",
                      [(C, 3, None, None)]),
    "UTF-16": ({C: CUSTOMER.encode("utf-16")}, "not_utf8", [(C, 1, None, None)]),
    "a workbook": ({C: b"PK\x03\x04rest"}, "not_utf8", [(C, 1, None, None)]),
    "column twice": ({C: "customer_id,name,Name\nC1,A,B\nC2,A,B\n"}, "duplicate_column", [(C, 1, None, None)]),
    "semicolons": ({C: CUSTOMER.replace(",", ";")}, "bad_header", [(C, 1, None, None)]),
    "first line blank": ({C: "\n" + CUSTOMER}, "bad_header", [(C, 1, None, None)]),
    "two files of a table": ({"customer.parquet": b"PAR1"}, "two_files", [("customer.parquet", None, None, None)]),
    "after quoted line breaks and blank lines, a value": (
        {C: "customer_id,name,signed_on\n" + 'C1,"Ao\nba",2024-01-01\n\nC2,"Be\n\nni",2024-02-30\n'}, "not_a_date",
        [(C, 5, "signed_on", "2024-02-30")]),
    "after quoted line breaks and blank lines, a key": ({C: QUOTED + "C3,C\nC1,D\n"}, "duplicate_key",
                                                        [(C, 9, "customer_id", "C1")]),
    "after quoted line breaks and blank lines, a row": ({C: QUOTED + "C3\nC4,D\n"}, "ragged_row", [(C, 8, None, "C3")]),
    "a value after a rejected row": (
        {C: "customer_id,name,signed_on\nC1,A,2024-01-01\nC2\nC2,B,tomorrow\n"}, "not_a_date",
        [(C, 4, "signed_on", "tomorrow")]),
    "CR LF": ({S: subscription((3, "120.50", "x")).replace("\n", "\r\n")}, "not_a_number", [(S, 3, "mrr", "x")]),
    "mixed line ends": ({S: subscription((3, "120.50", "x")).replace("\n", "\r\n", 2)}, "not_a_number",
                        [(S, 3, "mrr", "x")]),
    "CR alone": ({S: subscription((3, "120.50", "x")).replace("\n", "\r")}, "not_a_number", [(S, 3, "mrr", "x")]),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home in which three customers are published."""
    folder = tmp_path_factory.mktemp("published")
    with unbuilt_home(folder / "home") as home:
        assert load(write(folder / "good", {})) == 0
        yield home


@pytest.mark.parametrize("case", CASES)
def test_fault_is_named_in_its_place_and_the_old_version_serves(
        case: str, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str]) -> None:
    files, rule, places = CASES[case]
    told: list[Finding] = []
    monkeypatch.setattr(data.commands, "tell", told.extend)
    version = current_version()
    assert load(write(tmp_path, files)) == 1
    found = [f for f in told if f.rule == rule and f.severity == "fault"]
    assert [(f.file, f.line, f.column, f.value) for f in found] == places, told
    assert "nothing was loaded" in capsys.readouterr().err
    assert current_version() == version
    assert customers() == 3
    assert len([each for each in published.glob("tenure-*") if each.suffix != ".seal"]) == 1


def test_first_hundred_of_a_rule_and_the_count_of_the_rest(tmp_path: Path) -> None:
    rows = "".join(f"S{row},C1,K1,core,never,,1,JPY\n" for row in range(350))
    header = SUBSCRIPTION.splitlines()[0]
    found = refused(write(tmp_path / "in", {S: f"{header}\n{rows}"}), tmp_path)
    assert [f.line for f in found] == list(range(2, 102))
    assert [f.more for f in found] == [0] * 99 + [250]
    assert str(found[-1]) == ('subscription.csv:101: start_on: "never" is not a date as YYYY-MM-DD [not_a_date]'
                              " … and 250 more")


def test_every_fault_of_a_folder_is_reported_at_once(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {
        C: CUSTOMER + "C1,Again\n", S: subscription((2, "100", "x"), (3, "C1", "C9"), (4, "JPY", "USD")) + "S4,C1\n"}
    rules = {f.rule for f in refused(write(tmp_path / "in", files), tmp_path)}
    assert rules == {"duplicate_key", "ragged_row", "not_a_number", "unknown_reference", "no_rate"}


def test_a_missing_column_of_the_other_table_hides_nothing(tmp_path: Path) -> None:
    files: dict[str, Content | None] = {C: "name\nA\n", S: subscription((2, "100", "x"))}
    rules = {f.rule for f in refused(write(tmp_path / "in", files), tmp_path)}
    assert rules == {"missing_column", "not_a_number"}
