"""The commands of `python -m data` on a PostgreSQL server: what they write, keep, refuse and leave behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import data.build
from data import plan, status
from data.__main__ import main
from data.engines.draft import RemoteDraft
from data.engines.place import Place
from data.warehouse import Draft, WarehouseBusy, WarehouseUnavailable, current_version, new_version, open_itself
from tests.conftest import ROOT
from tests.loading import CUSTOMER, subscription, write, write_parquet
from tests.remote import empty, quick, run, schemas

__all__ = ["empty", "quick"]

HARD = ("plain", "=SUM(A1)", "two\nlines", "two\r\nlines", "back\\slash \\n \\. \\N", "a 'quoted' \"name\", and more",
        "${spark.app.name} ${env:HOME}", "100 % of %s and %(x)s", ":name ::text", "テニュア株式会社 ㈱", "tab\there",
        "\\.", "NULL", "null", "None", " ends blank ", "{curly} {0}", "$tag$ -- no comment /* nor this")


def test_attributes_of_every_kind_are_planned_alike(
        empty: str, quick: pytest.MonkeyPatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"C{n},Name {n},{n * 7.5},{n % 20},2024-0{n % 9 + 1}-1{n % 7},{n}x,{'' if n % 2 else n},"
             f"{'2024-02-30' if n == 7 else f'20{n % 30 + 10}/1/5'}" for n in range(1, 61)]
    head = "customer_id,name,score,whole,since,code,\"half \"\"known\"\"\",odd day"
    paid = "\n".join(f"S{n},C{n},K{n},core,2024-01-01,,100,JPY" for n in range(1, 61))
    lined = "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n" + paid + "\n"
    folder = write(tmp_path / "in", {"customer.csv": "\n".join([head, *lines]) + "\n", "subscription.csv": lined})
    plans: list[dict[str, Any]] = []

    def noted(at: Place) -> dict[str, Any]:
        plans.append(plan.plan(at))
        return plans[-1]

    monkeypatch.setattr(data.build, "prepared", noted)
    assert main(["load", str(folder)]) == 0
    with status.reading(open_itself()) as there:
        assert plan.plan(there) == plans[0]
    kinds = {each["key"]: each["kind"] for each in plans[0]["dimensions"]}
    assert kinds["score"] == kinds["whole"] == "band"
    assert kinds["since"] == "year"
    assert kinds["code"] == kinds["odd day"] == "category"


def test_every_text_arrives_as_it_was(empty: str, quick: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = ", ".join("('C{}', '{}')".format(n, value.replace("'", "''")) for n, value in enumerate(HARD))
    lined = subscription().replace("C1", "C0").replace("C3", "C0")
    folder = write(tmp_path / "in", {"customer.csv": None, "subscription.csv": lined})
    write_parquet(folder / "customer.parquet",
                  f"select *, null::varchar as segment from (values {rows}) as t(customer_id, name)")
    assert main(["load", str(folder), "--company", "O'Brien \\ %s ${x}"]) == 0
    with status.reading(open_itself()) as there:
        found = there.rows(f"select name, segment from {there.table('contract', 'customer')} order by customer_id")
        assert sorted(row[0] for row in found) == sorted(HARD)
        assert {row[1] for row in found} == {None}
        lines = there.rows(f"select mrr, start_on, end_on from {there.table('contract', 'subscription')} order by 1")
        assert [str(row[0]) for row in lines] == ["50.000000", "100.000000", "120.500000"]
    assert status.company(open_itself()) == ("O'Brien \\ %s ${x}", False)


def test_what_is_at_fault_changes_nothing(
        empty: str, quick: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(write(tmp_path / "good", {}))]) == 0
    version, before = current_version(), schemas(empty)
    bad = write(tmp_path / "bad", {"subscription.csv": subscription((2, "100", "-5"))})
    assert main(["load", str(bad)]) == 1
    assert "subscription.csv:2: mrr: \"-5\" is below 0 [out_of_range]" in capsys.readouterr().err
    assert main(["check", str(bad)]) == 1
    assert (current_version(), schemas(empty)) == (version, before)


def test_set_aside_and_found_stay_with_a_build(
        empty: str, quick: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    usage = "customer_id,week_on,feature,events\nC1,2024-01-01,a,1\nC9,2024-01-01,a,1\n"
    assert main(["load", str(write(tmp_path / "in", {"usage_week.csv": usage}))]) == 0
    capsys.readouterr()
    first = current_version()
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "customer_id: \"C9\" is not in customer: the row was set aside [unknown_reference]" in said
    assert main(["build"]) == 0
    assert current_version() != first
    capsys.readouterr()
    assert main(["check"]) == 0
    assert capsys.readouterr().out == said
    with status.reading(open_itself()) as there:
        assert there.names("quarantine") == ["usage_week"]
    assert [(row.table, row.rows, row.quarantined) for row in status.loaded(open_itself())] == [
        ("customer", 3, 0), ("subscription", 3, 0), ("usage_week", 1, 1)]


def test_publishing_keeps_one_older_version_and_its_readers(
        empty: str, quick: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = str(write(tmp_path / "in", {}))
    assert main(["load", folder]) == 0
    first, old = current_version(), open_itself()
    assert main(["load", folder]) == 0
    second = current_version()
    assert [name[7:28] for name in schemas(empty) if name.endswith("_meta")] == [first, second]
    assert status.company(old)[0] == "in"
    assert main(["build"]) == 0
    third = current_version()
    assert [name[7:28] for name in schemas(empty) if name.endswith("_meta")] == [second, third]
    assert [path.name for path in (tmp_path / "home").iterdir() if path.suffix == ".draft"] == []


def test_a_build_that_fails_leaves_the_old_version(
        empty: str, quick: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(write(tmp_path / "in", {}))
    assert main(["load", folder]) == 0
    version, before = current_version(), schemas(empty)

    def fail(*asked: object, **named: object) -> None:
        raise data.build.BuildFailed("no", ["The model x failed."])

    quick.setattr(data.build, "run_dbt", fail)
    for command in (["load", folder], ["build"]):
        assert main(command) == 1
        assert "The model x failed. The version in use stays" in capsys.readouterr().err
    assert (current_version(), schemas(empty)) == (version, before)
    assert status.company(open_itself())[0] == "in"


def test_one_builder_at_a_time_in_one_home_and_in_two(
        empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with new_version():
        with pytest.raises(WarehouseBusy, match=r"process \d+ on "), new_version():
            pytest.fail("two builds at once")
        monkeypatch.setenv("TENURE_HOME", str(tmp_path / "elsewhere"))
        assert main(["load", str(write(tmp_path / "in", {}))]) == 1
        said = capsys.readouterr().err
        assert "error: Another build is running: process " in said
        assert "Wait until it has ended." in said
    with new_version():
        assert schemas(empty) == []


def test_a_builder_that_lost_its_lock_publishes_nothing(empty: str) -> None:
    def lose(draft: Draft | RemoteDraft) -> None:
        run(empty, "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")
        draft.publish()

    with new_version() as draft, pytest.raises(WarehouseUnavailable, match="cannot be reached"):
        lose(draft)
    assert current_version() is None


def test_a_customer_alone_has_nothing_to_measure(
        empty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = subscription().splitlines()[0] + "\n"
    assert main(["load", str(write(tmp_path / "in", {"customer.csv": CUSTOMER, "subscription.csv": lines}))]) == 1
    assert "no_rows" in capsys.readouterr().err
    assert schemas(empty) == []


def test_a_board_that_may_only_read_follows_every_version(
        empty: str, quick: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the two grants of docs/warehouse.md."""
    said = (ROOT / "docs" / "warehouse.md").read_text(encoding="utf-8")
    grants = [line.rstrip(";").replace("role builder", "role tenure") for line in said.splitlines()
              if line.startswith("alter default privileges")]
    assert len(grants) == 2
    run(empty, "create role board login", *grants)
    folder = str(write(tmp_path / "in", {}))
    for _ in range(2):
        assert main(["load", folder]) == 0
        quick.setenv("TENURE_WAREHOUSE_URL", empty.replace("tenure@", "board@", 1))
        assert status.company(open_itself()) == ("in", False)
        capsys.readouterr()
        assert main(["build"]) == 1
        assert "does not let this user do that" in capsys.readouterr().err
        quick.setenv("TENURE_WAREHOUSE_URL", empty)
