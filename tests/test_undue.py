"""Why an account has no renewal to decide: a case of each kind by hand, and that a list says it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from components import i18n, undue
from components.i18n import text
from queries.renewal_absent import CODES
from queries.renewal_absent import undue as asked
from queries.scope import Scope
from tests import replay
from tests.oracle.examples import day, line, tables


def test_each_reason_by_hand() -> None:
    lines = [line(who, "2024-01-01", None, "10", contract_id=f"K{who}") for who in "ABCDE"]
    contracts: list[dict[str, Any]] = [
        {"contract_id": f"K{who}", "customer_id": who, "term_end": end and day(end), "auto_renew": goes_on}
        for who, end, goes_on in (("A", "2025-12-31", True), ("B", "2025-12-31", False), ("C", "2025-12-31", True),
                                  ("D", None, True))]
    due = {"renewal_id": "R", "contract_id": "KA", "customer_id": "A", "due_on": day("2025-05-01"),
           "decided_on": day("2025-03-01"), "status": "renewed", "arr_due": 120, "arr_renewed": 120, "currency": "JPY"}
    house = replay.warehouse(tables(*lines, contract=contracts, renewal=[due]), 0)
    found = asked(house, Scope(day("2025-03-30")), tuple("EDCBA"))
    assert list(found.account_id) == list("EDCBA")
    assert list(found.code) == ["unknown", "none", "automatic", "term", "decided"]
    assert set(found.code) == set(CODES)
    assert list(found.on) == [None, None, day("2025-12-31"), day("2025-12-31"), day("2025-05-01")]
    before = asked(house, Scope(day("2025-02-23")), ("A",))
    assert list(before.code) == ["automatic"], "the renewal was decided only later: nothing of it is known"
    assert not len(asked(house, Scope(day("2025-03-30")), ()))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_list_says_why_and_only_where_there_is_none(language: i18n.Language, monkeypatch: pytest.MonkeyPatch) -> None:
    i18n.use(language)
    told = pd.DataFrame({"account_id": ["B"], "code": ["none"], "on": [None]}, dtype=object)
    monkeypatch.setattr("components.loaders.load", lambda *_: told)
    found = pd.DataFrame({"account_id": ["A", "B"], "renewal_due": [day("2025-05-01"), None]}, dtype=object)
    found.attrs = {"total": 2}
    made = undue.noted(found, Scope(day("2025-03-30")))
    assert list(made[undue.COLUMN]) == [None, text(language, "functions.due.none")]
    assert made.attrs == {"total": 2}
    i18n.use("en")
