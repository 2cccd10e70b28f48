"""One company out of several tools: customers of Salesforce, lines of a billing tool, tickets of Zendesk, loaded by one
command, with counts and figures worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from data.__main__ import main
from data.warehouse import DEFAULT_TIME_ZONE, open_warehouse
from queries.__main__ import main as ask
from tests.sources_made import FIXTURES, copied

SETTINGS = """
company = "三つの道具"

[[source]]
preset = "salesforce"
from = "salesforce"
[source.options]
segment = "type"
currency = "JPY"
renewal_contract = "contract_id"
[source.options.opportunity_types]
"New Customer" = "new"
"Existing Customer - Upgrade" = "upsell"
"Existing Customer - Downgrade" = "ignore"
Renewal = "renewal"
"更新" = "renewal"

[[source]]
preset = "zendesk"
from = "zendesk"

[[mapping]]
name = "billing"
table = "subscription"
from = "billing.csv"
[mapping.columns]
subscription_id = "no"
customer_id = "account"
contract_id = "contract"
product = "plan"
start_on = "from"
end_on = "until"
mrr = { column = "monthly", remove = "," }
currency = { constant = "JPY" }
"""
LINES = ("no,account,contract,plan,from,until,monthly\n"
         'L1,A1,K1,core,2023-01-01,2024-06-01,"100,000"\nL2,A1,K1,core,2024-06-01,,"120,000"\n'
         'L3,A2,K2,core,2023-03-01,,"50,000"\nL4,A3,K3,core,2023-05-01,2024-10-01,"10,000"\n'
         'L5,A6,K6,core,2023-06-01,2024-08-01,"30,000"\n')
COUNTS = {"customer": (6, 0), "subscription": (5, 0), "ticket": (3, 2), "opportunity": (4, 1), "renewal": (3, 0),
          "contract": (2, 0), "team": (3, 0), "csm": (3, 0), "assignment": (5, 0), "attribute_history": (6, 0)}
DEAL = "id,account_id,contract_id,type,amount,created_date,close_date,is_closed,is_won\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with sources.toml and the files of three tools, loaded and built once."""
    folder = tmp_path_factory.mktemp("together")
    (folder / "sources.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "billing.csv").write_text(LINES, encoding="utf-8")
    for preset in ("salesforce", "zendesk"):
        copied(preset, folder / preset)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(folder))
        patch.setenv("TENURE_TIME_ZONE", DEFAULT_TIME_ZONE)
        for name in ("TENURE_WAREHOUSE_URL", "TENURE_SOURCES"):
            patch.delenv(name, raising=False)
        assert main(["load"]) == 0
        yield folder


def test_every_row_of_the_three_tools_is_counted(home: Path) -> None:
    """Rows and those set aside: tickets of nobody's customer, and an opportunity of an account that is not there."""
    with open_warehouse().engine.connect() as connection:
        rows = connection.execute(text("SELECT table_name, rows, quarantined, file FROM meta.source")).all()
        company: str = connection.execute(text("SELECT name FROM meta.company")).scalar_one()
    assert {name: (count, aside) for name, count, aside, _ in rows} == COUNTS
    assert {name: file for name, _, _, file in rows}["subscription"] == "billing (5)"
    assert company == "三つの道具"


def test_the_figures_of_the_company(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Base on 1 December 2023: A1 1,200,000, A2 with A3 (merged) 720,000, A6 360,000: 2,280,000. A year later A1 pays
    1,440,000, A2 600,000, A6 nothing. NRR = 2,040 / 2,280, GRR = (1,200 + 600) / 2,280, two of three are there."""
    capsys.readouterr()
    assert ask(["kpis", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["as_of"] == "2024-12-01"
    (row,) = answer["rows"]
    assert (row["arr"], row["arr_base"], row["logos"], row["logos_base"]) == (2040000, 2280000, 2, 3)
    assert row["nrr"] == pytest.approx(2040 / 2280, abs=1e-12)
    assert row["grr"] == pytest.approx(1800 / 2280, abs=1e-12)
    assert row["logo_retention"] == pytest.approx(2 / 3, abs=1e-12)


def test_a_word_that_nobody_explained_is_told_of_its_source_and_nothing_changes(
        home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the tickets, for they take their time."""
    monkeypatch.setenv("TENURE_SOURCES", str(home / "two.toml"))
    without = SETTINGS.replace('[[source]]\npreset = "zendesk"\nfrom = "zendesk"\n', "")
    (home / "two.toml").write_text(without, encoding="utf-8")
    before = open_warehouse().version
    opportunity = home / "salesforce" / "opportunity.csv"
    opportunity.write_text(DEAL + "O1,A2,,Pilot,10,2024-01-01 00:00:00,2024-01-01,true,true\n", encoding="utf-8")
    assert main(["load"]) == 1
    opportunity.write_bytes((FIXTURES / "salesforce" / "opportunity.csv").read_bytes())
    said = capsys.readouterr().err
    assert "salesforce: opportunity: kind" in said
    assert "Pilot" in said
    assert "opportunity_id O1" in said
    assert open_warehouse().version == before
