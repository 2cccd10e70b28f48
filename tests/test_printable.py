"""Texts of the data on a terminal and in a log: nothing of them moves a cursor, and JSON stays what it was."""

from __future__ import annotations

import json

import pandas as pd

from data.faults import FAULT, Finding
from data.printable import printable, steerless
from queries.__main__ import _printed

NASTY = "a\x1b[31mb\x9bc\u202ed\u2028e\x7ff\nerror: g"


def test_what_steers_is_an_escape_and_words_stay() -> None:
    assert steerless(NASTY) == "a\\u001b[31mb\\u009bc\\u202ed\\u2028e\\u007ff\\nerror: g"
    for words in ("株式会社青葉 A&B", "Étoile — “x”", "👩\u200d💻", "全角 空白\u00a0"):
        assert steerless(words) == words
    assert json.loads(steerless(json.dumps(NASTY, ensure_ascii=False))) == NASTY
    assert printable("a\x1b\n") == "a\\x1b\\n"


def test_a_finding_is_one_line_whatever_a_column_is_called() -> None:
    said = str(Finding(FAULT, "unknown_column", f"is no column {NASTY}", "customer", "c.csv", 1, NASTY, NASTY))
    assert said.isprintable()


def test_a_table_on_a_terminal_holds_no_code() -> None:
    assert "\x1b" not in (said := _printed(pd.DataFrame({NASTY: [NASTY, None]})))
    assert len(said.split("\n")) == 3
