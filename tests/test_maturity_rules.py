"""The rules of maturity: which level figures are evidence of, what a faulty file gets, which stage levels make."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from data.maturity import model, reading
from data.maturity.model import CAPABILITIES, FUNCTIONS, STAGES, Condition, Rule, Rules
from queries.maturity_levels import Value, company_stage, judge, taking_part, team_stage

RULES = reading.read(reading.DEFAULT)
TEXT = reading.DEFAULT.read_text(encoding="utf-8")
RULE = Rule("sales", "handoff", (*((Condition("handoff", True, value),) for value in (0.4, 0.6, 0.8)),
                                  (Condition("improved", True, 1),)))


def told(**values: float | None) -> dict[str, Value]:
    return {f"{name}@sales": Value(value, 50, reason=None if value is not None else "missing_table",
                                   missing=() if value is not None else ("opportunity",))
            for name, value in values.items()}


def level(rule: Rule, values: dict[str, Value]) -> int | None:
    return judge(rule, lambda key: values.get(key, Value(None, reason="nobody"))).level


def test_a_level_needs_its_own_conditions_and_all_below() -> None:
    assert [level(RULE, told(handoff=value, improved=0)) for value in (0.0, 0.39, 0.4, 0.6, 0.79, 0.8, 1.0)] == [
        1, 1, 2, 3, 3, 4, 4]
    assert level(RULE, told(handoff=0.8, improved=1)) == 5
    assert level(RULE, told(handoff=0.5, improved=1)) == 2


def test_unknown_makes_no_level() -> None:
    """At level 2 the cell is unknown and says what would answer; above, the level stays below."""
    found = judge(RULE, lambda key: told(handoff=None)["handoff@sales"])
    assert (found.level, found.reason, found.missing, found.next_level) == (None, "missing_table", ("opportunity",), 2)
    assert level(RULE, told(handoff=0.9)) == 4
    both = replace(RULE, levels=((Condition("handoff", True, 0.4), Condition("heard", True, 0.5)), *RULE.levels[1:]))
    assert level(both, told(handoff=0.1)) == 1, "one condition that is not met settles it"
    assert level(both, told(handoff=0.9)) is None


def test_borders_count_and_fewer_is_better_where_written_so() -> None:
    low = replace(RULE, levels=((Condition("spread", False, 0.1),), *RULE.levels[1:]))
    assert level(low, told(spread=0.1, handoff=0.1)) == 2
    assert level(low, told(spread=0.11, handoff=0.9)) == 1
    assert Condition("run", True, 0.3).met(0.1 + 0.2)
    assert Condition("run", True, 0.3).met(float("nan")) is None


def random_values(rng: random.Random, rule: Rule) -> dict[str, Value]:
    keys = {each.key(rule.function): each for part in rule.levels for each in part}
    return {key: Value(None if rng.random() < 0.2 else rng.randrange(4) if model.kind(each.measure) == "count"
                       else rng.random(), 50, reason="nobody") for key, each in keys.items()}


@pytest.mark.parametrize("seed", range(20))
def test_more_evidence_never_lowers_a_level(seed: int) -> None:
    """Each figure made better, one at a time; and a level never comes from what nobody can tell."""
    rng = random.Random(seed)
    for rule in RULES.rules:
        values = random_values(rng, rule)
        before = level(rule, values)
        for key, value in values.items():
            if value.value is None:
                continue
            fewer = key.partition("@")[0] in model.FEWER
            better = {**values, key: replace(value, value=value.value * 0.5 if fewer else value.value + 0.3)}
            after = level(rule, better)
            # What failed and is met now may leave another condition that nobody can tell: unknown is not lower than 1.
            assert (after or 0) >= (before or 0) or (after is None and before == 1), (rule, key)
        assert level(rule, {}) is None
        if before is not None and before > 1:
            assert all(each.met(values[each.key(rule.function)].value) for number in range(2, before + 1)
                       for each in rule.conditions(number))


@pytest.mark.parametrize("seed", range(20))
def test_higher_levels_never_lower_a_stage(seed: int) -> None:
    rng = random.Random(seed)
    levels = {(f, c): rng.choice([None, 1, 2, 3, 4, 5]) for f in FUNCTIONS for c in CAPABILITIES}
    before = company_stage(levels, RULES)
    for place, value in levels.items():
        if value is not None and value < 5 and before is not None:
            after = company_stage({**levels, place: value + 1}, RULES)
            assert after is not None
            assert STAGES.index(after) >= STAGES.index(before)


def test_the_companys_stages() -> None:
    def every(level: int | None, functions: int = 7) -> dict[tuple[str, str], int | None]:
        return {(f, c): level if f in FUNCTIONS[:functions] else 1 for f in FUNCTIONS for c in CAPABILITIES}
    assert company_stage(every(1), RULES) == "reactive"
    assert company_stage(every(2, 1), RULES) == "informed"
    assert company_stage(every(3, 3), RULES) == "informed"
    assert company_stage(every(3, 4), RULES) == "proactive"
    assert company_stage(every(4, 5), RULES) == "proactive"
    assert company_stage(every(4, 6), RULES) == "predictive"
    assert company_stage(every(None), RULES) is None
    mostly = {place: value if place[0] in FUNCTIONS[:3] else None for place, value in every(4).items()}
    assert company_stage(mostly, RULES) is None, "18 of 42 told is less than half"
    assert taking_part(every(3, 2), 0.5, 3) == FUNCTIONS[:2]


def test_exactly_the_share_takes_part_whatever_a_double_makes_of_it() -> None:
    for told in range(1, len(CAPABILITIES) + 1):
        for there in range(1, told + 1):
            levels = {("sales", each): 3 if at < there else 1 for at, each in enumerate(CAPABILITIES[:told])}
            assert taking_part(levels, there / told, 3) == ("sales",)
            assert taking_part(levels, (there + 0.01) / told, 3) == ()


def test_a_teams_stage() -> None:
    assert team_stage([1] * 6, RULES) == ("reactive", 6)
    assert team_stage([2, 2, 2, 1, 1, 1], RULES) == ("informed", 6)
    assert team_stage([3, 3, 3, 1, 1, 1, None], RULES) == ("proactive", 6)
    assert team_stage([4] * 6, RULES) == ("predictive", 6)
    assert team_stage([4] * 5, RULES) == (None, 5)


def refused(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "maturity.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(reading.RulesRefused) as error:
        reading.read(file)
    return [str(each) for each in error.value.faults]


LINE = {text: number for number, text in enumerate(TEXT.splitlines(), start=1)}


@pytest.mark.parametrize(("old", "new", "rule", "at"), [
    ('2 = ["handoff >= 45%"]', '2 = ["handoff >= 145%"]', "out_of_bounds", '2 = ["handoff >= 45%"]'),
    ('2 = ["handoff >= 45%"]', '2 = ["handoff > 45"]', "not_a_condition", '2 = ["handoff >= 45%"]'),
    ('2 = ["handoff >= 45%"]', '2 = ["handoff <= 45%"]', "wrong_way", '2 = ["handoff >= 45%"]'),
    ('2 = ["handoff >= 45%"]', '2 = ["handof >= 45%"]', "unknown_measure", '2 = ["handoff >= 45%"]'),
    ('2 = ["handoff >= 45%"]', "2 = []", "no_condition", '2 = ["handoff >= 45%"]'),
    ('2 = ["red_contact_14 >= 12%"]', '2 = ["written >= 12%"]', "out_of_bounds", '2 = ["red_contact_14 >= 12%"]'),
    ('capability = "handoff"', 'capability = "hand"', "unknown_capability", 'functions = ["marketing", "sales"'),
    ("series_b = 3", "series_b = 6", "out_of_bounds", "series_b = 3"),
    ("series_b = 3", "series_b = 2.5", "not_whole", "series_b = 3"),
    ("seed = 1", "seeds = 1", "unknown_key", "seed = 1"),
    ("proactive = 3", "proactive = 2", "not_rising", "[team]"),
    ('marketing = ["marketing"]', 'marketing = ["sales"]', "twice", "sales = ["),
    ("[phases]", "[phase]", "unknown_key", "[phases]"),
])
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, rule: str, at: str) -> None:
    found = refused(tmp_path, TEXT.replace(old, new, 1))
    line = next(number for number, text in enumerate(TEXT.splitlines(), start=1) if text.startswith(at))
    assert any(each.startswith(f"maturity.toml:{line}") and each.endswith(f"[{rule}]") for each in found) or (
        rule == "unknown_capability" and any(each.startswith(f"maturity.toml:{line - 1}") for each in found)), found


def test_other_faults_of_the_file(tmp_path: Path) -> None:
    assert "[not_toml]" in refused(tmp_path, "a = ")[0]
    assert "[no_rule]" in " ".join(refused(tmp_path, ""))
    (tmp_path / "x.toml").write_bytes(b"a = '\xff'")
    with pytest.raises(reading.RulesRefused, match="not_utf8"):
        reading.read(tmp_path / "x.toml")
    with pytest.raises(reading.RulesRefused, match="unreadable"):
        reading.read(tmp_path / "none.toml")
    doubled = TEXT + '\n[[rule]]\ncapability = "handoff"\nfunctions = ["it"]\n2 = ["joinable >= 1%"]\n' + "".join(
        f'{number} = ["joinable >= {number}%"]\n' for number in (3, 4, 5))
    assert "[twice]" in refused(tmp_path, doubled)[0]


def test_a_company_has_rules_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_MATURITY", raising=False)
    assert reading.path() == reading.DEFAULT
    (tmp_path / "maturity.toml").write_text(TEXT.replace("series_b = 3", "series_b = 4"), encoding="utf-8")
    assert reading.read().expected("series_b") == 4
    assert reading.read().expected(None) is None
    monkeypatch.setenv("TENURE_MATURITY", str(reading.DEFAULT))
    assert reading.read() == RULES


def test_every_cell_has_a_rule() -> None:
    assert {(rule.function, rule.capability) for rule in RULES.rules} == {
        (function, capability) for function in FUNCTIONS for capability in CAPABILITIES}
    assert isinstance(RULES, Rules)
    assert all(len(part) for rule in RULES.rules for part in rule.levels)
    assert hash(RULES) == hash(reading.read(reading.DEFAULT))
