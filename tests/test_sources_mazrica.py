"""The mapping-file example for Mazrica Sales. Its columns are unverified; that it works as it is written is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.faults import FAULT, LoadRefused
from data.sources.preset import FOLDER, preset_names
from tests.sources_made import made, only

EXAMPLE = (FOLDER / "mazrica" / "example.toml").read_text(encoding="utf-8")
CUSTOMERS = ("取引先ID,取引先名,住所,所属業界,従業員数\n"
             '101,株式会社アルファ,東京都港区,製造,"1,200"\n102,"ベータ, 合同会社",,,\n')
DEALS = ("案件ID,取引先ID,案件タイプ,案件名,契約予定日,担当者,フェーズ,契約金額,初回商談日(管理番号:1001)\n"
         '1,101,新規,導入,2024/02/10,田中 花子,受注,"1,200,000",2024/01/05\n'
         "2,101,アップセル,追加,2025/03/31,田中 花子,提案,300000,2024/11/01\n"
         "3,102,新規,導入,2024-04-30,佐藤 健,失注,50000.5,2024-03-01\n"
         "4,999,新規,導入,,佐藤 健,,80000,2024/03/01\n")


def folder(at: Path, deals: str = DEALS, encoding: str = "cp932") -> Path:
    """The files as a user set to Shift-JIS gets them."""
    at.mkdir(parents=True, exist_ok=True)
    (at / "取引先.csv").write_bytes(CUSTOMERS.encode(encoding))
    (at / "案件.csv").write_bytes(deals.encode(encoding))
    return at


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig"])
def test_the_example_reads_files_with_these_heads(tmp_path: Path, encoding: str) -> None:
    """Open deals have no day of decision, whatever their expected one; a deal without a phase is open."""
    got = made(folder(tmp_path, encoding=encoding), EXAMPLE)
    assert only("name industry employees", got.rows("customer", "customer_id")) == {
        "101": ("株式会社アルファ", "製造", 1200), "102": ("ベータ, 合同会社", None, None)}
    assert only("customer_id kind arr created_on closed_on won", got.rows("opportunity", "opportunity_id")) == {
        "1": ("101", "new", Decimal(1200000), date(2024, 1, 5), date(2024, 2, 10), True),
        "2": ("101", "upsell", Decimal(300000), date(2024, 11, 1), None, None),
        "3": ("102", "new", Decimal("50000.5"), date(2024, 3, 1), date(2024, 4, 30), False),
        "4": ("999", "new", Decimal(80000), date(2024, 3, 1), None, None)}
    assert "999" in got.said("orphans")[0].message


def test_a_head_that_differs_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadRefused) as refused:
        made(folder(tmp_path, DEALS.replace("契約予定日", "受注予定日")), EXAMPLE)
    faults = [finding for finding in refused.value.findings if finding.severity == FAULT]
    assert [finding.rule for finding in faults] == ["missing_column"]
    assert '"契約予定日"' in str(faults[0])


def test_it_is_an_example_and_no_preset() -> None:
    assert "mazrica" not in preset_names()
    assert EXAMPLE.startswith("# UNVERIFIED EXAMPLE")
