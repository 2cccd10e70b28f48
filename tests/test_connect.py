"""`python -m data connect`: what it says of a database, what it writes, and that no password is among it."""

from __future__ import annotations

import tomllib
import uuid
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import make_url

from data.__main__ import main
from data.connect.finding import contracts, known
from data.connect.looking import Schema
from data.connect.unlocks import UNLOCKS
from data.contract import TABLES
from data.engines.connecting import engine_for
from data.warehouse import open_warehouse, warehouse_url
from tests.conftest import ROOT, environment
from tests.connect_made import PASSWORD, fill, fixture, guarded, held, owner, typed
from tests.postgres import Cluster

CUSTOMERS = "customer_id,name,tier\nC1,Aoba,gold\nC2,Beni,\n"
LINES = ("subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n"
         "S1,C1,K1,core,2024-01-01,,100,JPY\nS2,C2,K2,core,2024-01-01,2025-01-01,50,JPY\n")
CRM = {"C1": "A1", "C2": "A2", "C4": "A4"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without anything, and an environment that names none of it."""
    for name in ("TENURE_WAREHOUSE_URL", "TENURE_WAREHOUSE_PASSWORD", "TENURE_CONTRACT_SCHEMA", "TENURE_SOURCES",
                 "PGPASSWORD", "PGPASSFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def database(postgres: Cluster, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database whose user has a password, which the environment holds."""
    monkeypatch.setenv("TENURE_WAREHOUSE_PASSWORD", PASSWORD)
    return guarded(postgres)


def test_what_a_table_shows_is_told_in_the_words_of_the_page() -> None:
    words = tomllib.loads((ROOT / "components" / "i18n" / "en" / "datastatus.toml").read_text(encoding="utf-8"))
    assert {name: words[f"datastatus.unlock.{name}"] for name in TABLES} == dict(UNLOCKS)


def test_a_tool_is_known_by_its_tables_and_columns() -> None:
    """Zuora's `account` has all that Salesforce's must have, and an account alone is nobody's."""
    names = ("salesforce", "zuora", "stripe", "zendesk", "marketo", "surveymonkey")
    schemas = [Schema(f"our_{name}", {table.upper(): tuple(text.splitlines()[0].split(","))
                                      for table, text in fixture(name).items()}) for name in names]
    schemas.append(Schema("crm", {"account": ("id", "name", "owner")}))
    assert {(each.schema.name, each.preset.name) for each in known(schemas)} == {
        (f"our_{name}", name) for name in names}
    assert [each.schema.name for each in known(schemas, {"salesforce": None})] == ["our_salesforce"]
    assert [each.schema.name for each in known(schemas, {"salesforce": "crm"})] == ["crm"]
    assert contracts(schemas) == []


@pytest.mark.parametrize(("url", "status", "said"), [
    ("postgresql://reader@nowhere.invalid/raw", 1, "is on a host that cannot be found"),
    ("postgresql://reader@127.0.0.1:9/raw", 1, "cannot be reached"),
    ("duckdb:////nowhere/raw.duckdb", 1, "There is no file /nowhere/raw.duckdb"),
    ("mysql://reader@h/raw", 2, "mysql cannot be connected to"),
    ("postgresql://reader:p@ss@h/raw", 2, "the URL has an @ after its host"),
    ("postgresql://reader@h/raw?sslpassword=open-sesame", 2, "The URL has a secret among its options"),
    ("raw", 2, "the URL is no database URL")])
def test_a_database_that_is_not_there(home: Path, capsys: pytest.CaptureFixture[str], url: str, status: int,
                                      said: str) -> None:
    assert main(["connect", url, "--yes"]) == status
    err = capsys.readouterr().err
    assert said in err
    assert "open-sesame" not in err
    assert not home.exists() or not list(home.iterdir())


def test_a_wrong_password_and_none(database: str, home: Path, capsys: pytest.CaptureFixture[str],
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_WAREHOUSE_PASSWORD", "open-sesame")
    assert main(["connect", database, "--yes"]) == 1
    monkeypatch.delenv("TENURE_WAREHOUSE_PASSWORD")
    assert main(["connect", database, "--yes"]) == 1
    said = capsys.readouterr()
    assert said.err.count("refuses the user or the password") == 2
    assert "open-sesame" not in said.out + said.err


def test_an_empty_database_and_one_of_other_things(postgres: Cluster, database: str, home: Path,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["connect", database, "--yes"]) == 1
    assert "There is no table that this user may read" in capsys.readouterr().out
    with owner(postgres, database) as connection:
        fill(connection, "shop", {"customer": "id,name\n1,x\n", "account": "id,name,owner\n1,x,y\n"})
        connection.execute("create schema hidden; create table hidden.customer (customer_id text, name text)")
    assert main(["connect", database, "--yes"]) == 1
    out = capsys.readouterr().out
    assert "shop: account, customer\n" in out
    assert "hidden" not in out
    assert main(["connect", database, "--yes", "--source", "zuora"]) == 2
    assert "the schema shop lacks account._" not in (err := capsys.readouterr().err)
    assert "the schema shop lacks subscription, rate_plan, rate_plan_charge" in err


def test_some_tables_of_the_contract(postgres: Cluster, database: str, home: Path,
                                     capsys: pytest.CaptureFixture[str]) -> None:
    with owner(postgres, database) as connection:
        fill(connection, "ours", {"customer": CUSTOMERS, "subscription": LINES.replace(",mrr,", ",monthly,")})
        fill(connection, "less", {"customer": CUSTOMERS})
    assert main(["connect", database, "--yes"]) == 1
    out = capsys.readouterr().out
    assert "[2] schema less: 1 of the contract's 26 tables, not enough" in out
    assert main(["connect", database, "--yes", "--schema", "ours"]) == 1
    out = capsys.readouterr().out
    assert "- ours.subscription has no column mrr: the contract requires it." in out
    assert "schema less" not in out
    assert main(["connect", database, "--yes", "--schema", "less"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "less.subscription is not there: make a table or view of that name with subscription_id, customer_id" in said
    assert not home.exists() or not list(home.glob("*.*"))


def test_a_schema_of_the_contract_is_written_down_only_once_it_is_built(
        postgres: Cluster, database: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its columns are texts: the verification refuses them, and the board's settings stay as they are."""
    with owner(postgres, database) as connection:
        fill(connection, "ours", {"customer": CUSTOMERS, "subscription": LINES, "nothing": "a\n1\n"})
    assert main(["connect", database, "--yes", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert f"--- {home}/tenure.env" in out
    assert f"\nTENURE_WAREHOUSE_URL={database.replace('=/tmp/', '=%2Ftmp%2F')}\nTENURE_CONTRACT_SCHEMA=ours\n" in out
    assert "subscription       ARR, NRR, GRR, logo retention and every movement" in out
    assert "Still unknown, and what it would show:\n    assessment" in out
    assert main(["connect", database, "--yes"]) == 1
    assert "mrr: is of type text; the contract wants decimal" in capsys.readouterr().err
    assert not (home / "tenure.env").exists()
    assert PASSWORD.encode() not in held(home)
    assert warehouse_url().startswith("duckdb:///")


def test_tools_by_a_password_that_is_typed(postgres: Cluster, home: Path, capsys: pytest.CaptureFixture[str],
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    """Salesforce and Zuora in one database, which also keeps the board's tables: from questions to figures."""
    url = guarded(postgres)
    accounts = fixture("zuora")["account"].replace(",Cyan,,", ",Cyan,A6,")
    charges = "".join(line for line in fixture("zuora")["rate_plan_charge"].splitlines(keepends=True)
                      if not line.startswith(("P8,", "P12,")))
    for theirs, ours in CRM.items():
        accounts = accounts.replace(f",{theirs},", f",{ours},")
    with owner(postgres, url) as connection:  # without the lines of accounts that the CRM does not know
        fill(connection, "crm", fixture("salesforce"))
        fill(connection, "billing", fixture("zuora", account=accounts, rate_plan_charge=charges))
    answers = [("Password of", PASSWORD), ("Which shall be used", "1, 2"),
               ("The company's name", "二つの道具"),
               ("zuora: the column of account that holds the customer's id", ""),
               ("“New Customer”", "new"), ("“更新”", "renewal"), ("Downgrade”", "bogus"), ("“bogus” is none of", ""),
               ("Upgrade”", "upsell"), ("“Renewal”", "renewal"), ("The currency", "JPY"), ("Write this and build", "y")]
    status, shown = typed(["connect", url, "--there"], answers, environment(home))
    assert status == 0, shown
    assert PASSWORD not in shown
    assert "[1] schema billing: zuora (schema only), by its account, subscription," in shown
    assert "[2] schema crm: salesforce (verified), by its account, account_history," in shown
    assert PASSWORD.encode() not in held(home)
    settings = tomllib.loads((home / "sources.toml").read_text(encoding="utf-8"))
    assert [(each["name"], each["schema"], each.get("skip")) for each in settings["source"]] == [
        ("zuora", "billing", ["customer"]), ("salesforce", "crm", ["contract"])]
    assert "${TENURE_WAREHOUSE_PASSWORD}" in settings["source"][0]["from"]
    assert settings["source"][0]["options"] == {"customer_id": "crm_id"}
    assert settings["source"][1]["options"]["opportunity_types"]["Existing Customer - Downgrade"] == "ignore"
    assert make_url(warehouse_url()).password is None
    monkeypatch.setenv("TENURE_WAREHOUSE_PASSWORD", PASSWORD)
    assert make_url(warehouse_url()).password == PASSWORD
    assert main(["status"]) == 0
    out = capsys.readouterr().out
    assert "二つの道具, version " in out
    assert "zuora (" in out
    assert PASSWORD not in out


def test_a_duckdb_file_with_the_contracts_tables(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                 ) -> None:
    """Each of them becomes a mapping, with further columns of customers; the load builds them."""
    for name, text in (("customer", CUSTOMERS), ("subscription", LINES)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with duckdb.connect(str(tmp_path / "ours.duckdb")) as connection:
        for name in ("customer", "subscription"):
            connection.execute(f"create table {name} as from read_csv('{tmp_path}/{name}.csv')")
    assert main(["connect", f"duckdb:///{tmp_path}/ours.duckdb", "--yes"]) == 0
    assert not (home / "tenure.env").exists()
    assert "ours, version " in (out := capsys.readouterr().out)
    assert "From now on `python -m data load` refreshes it" in out
    with open_warehouse().engine.connect() as connection:
        rows = connection.exec_driver_sql("select customer_id, tier from contract.customer order by 1").fetchall()
        money = connection.exec_driver_sql("select sum(mrr), count(end_on) from contract.subscription").fetchone()
    assert [tuple(row) for row in rows] == [("C1", "gold"), ("C2", None)]
    assert money is not None
    assert tuple(money) == (150, 1)


def test_nobody_answers(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                        monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal and without --yes it stops, and nothing is written."""
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("create schema desk; create table desk.ticket (id text, status text, organization_id text, "
                           "created_at timestamp, priority text, requester_id text); create table desk.organization "
                           "(id text, external_id text)")
    with open("/dev/null", encoding="utf-8") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        assert main(["connect", f"duckdb:///{tmp_path}/raw.duckdb"]) == 2
    assert "Nobody answers “The company's name”" in capsys.readouterr().err
    assert main(["connect", f"duckdb:///{tmp_path}/raw.duckdb", "--yes"]) == 1
    out = capsys.readouterr().out
    assert "Nothing gives customer (the customers that every rate is counted over), subscription (" in out
    assert (home / "sources.toml").is_file()
    assert main(["connect", f"duckdb:///{tmp_path}/raw.duckdb", "--yes", "--dry-run"]) == 0
    assert "[[source]]" not in capsys.readouterr().out, "what stands there is not written twice"


def test_some_tables_on_spark(spark: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A schema with views: what is missing is told; a whole one would be read where it stands."""
    name = f"connect_{uuid.uuid4().hex[:8]}"
    engine = engine_for(make_url(spark), writes=True)
    ours = ", ".join(f"'x' as {column.name}" for column in TABLES["subscription"].columns)
    with engine.connect() as connection:
        run = connection.execution_options(no_parameters=True).exec_driver_sql
        run(f"create schema {name}")
        try:
            run(f"create view {name}.customer as select 'C1' as customer_id, 'Aoba' as name, 1 as tier")
            run(f"create view {name}.other as select 1 as x")
            assert main(["connect", spark, "--yes", "--schema", name]) == 1
            said = " ".join(capsys.readouterr().out.split())
            assert f"{name}.subscription is not there: make a table or view of that name with" in said
            assert "customer the customers that every rate is counted over" in said
            run(f"create view {name}.subscription as select {ours}")
            assert main(["connect", spark, "--yes", "--schema", name, "--dry-run"]) == 0
            assert f"\nTENURE_CONTRACT_SCHEMA={name}\n" in capsys.readouterr().out
            assert main(["connect", spark, "--yes", "--source", "zuora"]) == 2
            assert main(["connect", spark, "--yes", "--schema", f"{name}_not"]) == 1
        finally:
            run(f"drop schema {name} cascade")
    engine.dispose()
    assert f"There is no schema {name}_not with tables that this user may read" in capsys.readouterr().out
