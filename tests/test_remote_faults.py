"""Warehouses that cannot be reached and tables that do not fit: one clear sentence without a password, exit status 1.

What was in use goes on serving.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from data.__main__ import main
from data.warehouse import current_version
from tests.loading import write
from tests.postgres import GUARDED, Cluster
from tests.remote import CRM, empty, failed, guarded, loaded, own, quick, run, schemas, serving, settings

__all__ = ["empty", "guarded", "loaded", "own", "quick"]

NOBODY = "postgresql://somebody:s3cret@no-such-host.invalid/tenure"
REFUSED = "hive://somebody:s3cret@127.0.0.1:1/default"
COMMANDS = (["status"], ["check"], ["build"], ["demo", "--customers", "5", "--years", "1"])

UNFIT = (
    ("alter table crm.subscription alter mrr type text", "crm.subscription: mrr: is of type text; the contract wants "
     "decimal: convert it in a view, for example cast(mrr as decimal(20, 6))"),
    ("alter table crm.subscription alter start_on type text", "crm.subscription: start_on: is of type text; the"
     " contract wants date: convert it in a view, for example cast(start_on as date)"),
    ("alter table crm.customer alter customer_id type bytea using customer_id::bytea",
     "crm.customer: customer_id: is of type bytea; the contract wants text"),
    ("alter table crm.customer alter name type text[] using array[name]", "crm.customer: name: is of type text[]"),
    ("alter table crm.subscription drop column currency", "crm.subscription: currency: is missing"),
    ("update crm.subscription set mrr = -1", "is below 0 (2 rows) [out_of_range]"),
    ("update crm.subscription set mrr = 'NaN'", "crm.subscription: mrr: \"NaN\" is not a number in range"),
    ("update crm.subscription set customer_id = 'C9'", "crm.subscription: customer_id: \"C9\" is not in customer"),
    ("update crm.subscription set subscription_id = 'S1'", "\"S1\" is the key of several rows [duplicate_key]"),
    ("update crm.subscription set customer_id = null", "[empty_required]"),
    ("delete from crm.customer", "crm.customer: holds no rows [no_rows]"),
    ("alter table crm.subscription alter start_on type timestamp using start_on + interval '1 hour'",
     "is not a date: it has a time of day"),
)
"""Changes to the tables of CRM, and what is said of each."""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_wrong_password(guarded: str, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                          capsys: pytest.CaptureFixture[str]) -> None:
    wrong = make_url(guarded).set(password="s3cret").render_as_string(hide_password=False)
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", wrong)
    said = failed(capsys, *command)
    assert "refuses the user or the password" in said
    assert "Check TENURE_WAREHOUSE_URL: its user and password." in said
    assert f"postgresql://{GUARDED}:***@/" in said
    assert schemas(guarded) == []


@pytest.mark.parametrize(("url", "what"), [
    (NOBODY, "is on a host that cannot be found"), (REFUSED, "cannot be reached"),
    (NOBODY.replace("no-such-host.invalid", "127.0.0.1:1"), "cannot be reached"),
    ("hive://somebody:s3cret@no-such-host.invalid:10000/x", "is on a host that cannot be found")])
def test_a_host_that_is_not_there(url: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with settings(tmp_path / "home", url):
        for command in COMMANDS:
            said = failed(capsys, *command)
            assert what in said
            assert "Check TENURE_WAREHOUSE_URL: its host" in said


def test_a_database_that_is_not_there(postgres: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with settings(tmp_path / "home", f"postgresql://tenure@/nowhere?host={postgres.folder}"):
        assert "has no such database" in failed(capsys, "status")


def test_a_url_that_is_none(empty: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for url in ("postgres//me:s3cret@host", "postgresql://me:s3c@ret@host/x", "postgresql://me:s3cret@host:port/x"):
        monkeypatch.setenv("TENURE_WAREHOUSE_URL", url)
        assert main(["status"]) == 2
        said = capsys.readouterr().err
        assert "TENURE_WAREHOUSE_URL" in said
        assert "s3c" not in said


def test_a_user_who_may_not_create_schemas(guarded: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(guarded, f'alter database "{make_url(guarded).database}" owner to tenure')
    said = failed(capsys, "load", str(write(tmp_path / "in", {})))
    assert "does not let this user do that" in said
    assert "must be able to create schemas" in said
    assert current_version() is None


def test_a_schema_with_only_some_tables(own: str, capsys: pytest.CaptureFixture[str]) -> None:
    version, before = current_version(), schemas(own)
    run(own, "drop table crm.subscription")
    for command in ("build", "check"):
        said = failed(capsys, command)
        assert "crm.subscription: is required and is not in the schema crm, or this user may not see it" in said
        assert "customer: is required" not in said
    serving(own, version, before)


def test_a_schema_that_is_not_there(own: str, monkeypatch: pytest.MonkeyPatch,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TENURE_CONTRACT_SCHEMA", "crn")
    assert "crn.customer: is required and is not in the schema crn" in failed(capsys, "build")


def test_a_table_that_may_not_be_read(guarded: str, monkeypatch: pytest.MonkeyPatch,
                                      capsys: pytest.CaptureFixture[str]) -> None:
    run(guarded, *CRM.split(";"), f"grant usage on schema crm to {GUARDED}",
        f"grant select on crm.customer to {GUARDED}")
    monkeypatch.setenv("TENURE_CONTRACT_SCHEMA", "crm")
    said = failed(capsys, "build")
    assert "permission denied for table subscription" in said
    assert "to read the contract's tables" in said
    assert schemas(guarded) == []


def test_a_table_that_does_not_fit_the_contract(own: str, capsys: pytest.CaptureFixture[str]) -> None:
    version, before = current_version(), schemas(own)
    for change, told in UNFIT:
        run(own, "drop schema crm cascade", *CRM.split(";"), change)
        said = failed(capsys, "build")
        assert told in said, (change, said)
    serving(own, version, before)
