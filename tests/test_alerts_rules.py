"""The alerts file: what it holds, and every fault of it named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.alerts import reading
from data.alerts.model import METRICS, TARGETED, Rule
from data.alerts.reading import Rules
from data.targets import KPIS
from tests.conftest import ROOT

LEVEL = '[[rule]]\nkey = "low"\nkind = "level"\nmetric = "grr"\nbelow = 0.9\n'
CHANGE = '[[rule]]\nkey = "up"\nkind = "change"\nmetric = "red_arr"\nrises = 1_000\n'
STALE = '[[rule]]\nkey = "old"\nkind = "stale"\ntable = "usage_week"\ndays = 10\n'


def read(folder: Path, text: str | bytes) -> Rules:
    at = folder / "alerts.toml"
    at.write_bytes(text if isinstance(text, bytes) else text.encode())
    return reading.read(at)


def test_what_a_good_file_holds(tmp_path: Path) -> None:
    more = 'for = 2\nclears = 0.01\nquiet = 4\nworse = 0.02\nseverity = "bad"\nwhere = {segment = ["SMB", ""]}\n'
    found = read(tmp_path, "\ufeff# ours\n" + LEVEL + more + CHANGE + STALE)
    assert not found.faults
    assert found.rules == (
        Rule("low", "level", "bad", "grr", "below", 0.9, weeks=2, clears=0.01, quiet=4, worse=0.02,
             where=(("segment", ("SMB", None)),)),
        Rule("up", "change", metric="red_arr", side="above", threshold=1000.0),
        Rule("old", "stale", table="usage_week", days=10))


def test_the_rules_that_come_with_tenure_have_no_fault_and_use_every_kind() -> None:
    found = reading.read(reading.DEFAULT)
    assert not found.faults
    assert {rule.kind for rule in found.rules} == set(reading.OWN)
    assert all(rule.quiet for rule in found.rules)


def test_a_target_is_asked_only_of_what_has_targets() -> None:
    assert set(TARGETED) <= set(KPIS) & set(METRICS)


def test_an_own_file_stands_in_for_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_ALERTS", raising=False)
    assert reading.read().path == reading.DEFAULT
    (tmp_path / "alerts.toml").write_text(LEVEL, encoding="utf-8")
    assert [rule.key for rule in reading.read().rules] == ["low"]
    (tmp_path / "alerts.toml").write_text("", encoding="utf-8")
    assert reading.read() == Rules(tmp_path / "alerts.toml")


@pytest.mark.parametrize(("text", "said"), [
    (LEVEL.replace('"grr"', '"churn"'), "alerts.toml:4: rule 1: metric: 'churn' is not known; known: nrr, grr, logo"),
    (LEVEL.replace('"level"', '"trend"'), ":3: rule 1: kind: 'trend' is no kind; known: level, change"),
    (LEVEL + "quiet = -1\n", ":6: rule 1: quiet: -1 is no whole number from 0 to 52"),
    (LEVEL + "for = 0\n", ":6: rule 1: for: 0 is no whole number from 1 to 52"),
    (LEVEL + "for = 1.5\n", "for: 1.5 is no whole number"),
    (LEVEL + "for = true\n", "for: True is no whole number"),
    (LEVEL + "clears = -0.1\n", "clears: -0.1 is no number from 0 on"),
    (LEVEL + "clears = nan\n", "[not_a_number]"),
    (LEVEL + "worse = 0\n", "worse: 0 must be above 0"),
    (LEVEL + "top = 3\n", ":6: rule 1: top: is not known for level; known: key, kind"),
    (LEVEL + "above = 0.95\n", "rule 1: needs exactly one of below and above [one_of]"),
    (LEVEL.replace("below = 0.9\n", ""), "needs exactly one of below and above"),
    (LEVEL.replace("0.9", "90"), ":5: rule 1: below: 90 is out of bounds: grr is a fraction; write 0.92 for 92 %"),
    (LEVEL.replace("0.9", '"goal"'), "below: 'goal' is no number from 0 on; write it without quotes"),
    (LEVEL.replace("0.9", '"target"').replace("grr", "red_arr"), "red_arr has no targets; those that have: nrr, grr"),
    (LEVEL.replace('key = "low"\n', ""), ":1: rule 1: key: names no rule"),
    (LEVEL.replace('"low"', '"GRR low"'), "key: 'GRR low' names no rule"),
    (LEVEL + LEVEL, ":7: rule 2: key: 'low' this key stands in rule 1 already [twice]"),
    (LEVEL + 'where = "SMB"\n', ":6: rule 1: where: 'SMB' must be written {segment"),
    (LEVEL + 'severity = "red"\n', "severity: 'red' is not known; known: warn, bad"),
    (CHANGE.replace("1_000", "0"), ":5: rule 1: rises: 0 must be above 0: no change is no news"),
    (CHANGE + "falls = 3\n", "needs exactly one of falls, rises, falls_share, rises_share"),
    (CHANGE + "over = 100\n", "over: 100 is no whole number from 1 to 52"),
    (STALE.replace("usage_week", "contract"), "table: 'contract' is not known; known: data, "),
    (STALE.replace("days = 10\n", ""), "rule 1: days: is no whole number from 1 to 400"),
    ("[rule]\nkey = \"a\"\n", "must be written [[rule]], once per rule"),
    ("quiet = 4\n" + LEVEL, ":1: quiet: is not known: each rule is a [[rule]]"),
    ("[[rule]\n", "[not_toml]"),
    (b"\xff\xfe", "[not_utf8]"),
])
def test_a_fault_is_named_with_its_place_and_no_rule_is_used(tmp_path: Path, text: str | bytes, said: str) -> None:
    found = read(tmp_path, text)
    assert found.rules == ()
    assert said in "\n".join(map(str, found.faults))


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    assert [fault.rule for fault in reading.read(tmp_path).faults] == ["unreadable"]


def test_the_documentation_names_every_kind_and_key_and_metric() -> None:
    said = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
    named = {*reading.OWN, *METRICS, *reading.COMMON, *(key for keys in reading.OWN.values() for key in keys)}
    assert {each for each in named if f"`{each}`" not in said and f"{each} = " not in said} == set()
