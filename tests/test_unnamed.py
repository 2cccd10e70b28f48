"""Lists with accounts that may not be named: one line of the answer, among the others of a page, a line of the file."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from components import export, i18n, unnamed
from queries.unnamed import UNNAMED, folded

ROWS = some.lists(some.tuples(some.booleans(), some.none() | some.integers(-10**9, 10**9)), max_size=12)


def frame(rows: list[tuple[bool, int | None]]) -> pd.DataFrame:
    """A list whose accounts are named or not, each with an amount and with what else is known of it."""
    found = pd.DataFrame([{"account": f"A{at}" if named else None, "account_id": str(at) if named else None,
                           "arr": amount, "band": "red"} for at, (named, amount) in enumerate(rows)],
                         columns=["account", "account_id", "arr", "band"])
    found.attrs = {"total": len(rows)}
    return found


@given(ROWS)
def test_a_folded_list_adds_up(rows: list[tuple[bool, int | None]]) -> None:
    found = frame(rows)
    made, hidden = folded(found, ("arr",)), sum(not named for named, _ in rows)
    assert made.attrs == {"total": len(rows), UNNAMED: hidden}
    assert float(pd.to_numeric(made["arr"]).sum()) == float(pd.to_numeric(found["arr"]).sum())
    assert list(made.account.dropna()) == list(found.account.dropna())
    assert len(made) == len(rows) - hidden + bool(hidden)
    assert not hidden or made.band.iloc[-1] is None


def test_what_is_unknown_of_all_stays_unknown() -> None:
    assert pd.isna(folded(frame([(False, None), (False, None)]), ("arr",))["arr"].iloc[-1])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_counts_them_among_the_others_and_a_file_has_their_line(language: i18n.Language) -> None:
    i18n.use(language)
    found = unnamed.listed("queries.lists.silent", folded(frame([(True, 5), (False, 7), (False, 8)]), ("arr",)))
    assert list(found.account) == ["A0"]
    assert unnamed.others(found, 2) == i18n.plural(language, "unnamed.others", 2)
    assert unnamed.others(found, 9) == i18n.plural(language, "table.others", 9) + i18n.t("unnamed.among")
    lines = list(csv.reader(io.StringIO(export.csv(found).decode("utf-8-sig"))))
    assert [line[2] for line in lines[1:]] == ["5", "15"]
    assert lines[2][:2] == [i18n.plural(language, "unnamed.others", 2), ""]


def test_a_list_with_every_name_is_left_as_it_is() -> None:
    found = folded(frame([(True, 5)]), ("arr",))
    assert unnamed.listed("queries.lists.silent", found) is found
    assert unnamed.in_file(found) is found


def test_what_the_rows_that_are_not_listed_add_takes_in_the_line() -> None:
    """A change of a rate: what moved it without a name is among the others."""
    rows = frame([(True, 5), (False, 7)]).rename(columns={"arr": "contribution"})
    rows.attrs = {"others": 1.5}
    made = unnamed.listed("queries.explain.movers", folded(rows, ("contribution",)))
    assert made.attrs["others"] == 8.5
