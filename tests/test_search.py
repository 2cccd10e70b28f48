"""Customers are found by name, id or domain in whatever width, case or kana; nobody finds whom they may not see."""

from __future__ import annotations

import random
import unicodedata
from datetime import date, timedelta
from typing import Any

import pytest

from data import searching
from data.access import Viewer
from data.searching import folded
from data.warehouse import Warehouse
from queries import account_search
from queries.account_search import LONGEST, largest, search
from queries.scope import Scope
from queries.small_shown import NotShown
from tests import replay

DAY = date(2026, 11, 22)
NAMES = {
    "C1": "ヤマダ電機", "C2": "やまだ商店", "C3": "株式会社ﾔﾏﾀﾞ", "C4": "大和やまだ運輸", "C5": "ACME Inc",
    "C6": "Pacme (株)", "C7": "50%OFFストア", "C8": "㈱山田組", "C9": "が・ぎ", "C10": "山田 太郎商会",
    "C11": "Ｏ'Ｎｅｉｌ", "C12": "山_川", "OLD": "旧ヤマダ建設"}
LEAD, CSM = Viewer("lead", "lead", teams=("T1",)), Viewer("csm", "csm", csm="M2")
Table = list[dict[str, Any]]


@pytest.fixture(scope="module")
def company() -> Warehouse:
    """Odd ids are team T1's and CSM M1's, even ones T2's and M2's; C1 pays least, C12 most."""
    customers: Table = [
        {"customer_id": key, "name": name, "team_id": f"T{2 - at % 2}", "csm_id": f"M{2 - at % 2}",
         "merged_into": "C4" if key == "OLD" else None} for at, (key, name) in enumerate(NAMES.items(), start=1)]
    lines: Table = [
        {"subscription_id": f"S{at}", "customer_id": key, "contract_id": f"K{at}", "product": "P",
         "start_on": date(2024, 1, 1), "mrr": 100 * at, "currency": "EUR"} for at, key in enumerate(NAMES, start=1)]
    return replay.warehouse({"customer": customers, "subscription": lines, "fx_rate": [
        {"currency": "EUR", "to_reporting": 1}]}, 2)


def ids(company: Warehouse, text: str, viewer: Viewer | None = None) -> list[str]:
    scope = Scope(DAY, viewer=viewer) if viewer else Scope(DAY)
    return [str(each) for each in search(company, scope, text).account_id]


@pytest.mark.parametrize("text", ["ヤマダ", "やまだ", "ﾔﾏﾀﾞ", "ヤマタ\u3099", "　ヤマダ ", "やマﾀﾞ"])
def test_kana_and_width_do_not_matter(company: Warehouse, text: str) -> None:
    assert set(ids(company, text)) == {"C1", "C2", "C3", "C4"}


@pytest.mark.parametrize(("text", "expected"), [
    ("acme", ["C5", "C6"]), ("ＡＣＭＥ", ["C5", "C6"]), ("inc", ["C5"]), ("acme, inc.", ["C5"]),
    ("(株)", ["C8", "C3", "C6"]), ("㈱", ["C8", "C3", "C6"]), ("株式会社", ["C8", "C3", "C6"]),
    ("（株）", ["C8", "C3", "C6"]), ("(株)やまだ", ["C3"]), ("㈱ヤマダ", ["C3"]), ("（株） ヤマダ", ["C3"]),
    ("株式会社山田組", ["C8"]), ("Pacme㈱", ["C6"]),
    ("o'neil", ["C11"]), ("%", ["C7"]), ("_", ["C12"]), ("50%o", ["C7"]), ("c12", ["C12"]), ("ガ", ["C9"]),
    ("か\u3099", ["C9"]), ("山田太郎", ["C10"]), ("山田 太郎", ["C10"]), ("c1", ["C1", "C12", "C11", "C10"]),
    ("存在しない", []), ("", []), ("  \u3000", []), ("\\", [])])
def test_what_is_typed_is_found(company: Warehouse, text: str, expected: list[str]) -> None:
    assert ids(company, text) == expected


def test_whole_names_come_before_beginnings_of_words_and_those_before_the_rest(company: Warehouse) -> None:
    """ヤマダ電機 and やまだ商店 begin with it, the larger first; behind 株式会社 a word begins; 大和やまだ holds it."""
    assert ids(company, "やまだ") == ["C2", "C1", "C3", "C4"]
    assert ids(company, "ヤマダ電機") == ["C1"]


def test_who_was_merged_leads_to_the_survivor(company: Warehouse) -> None:
    found = search(company, Scope(DAY), "旧ヤマダ")
    assert found[["account_id", "account", "matched"]].values.tolist() == [["C4", "大和やまだ運輸", "旧ヤマダ建設"]]
    assert search(company, Scope(DAY), "old").account_id.tolist() == ["C4"]
    assert search(company, Scope(DAY), "大和").matched.isna().all()


def test_whom_one_may_not_see_is_neither_found_nor_counted(company: Warehouse) -> None:
    everybody = search(company, Scope(DAY), "やまだ")
    assert everybody.attrs["total"] == 4
    mine = search(company, Scope(DAY, viewer=LEAD), "やまだ")
    assert mine.account_id.tolist() == ["C1", "C3"]
    assert mine.attrs["total"] == 2
    assert ids(company, "やまだ", CSM) == ["C2", "C4"]
    assert ids(company, "旧ヤマダ", LEAD) == []
    assert ids(company, "c2", LEAD) == ids(company, "nobody", LEAD) == []
    for text in ("やまだ", "nobody"):
        with pytest.raises(NotShown):
            ids(company, text, Viewer("v", "viewer"))


def test_the_largest_are_those_of_whoever_looks(company: Warehouse) -> None:
    found = largest(company, Scope(DAY), 3)
    assert found.account_id.tolist() == ["C4", "C12", "C11"]  # with what was merged into it, C4 pays most
    assert found.attrs == {"total": 12, "arr": 12 * 100 * sum(range(1, 14))}
    mine = largest(company, Scope(DAY, viewer=LEAD))
    assert set(mine.account_id) == {"C1", "C3", "C5", "C7", "C9", "C11"}
    assert mine.attrs["total"] == 6


def test_a_limit_leaves_the_count_of_all(company: Warehouse) -> None:
    found = search(company, Scope(DAY), "c", 5)
    assert len(found) == 5
    assert found.attrs["total"] == 12


def test_endless_text_is_cut_and_no_text_breaks_the_statement(company: Warehouse) -> None:
    assert ids(company, "ヤ" * 10_000) == []
    assert ids(company, "'; drop table marts.customer; --") == []
    assert len(folded("x" * 10_000)[:LONGEST]) == LONGEST


def test_any_part_of_a_name_finds_it(company: Warehouse) -> None:
    rng = random.Random(3)
    for key, given in NAMES.items():
        name = unicodedata.normalize("NFKC", given)  # half a half-width ﾀﾞ is another letter
        for _ in range(3):
            start = rng.randrange(len(name))
            part = name[start:rng.randrange(start, len(name)) + 1]
            cut = part.count("(") != part.count(")")  # (株) is one sign, as ㈱ is
            if folded(part).strip() and not cut:
                assert ("C4" if key == "OLD" else key) in ids(company, part) or len(ids(company, part)) == 20, part


def test_the_warehouse_folds_as_what_is_typed_is_folded() -> None:
    """Every character of the table, one name each."""
    chars = [char for char in searching.TABLE if char.strip()]
    rows: Table = [{"customer_id": f"X{at}", "name": f"a{char}b"} for at, char in enumerate(chars)]
    house = replay.warehouse({"customer": rows, "subscription": [], "fx_rate": []}, 2)
    with house.engine.connect() as connection:
        rows_of = connection.exec_driver_sql("select name, search from marts.customer").all()
    found = {str(row[0]): str(row[1]) for row in rows_of}
    wrong = {name: said for name, said in found.items() if said.rsplit(" ", 1)[0] != folded(name)}
    assert wrong == {}


def test_wildcards_are_text() -> None:
    assert account_search.MOST == 20


def test_the_day_decides_whose_an_account_is(company: Warehouse) -> None:
    """Before any label the earliest holds, so that a search in the past needs no other rule."""
    assert search(company, Scope(DAY - timedelta(days=900), viewer=LEAD), "電機").account_id.tolist() == ["C1"]
