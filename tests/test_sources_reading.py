"""Where sources lie and what sources.toml may say: folders and databases, and what is said where one is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import psycopg
import pytest
from sqlalchemy import make_url

from data.__main__ import main
from data.faults import FAULT, LoadRefused, WrongCall
from data.sources.settings import read
from tests.postgres import Cluster
from tests.sources_made import FIXTURES, made, only

ZUORA = '[[source]]\npreset = "zuora"\nfrom = "zuora"\n'
LINES = """
[[mapping]]
name = "%s"
table = "customer"
from = "%s"
[mapping.columns]
customer_id = "id"
name = "name"
"""
MONEY = """
[[mapping]]
name = "money"
table = "subscription"
from = "money.csv"
%s
[mapping.columns]
subscription_id = "id"
customer_id = "who"
contract_id = "id"
product = { constant = "core" }
start_on = { constant = 2024-01-01 }
mrr = "mrr"
currency = { constant = "JPY" }
"""


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(LoadRefused) as error:
        made(folder, text)
    return [str(finding) for finding in error.value.findings if finding.severity == FAULT]


@pytest.mark.parametrize(("text", "said"), [
    ('[[source]]\npreset = "zuorra"\nfrom = "x"', 'sources.toml:2: preset: "zuorra" is no preset; there are '),
    ('[[source]]\nfrom = "x"', "sources.toml:1: preset: is missing; there are "),
    (ZUORA + "[source.options]\ncrm = 1", "sources.toml:5: crm: is no option of zuora; its options: customer_id"),
    (ZUORA + "[source.options]\ncustomer_id = 1", "sources.toml:5: customer_id: is not a text"),
    (ZUORA + 'skip = ["customers"]', "sources.toml:4: skip: zuora does not give 'customers'; it gives contract"),
    (ZUORA + 'orphans = "drop"', "sources.toml:4: orphans: is none of refuse, leave_out"),
    (ZUORA + 'name = "a-b"', "sources.toml:4: name: 'a-b' is no name of a source"),
    (ZUORA + "\n" + ZUORA, 'sources.toml:5: name: "zuora" is the name of the source of line 1 too'),
    (ZUORA + 'schema = "x"', "sources.toml:4: schema: goes with the URL of a database"),
    ('[[source]]\npreset = "zuora"', "sources.toml:1: from: is missing or no text"),
    ('[[source]]\npreset = "zuora"\nfrom = "mysql://h/d"\nschema = "x"', "from: mysql cannot be read from here"),
    ('[[source]]\npreset = "zuora"\nfrom = "postgresql://h/d"', "sources.toml:3: schema: is missing"),
    ('[[source]]\npreset = "zuora"\nfrom = "postgresql://u:${NO_SUCH}@h/d"\nschema = "x"',
     "sources.toml:3: from: the environment has no NO_SUCH"),
    (ZUORA, "zuora is no folder; it must hold a CSV or Parquet file for each replicated table"),
    ('sources = "x"', "sources.toml:1: sources: is not known; known: company, source, mapping"),
    ("[source]\n", "source: is not a list of tables; write [[source]]"), ("", "names no source"),
    ("[[source]\n", "sources.toml:1: is not TOML")])
def test_what_is_wrong_in_the_file_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    found = faults(tmp_path, text)
    assert any(said in each for each in found), found


def test_without_a_file_it_says_where_one_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match=r"sources\.toml: there is no such file"):
        read(tmp_path / "sources.toml")


def test_raw_tables_are_held_against_their_kinds(tmp_path: Path) -> None:
    """A missing table and column, a number that is none, and a column that an option names but nobody has."""
    folder = tmp_path / "zuora"
    folder.mkdir()
    for name in ("account", "rate_plan", "rate_plan_charge"):
        text = (FIXTURES / "zuora" / f"{name}.csv").read_text(encoding="utf-8")
        (folder / f"{name}.csv").write_text(text.replace(",-30,", ",thirty,").replace("amendment_type,", "kind,")
                                            .replace("subscription_id,", "sub,"), encoding="utf-8")
    found = faults(tmp_path, ZUORA + '[source.options]\ncustomer_id = "crm"')
    assert any('zuora/rate_plan_charge.csv:6: mrr: "thirty" is not a number' in each for each in found), found
    assert any("zuora/rate_plan.csv:1: subscription_id: is missing; the preset" in each for each in found)
    assert any("zuora.subscription: is missing in zuora" in each for each in found)
    assert any('zuora/account.csv: has no column "crm", which the option customer_id' in each for each in found)


def test_a_key_that_two_sources_give_names_both(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\nC1,Aoba\nC2,Beni\n")
    (tmp_path / "b.csv").write_text("id,name\nC2,Beni\nC3,Cyan\n")
    found = faults(tmp_path, LINES % ("crm", "a.csv") + LINES % ("billing", "b.csv"))
    assert found == ['customer: customer_id: 1 keys are given by billing and crm, for example "C2": let one of them '
                     'leave the table out (skip = ["customer"]), or choose other columns for its ids [given_twice]']


def test_a_loads_faults_are_told_of_the_source_and_the_key(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A key that one source gives twice, a line of nobody, and an amount below 0, told before anything else."""
    (tmp_path / "a.csv").write_text("id,name\nC1,Aoba\nC2,Beni\n")
    (tmp_path / "b.csv").write_text("id,name\nC3,Cyan\nC3,Cyan\n")
    (tmp_path / "money.csv").write_text("id,who,mrr\nL1,C1,10\nL2,C9,10\n")
    (tmp_path / "sources.toml").write_text(LINES % ("crm", "a.csv") + LINES % ("more", "b.csv") + MONEY % "")
    monkeypatch.setenv("TENURE_SOURCES", str(tmp_path / "sources.toml"))
    assert main(["sources", "check"]) == 1
    said = capsys.readouterr().err
    assert "fault: more: customer: customer_id" in said
    assert "(customer_id C3) [duplicate_key]" in said
    assert "money: subscription: customer_id" in said
    assert "(subscription_id L2) [unknown_reference]" in said
    (tmp_path / "b.csv").write_text("id,name\nC3,Cyan\n")
    (tmp_path / "sources.toml").write_text(LINES % ("crm", "a.csv") + LINES % ("more", "b.csv")
                                           + MONEY % 'orphans = "leave_out"')
    assert main(["sources", "check"]) == 0
    out = capsys.readouterr().out
    assert '1 of 2 rows are of 1 customers that no source gives, for example "C9": they were left out' in out
    assert "customer           crm 2, more 1\nsubscription       money 1\n" in out


def test_a_schema_of_a_duckdb_file(tmp_path: Path) -> None:
    """Typed columns come as they would from a file: a moment with an offset, nulls, numbers."""
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("CREATE SCHEMA crm; CREATE TABLE crm.\"Account\" AS SELECT * FROM "
                           "(VALUES (1, 'Aoba', TIMESTAMPTZ '2024-03-31 16:00:00+00', 12), "
                           "(2, 'Beni', NULL, NULL)) AS t(id, \"Name\", made, n)")
    text = (LINES % ("crm", f"duckdb:///{tmp_path}/raw.duckdb")).replace(
        "[mapping.columns]", 'schema = "crm"\nrelation = "account"\n[mapping.columns]') \
        + 'signed_on = "made"\nemployees = "n"\n'
    assert only("name signed_on employees", made(tmp_path, text).rows("customer", "customer_id")) == {
        "1": ("Aoba", date(2024, 4, 1), 12), "2": ("Beni", None, None)}
    missing = faults(tmp_path / "other", text.replace('relation = "account"', 'relation = "accounts"'))
    assert any("has no table accounts" in each for each in missing)


def test_a_schema_of_postgresql(tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its booleans, moments and numbers, read through the preset; the server's clock stands elsewhere."""
    url = postgres.database()
    name = str(make_url(url).database)
    with psycopg.connect(postgres.dsn(name), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE \"{name}\" SET timezone TO 'America/New_York'")
        connection.execute("""
            CREATE SCHEMA bill;
            CREATE TABLE bill.account (id text, name text, crm_id text, _fivetran_deleted boolean,
                _fivetran_synced timestamptz);
            INSERT INTO bill.account VALUES ('A1', 'Aoba', 'C1', false, now()), ('A2', 'Gone', 'C2', true, now());
            CREATE TABLE bill.subscription (id text, account_id text, original_id text, status text, version int);
            INSERT INTO bill.subscription VALUES ('S1', 'A1', NULL, 'Active', 1);
            CREATE TABLE bill.rate_plan (id text, subscription_id text, name text);
            INSERT INTO bill.rate_plan VALUES ('R1', 'S1', 'Plan, with a "comma"');
            CREATE TABLE bill.rate_plan_charge (id text, rate_plan_id text, charge_type text, transaction_currency text,
                mrr numeric, effective_start_date timestamp, effective_end_date date);
            INSERT INTO bill.rate_plan_charge VALUES ('P1', 'R1', 'Recurring', 'JPY', 10.5, '2024-01-01', NULL);
            CREATE TABLE bill.invoice (id text, account_id text, status text, transaction_currency text, amount numeric,
                balance numeric, due_date date);
            INSERT INTO bill.invoice VALUES ('I1', 'A1', 'Posted', 'JPY', 5, 0, '2024-03-01');
            CREATE TABLE bill.invoice_payment (id text, invoice_id text, created_date timestamptz);
            INSERT INTO bill.invoice_payment VALUES ('Y1', 'I1', '2024-03-31 12:00:00-04')""")
    monkeypatch.setenv("ZUORA_HOST", str(postgres.folder))
    text = (f'[[source]]\npreset = "zuora"\nfrom = "postgresql://tenure@/{name}?host=${{ZUORA_HOST}}"\n'
            'schema = "bill"\n[source.options]\ncustomer_id = "crm_id"\n')
    got = made(tmp_path, text)
    assert only("customer_id product mrr start_on", got.rows("subscription", "subscription_id")) == {
        "P1": ("C1", 'Plan, with a "comma"', 10.5, date(2024, 1, 1))}
    assert only("paid_on", got.rows("invoice", "invoice_id")) == {"I1": (date(2024, 4, 1),)}
    assert set(got.rows("customer", "customer_id")) == {"C1"}


def test_no_password_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZUORA_PASSWORD", "open-sesame")
    found = faults(tmp_path, '[[source]]\npreset = "zuora"\nschema = "bill"\n'
                   'from = "postgresql://reader:${ZUORA_PASSWORD}@127.0.0.1:9/raw"\n')
    assert any("127.0.0.1:9/raw bill: cannot be opened" in each for each in found), found
    assert not any("open-sesame" in each for each in found)
