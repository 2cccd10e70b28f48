"""tenure.env, and where a password comes from: the environment wins, and no file may hold one."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.__main__ import main
from data.configured import PASSWORD
from data.engines.names import own_contract
from data.faults import WrongCall
from data.warehouse import wants_demo, warehouse_url
from tests.conftest import start

URL = "postgresql://reader@h/raw"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("TENURE_WAREHOUSE_URL", "TENURE_CONTRACT_SCHEMA", PASSWORD, "PGPASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    return tmp_path / "tenure.env"


def test_the_file_is_read_and_the_environment_wins(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warehouse that the environment names has nothing to do with the schema that the file names."""
    assert (warehouse_url(), own_contract()) == (f"duckdb:///{file.parent}/tenure.duckdb", None)
    file.write_text(f"# ours\n\nTENURE_WAREHOUSE_URL = {URL}\nTENURE_CONTRACT_SCHEMA=ours\n", encoding="utf-8")
    assert (warehouse_url(), own_contract()) == (URL, "ours")
    monkeypatch.setenv("TENURE_CONTRACT_SCHEMA", "others")
    assert (warehouse_url(), own_contract()) == (URL, "others")
    monkeypatch.delenv("TENURE_CONTRACT_SCHEMA")
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", "duckdb:////x.duckdb")
    assert (warehouse_url(), own_contract()) == ("duckdb:////x.duckdb", None)


@pytest.mark.parametrize(("text", "said"), [
    ("TENURE_WAREHOUSE_URL=postgresql://reader:open-sesame@h/raw", "holds a password"),
    ("TENURE_WAREHOUSE_PASSWORD=open-sesame", "tenure.env:1: a line is NAME=VALUE"), ("open-sesame", "tenure.env:1:")])
def test_a_file_that_is_not_as_it_must_be(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongCall, match=said) as error:
        warehouse_url()
    assert "open-sesame" not in str(error.value)


@pytest.mark.parametrize(("url", "name", "want"), [
    (URL, PASSWORD, "postgresql://reader:p%40s%3A%2F@h/raw"), (URL, "PGPASSWORD", "postgresql://reader:p%40s%3A%2F@h/raw"),
    ("postgresql://reader:own@h/raw", PASSWORD, "postgresql://reader:own@h/raw"),
    ("hive://reader@h:10000/raw", "PGPASSWORD", "hive://reader@h:10000/raw"),
    ("hive://reader@h:10000/raw", PASSWORD, "hive://reader:p%40s%3A%2F@h:10000/raw"),
    ("duckdb:////x.duckdb", PASSWORD, "duckdb:////x.duckdb"), ("no url", PASSWORD, "no url")])
def test_a_password_of_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch, url: str, name: str, want: str
                                       ) -> None:
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", url)
    monkeypatch.setenv(name, "p@s:/")
    assert warehouse_url() == want


def test_nothing_is_loaded_over_a_companys_own_tables(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(f"TENURE_WAREHOUSE_URL={URL}\nTENURE_CONTRACT_SCHEMA=ours\n", encoding="utf-8")
    for command in (["load", str(file.parent)], ["load"], ["demo"]):
        assert main(command) == 2
        assert "TENURE_CONTRACT_SCHEMA is ours: the company's own tables are read there" in capsys.readouterr().err


def test_the_demo_is_never_made_unasked_on_a_server(file: Path) -> None:
    """Nor is the server asked: this one is not there."""
    assert wants_demo()
    file.write_text("TENURE_WAREHOUSE_URL=postgresql://reader@127.0.0.1:9/raw\n", encoding="utf-8")
    assert not wants_demo()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_board_says_what_is_wrong_in_the_file(file: Path, language: str) -> None:
    file.write_text("TENURE_WAREHOUSE_URL=postgresql://reader:open-sesame@h/raw", encoding="utf-8")
    app = start(language, {}).run()
    assert not app.exception
    (said,) = (each.value for each in app.error)
    assert f"{file.name} holds a password" in said.replace("\\", "")
    assert "open-sesame" not in said
