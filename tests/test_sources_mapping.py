"""The mapping file: any table onto the contract, without code; and what is said of one that is wrong."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data.__main__ import main
from data.faults import FAULT, LoadRefused
from data.sources.mapping.filters import NotUnderstood, compiled, parsed
from tests.sources_made import Made, made, only

TICKETS = """
[[mapping]]
table = "ticket"
from = "%s"
where = '%s'
time_zone = "Asia/Tokyo"
[mapping.columns]
ticket_id = "No."
customer_id = "Customer"
opened_at = { column = "Opened", format = ["%%Y/%%m/%%d %%H:%%M", "%%Y/%%m/%%d %%H:%%M %%z"] }
closed_at = "Closed"
severity = { column = "Priority", values = { "至急" = 1, "High" = 2, "" = 4 }, %s }
escalated = { constant = true }
"""
ROWS = ('No.,Customer,Opened,Closed,Priority,State\n'
        '1,C1,2024/04/01 01:00,2024-04-01T10:00:00,至急,open\n'
        '2,C1,2024/04/01 01:00 +0000,2024-04-01T10:00:00Z,High,\n'
        '3,C2,2024/04/01 01:00,,,spam\n'
        '4,C2,2024/04/01 01:00,,,"say ""hi""; drop table x --"\n')


def tickets(folder: Path, rows: str = ROWS, keep: str = 'State != "spam"', other: str = 'other = "refuse"',
            name: str = "tickets.csv") -> Made:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tickets.csv").write_text(rows, encoding="utf-8")
    return made(folder, TICKETS % (name, keep, other))


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(LoadRefused) as error:
        made(folder, text)
    return [str(finding) for finding in error.value.findings if finding.severity == FAULT]


def test_times_words_constants_and_a_filter(tmp_path: Path) -> None:
    """01:00 in Tokyo is 16:00 UTC of the day before; a time that says its offset keeps it. An empty State differs from
    spam, so that its row stays. An empty priority is 4, as the mapping says."""
    rows = tickets(tmp_path).rows("ticket", "ticket_id")
    assert only("customer_id opened_at closed_at severity escalated", rows) == {
        "1": ("C1", datetime(2024, 3, 31, 16), datetime(2024, 4, 1, 1), 1, True),
        "2": ("C1", datetime(2024, 4, 1, 1), datetime(2024, 4, 1, 10), 2, True),
        "4": ("C2", datetime(2024, 3, 31, 16), None, 4, True)}


@pytest.mark.parametrize(("keep", "kept"), [
    ('State is empty', "2"), ('State is not empty', "134"), ('[No.] >= 3 and not Customer = "C1"', "34"),
    ('Priority in ("High", "至急") or State = "spam"', "123"), ("State not in ('open', 'spam')", "24"),
    ('State = "say ""hi""; drop table x --"', "4"), ('State < "p" and State > "n"', "1"), ("State > 1", ""),
    ("[No.] != 2", "134"), ('(State = "open" or State = "spam") and [No.] < 2', "1")])
def test_filters(tmp_path: Path, keep: str, kept: str) -> None:
    assert "".join(sorted(tickets(tmp_path, keep=keep.replace("'", '"')).rows("ticket", "ticket_id"))) == kept


@pytest.mark.parametrize("text", ['State', 'State =', 'State = other', '= "x"', 'a = "x" b = "y"', 'a in ()', "a ; b",
                                  'a = "x" or', '(a = "x"', "1 = 1", "not " * 200 + 'a = "x"', 'lower(a) = "x"'])
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parsed(text)


def test_nothing_that_a_person_wrote_is_sql() -> None:
    sql, values = compiled(parsed("""a = "x' or 1=1" and b in (1, '"')"""), lambda name: f"<{name}>")
    assert not any(str(value) in sql for value in values[:1] + values[2:])
    assert sql.count("?") == len(values) == 3


@pytest.mark.parametrize(("other", "severity"), [("other_word = 3", 3), ('other = "keep"', 2)])
def test_values_that_are_not_listed(tmp_path: Path, other: str, severity: int) -> None:
    rows = ROWS.replace("High", "2")
    assert tickets(tmp_path, rows, other=other).rows("ticket", "ticket_id")["2"]["severity"] == severity


def test_a_value_that_becomes_null_where_there_must_be_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadRefused) as error:
        tickets(tmp_path, ROWS.replace("High", "2"), other='other = "null"')
    assert str(error.value.findings[0]).startswith('tickets.csv:3: severity: "2" is empty; every row must have one')


def test_a_wrong_value_is_told_by_file_line_and_rule(tmp_path: Path) -> None:
    rows = ROWS.replace("High", "Low").replace("2024/04/01 01:00,2024", "1 April,2024")
    with pytest.raises(LoadRefused) as error:
        tickets(tmp_path, rows)
    assert {(str(finding.file), finding.line, finding.column, finding.value, finding.rule)
            for finding in error.value.findings} == {
        ("tickets.csv", 2, "opened_at", "1 April", "unlisted_value"),
        ("tickets.csv", 3, "severity", "Low", "unlisted_value")}
    assert "%Y/%m/%d %H:%M" in str(error.value.findings[0])


def test_rows_that_the_filter_drops_may_hold_anything(tmp_path: Path) -> None:
    assert set(tickets(tmp_path, ROWS.replace("2024/04/01 01:00,,,spam", "never,,What?,spam")).rows(
        "ticket", "ticket_id")) == {"1", "2", "4"}


def test_several_files_and_parquet_make_one_table(tmp_path: Path) -> None:
    """Two CSV files by a pattern and a Parquet file; in each its own line is told."""
    head, *lines = ROWS.splitlines(keepends=True)
    for at, line in enumerate(lines[:2]):
        (tmp_path / f"part{at}.csv").write_text(head + line, encoding="utf-8")
    (tmp_path / "rest.csv").write_text(head + "".join(lines[2:]), encoding="utf-8")
    duckdb.connect().execute(f"COPY (FROM read_csv('{tmp_path}/rest.csv', all_varchar=true)) TO "
                             f"'{tmp_path}/rest.parquet' (FORMAT parquet)")
    text = TICKETS.replace('from = "%s"', 'from = ["part?.csv", "rest.parquet"]')
    made_ = made(tmp_path, text % ('State != "spam"', 'other = "refuse"'))
    assert set(made_.rows("ticket", "ticket_id")) == {"1", "2", "4"}


def test_amounts_in_minor_units_and_written_by_hand(tmp_path: Path) -> None:
    """Yen have no minor unit, dinars a thousandth; a twelfth of a year's price; signs and separators are left out."""
    (tmp_path / "lines.csv").write_text("id,cur,cents,yearly,seats,day\n"
                                        "1,JPY,1200,\"¥1,200,000\",1,2024-03-31T16:00:00Z\n"
                                        "2,usd,1234,100,2,2024-03-31\n3,KWD,1500,12.6,,2024/04/02\n", encoding="utf-8")
    text = """
[[mapping]]
table = "subscription"
from = "lines.csv"
[mapping.columns]
subscription_id = "id"
customer_id = { constant = "C1" }
contract_id = "id"
product = { constant = "core" }
start_on = { column = "day", format = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d", "%Y/%m/%d"] }
mrr = { column = "cents", minor_unit_of = "cur" }
list_mrr = { column = "yearly", divide_by = 12, remove = "¥," }
currency = { column = "cur", values = { usd = "USD" }, other = "keep" }
seats = "seats"
"""
    assert only("mrr list_mrr currency seats start_on", made(tmp_path, text).rows(
        "subscription", "subscription_id")) == {
        "1": (1200, 100000, "JPY", 1, date(2024, 4, 1)),
        "2": (Decimal("12.34"), Decimal("8.333333"), "USD", 2, date(2024, 3, 31)),
        "3": (Decimal("1.5"), Decimal("1.05"), "KWD", None, date(2024, 4, 2))}


def test_a_days_time_zone_without_a_format(tmp_path: Path) -> None:
    """A moment becomes the company's day; a day stays itself."""
    (tmp_path / "c.csv").write_text("id,day\n1,2024-03-31T16:00:00Z\n2,2024-03-31\n3,2024-03-31 23:30\n")
    text = ('[[mapping]]\ntable = "customer"\nfrom = "c.csv"\ntime_zone = "Asia/Tokyo"\n[mapping.columns]\n'
            'customer_id = "ID"\nname = "id"\nsigned_on = "day"\n"担当 エリア" = "id"\n')
    rows = made(tmp_path, text).rows("customer", "customer_id")
    assert {key: row["signed_on"].day for key, row in rows.items()} == {"1": 1, "2": 31, "3": 31}
    assert rows["1"]["担当 エリア"] == "1"


WRONG = [
    ('table = "ticket"', 'table = "tickets"', "sources.toml:3: table: 'tickets' is no table of the contract"),
    ('ticket_id = "No."\n', "", "sources.toml:7: ticket_id: ticket requires this column"),
    ('"至急" = 1', '"至急" = "urgent"', 'tickets.csv:2: severity: "至急" is not a whole number'),
    ('customer_id = "Customer"', 'customer = "Customer"', "sources.toml:9: customer: is no column of ticket"),
    ('customer_id = "Customer"', 'customer_id = "Kunde"', 'sources.toml:9: tickets.csv has no column "Kunde"; it'),
    ('"Asia/Tokyo"', '"Asia/Edo"', 'there is no time zone "Asia/Edo"'),
    ("%Y/%m/%d %H:%M\",", "%Q\",", 'sources.toml:10: opened_at: "%Q" is no format'),
    ('State != "spam"', 'State ! "spam"', "sources.toml:5: where: is not understood"),
    ('State != "spam"', 'Status != "spam"', 'sources.toml:5: tickets.csv has no column "Status"'),
    ("{ constant = true }", '{ constant = true, column = "No." }', "sources.toml:13: escalated: needs a column"),
    ("{ constant = true }", "{ const = true }", "const is not known"),
    ('from = "tickets.csv"', 'from = "tickts.csv"', "tickts.csv: cannot be read: No such file"),
    ('from = "tickets.csv"', "", "from: is missing"),
    ('closed_at = "Closed"', 'closed_at = { column = "Closed", divide_by = 100 }', "for columns that hold a number"),
    ("[mapping.columns]", "[mapping.column]", "column: is not known"),
    ('other = "refuse"', 'other = "drop"', "other is none of refuse, null, keep")]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG, ids=[each[1][:20] for each in WRONG])
def test_what_is_wrong_in_the_file_is_told_with_its_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    (tmp_path / "tickets.csv").write_text(ROWS, encoding="utf-8")
    text = TICKETS % ("tickets.csv", 'State != "spam"', 'other = "refuse"')
    assert right in text
    found = refused(tmp_path, text.replace(right, wrong))
    assert any(said in each for each in found), found


def test_preview_shows_ten_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{at},C1,2024/04/01 01:00,,High,\n" for at in range(1, 13))
    (tmp_path / "tickets.csv").write_text(ROWS.splitlines(keepends=True)[0] + rows, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(TICKETS % ("tickets.csv", 'State != "spam"', 'other = "refuse"'))
    monkeypatch.setenv("TENURE_SOURCES", str(tmp_path / "sources.toml"))
    assert main(["sources", "preview", "ticket"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["ticket_id", "customer_id", "opened_at", "severity", "escalated"]
    assert len(lines) == 12
    assert lines[-1] == "ticket: 12 rows from tickets"
    assert main(["sources", "preview", "survey"]) == 2
    assert "No source gives rows of survey; they give ticket" in capsys.readouterr().err
