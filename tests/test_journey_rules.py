"""The file of the journey's rules: what a person may write, every fault with its line, and what a refusal leaves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from components import i18n
from components.journey import ruled
from data import build
from data.__main__ import main
from data.health.reading import ModelRefused
from data.journey import sql
from data.journey.facts import FACTS, HEALTH_SOURCES
from data.journey.model import STAGES, Condition, Rules, Stage
from data.journey.reading import DEFAULT, path, read
from data.warehouse import Warehouse, current_version, open_warehouse
from queries import journey
from tests.conftest import ROOT

TEXT = DEFAULT.read_text(encoding="utf-8")
GOOD = Condition("pulse", "<=", 2)


def refused(tmp_path: Path, text: str | bytes) -> str:
    file = tmp_path / "journey.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ModelRefused) as raised:
        read(file)
    return str(raised.value)


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_rules_that_come_with_tenure_are_whole_and_come_back_from_their_body() -> None:
    rules = read(DEFAULT)
    assert sorted(stage.key for stage in rules.stages) == sorted(STAGES)
    assert rules.stages[-1].is_rest
    assert Rules.parse(rules.body()) == rules
    assert Rules.parse(rules.body()).digest() == rules.digest()
    assert set(re.findall(r"[a-z_]+", TEXT.split("A condition is")[1].split("[[stage]]")[0])) >= set(FACTS)


@pytest.mark.parametrize(("old", "new", "rule", "part"), [
    ('"health_red"', '"health_pink"', "unknown_fact", "health_pink"),
    ('"pulse <= 2"', '"pulse"', "wrong_kind", '"pulse"'),
    ('"health_red"', '"health_red <= 2"', "wrong_kind", "health_red <= 2"),
    ('"pulse <= 2"', '"pulse <= 6"', "out_of_bounds", "pulse <= 6"),
    ('"pulse <= 2"', '"pulse == 2"', "not_a_condition", "pulse == 2"),
    ('"pulse <= 2"', "2", "not_a_condition", "use_change <= -0.3"),
    ('all = ["outcome_reached"]', 'all = "outcome_reached"', "not_a_list", 'all = "outcome_reached"'),
    ('all = ["outcome_reached"]', "all = []", "not_a_list", "all = []"),
    ('key = "expanding"', 'key = "growing"', "unknown_stage", 'key = "growing"'),
    ('key = "expanding"', 'key = "renewing"', "twice", 'owner = "sales"\ntarget_days = 0'),
    ("target_days = 60", "target_days = -1", "out_of_bounds", "target_days = -1"),
    ("target_days = 60", 'target_days = "60"', "out_of_bounds", 'target_days = "60"'),
    ("target_days = 60", "days = 60", "unknown_key", "days = 60"),
    ('owner = "product"', 'owner = ""', "no_owner", 'owner = ""'),
    ('owner = "product"', 'owner = "product"\nall = ["breadth"]', "no_rest", 'all = ["breadth"]'),
    ('all = ["outcome_reached"]', 'all = ["no_arr"]', "left", 'all = ["no_arr"]\n\n[[stage]]\nkey = "adopting"'),
    ('all = ["no_arr"]', 'all = ["no_arr", "breadth"]', "left", 'all = ["no_arr", "breadth"]'),
])
def test_a_fault_names_its_rule_and_line(tmp_path: Path, old: str, new: str, rule: str, part: str) -> None:
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    said = refused(tmp_path, text)
    lines = [each for each in said.splitlines() if each.endswith(f"[{rule}]")]
    assert lines, said
    if "\n" not in part:
        assert f"journey.toml:{line_of(text, part)}: " in lines[0]
    assert re.match(r"journey\.toml:\d+: ", lines[0])


def test_a_stage_without_conditions_takes_all_only_as_the_last_and_none_may_be_missing(tmp_path: Path) -> None:
    assert "takes_all" in refused(tmp_path, TEXT.replace('all = ["outcome_reached"]\n', ""))
    without = TEXT[: TEXT.index('[[stage]]\nkey = "value_proven"')] + TEXT[TEXT.index('[[stage]]\nkey = "adopting"'):]
    assert "stage 'value_proven' is missing" in refused(tmp_path, without)
    assert "no_stage" in refused(tmp_path, "")
    assert "unknown_key" in refused(tmp_path, TEXT + "\n[other]\na = 1\n")


def test_a_file_that_is_no_toml_or_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "journey.toml:3: is not TOML" in refused(tmp_path, "a = 1\nb = 2\nc = = 3\n")
    assert "journey.toml:2: is not UTF-8" in refused(tmp_path, b"# a\n\x83\x5c\n")
    with pytest.raises(ModelRefused, match="cannot be read"):
        read(tmp_path / "none.toml")


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, TEXT.replace("target_days = 60", "target_days = -1").replace('"pulse <= 2"', '"pulse"'))
    assert len(said.splitlines()) == 2


def test_the_companys_own_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENURE_JOURNEY", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    assert path() == DEFAULT
    (tmp_path / "journey.toml").write_text(TEXT, encoding="utf-8")
    assert path() == tmp_path / "journey.toml"
    monkeypatch.setenv("TENURE_JOURNEY", str(tmp_path / "other.toml"))
    assert path() == tmp_path / "other.toml"


def test_the_command_lists_the_rules_or_their_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TENURE_JOURNEY", str(DEFAULT))
    assert main(["journey"]) == 0
    assert "2. at_risk" in capsys.readouterr().out
    broken = tmp_path / "journey.toml"
    broken.write_text(TEXT.replace('"health_red"', '"health_pink"'), encoding="utf-8")
    monkeypatch.setenv("TENURE_JOURNEY", str(broken))
    assert main(["journey"]) == 1
    assert "health_pink" in capsys.readouterr().err


def stages(house: Warehouse) -> set[str]:
    with house.engine.connect() as connection:
        rows = connection.exec_driver_sql("select distinct stage from marts.journey").fetchall()
    return {str(row[0]) for row in rows}


def test_a_faulty_file_refuses_the_build_and_changed_rules_judge_the_past_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "customer.csv").write_text("customer_id,name\nA,A\n")
    (given / "subscription.csv").write_text(
        "subscription_id,customer_id,contract_id,product,start_on,end_on,mrr,currency\n"
        "S,A,K,P,2025-01-01,,10,JPY\nT,A,L,P,2025-06-01,,10,JPY\n")
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    assert main(["load", str(given)]) == 0
    before = open_warehouse()
    (tmp_path / "journey.toml").write_text(TEXT.replace("target_days = 60", "target_days = -1"), encoding="utf-8")
    capsys.readouterr()
    assert main(["build"]) == 1
    said = capsys.readouterr().err
    assert said.count("error: ") == 1
    assert "journey.toml:" in said
    assert "stays as it was" in said
    assert current_version() == before.version
    (tmp_path / "journey.toml").write_text(TEXT.replace("arr_growth >= 0.05", "arr_growth >= 2"), encoding="utf-8")
    assert main(["build"]) == 0
    after = open_warehouse()
    assert journey.told(before).digest == read(DEFAULT).digest() != journey.told(after).digest
    assert stages(before) - stages(after) == {"expanding"}


def test_a_table_that_is_missing_blocks_a_stage_or_a_part_of_its_rule() -> None:
    flag, number = Condition("outcome_reached", "is"), Condition("use_change", "<=", -0.3)
    assert Stage("a", "o", (flag,)).lacks({"usage_week"}) == (("outcome",), True)
    assert Stage("a", "o", (), (flag, number)).lacks({"usage_week"}) == (("outcome",), False)
    assert Stage("a", "o", (), (flag, number)).lacks(set()) == (("outcome", "usage_week"), True)
    red = Stage("a", "o", (Condition("health_red", "is"),))
    assert red.lacks({"ticket"}) == ((), False)
    assert red.lacks({"renewal"}) == (HEALTH_SOURCES, True)
    assert Stage("a", "o", (Condition("renewal_due", "<=", 90),)).lacks({"contract"}) == ((), False)
    assert Stage("a", "o").lacks(set()) == ((), False)


def test_a_rule_in_sql_and_in_words() -> None:
    stage = Stage("at_risk", "o", (Condition("onboarding_basic", "not"),), (GOOD, Condition("health_red", "is")))
    assert sql.rule(stage) == "(not f_onboarding_basic) and ((f_pulse <= 2.000000001) or f_health_red)"
    i18n.use("ja")
    assert ruled.rule(stage) == ("「オンボーディング(基本)を完了」ではない かつ(担当の印象が2以下 または 健全度が赤)")
    i18n.use("en")
    assert ruled.rule(Stage("a", "o")) == "everybody who is left over"
    assert ruled.condition(Condition("use_change", "<=", -0.3)).endswith("at most −30%")
    assert ruled.condition(Condition("renewal_due", "<", 90)) == "days until the next renewal below 90 days"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_fact_and_stage_has_words(language: i18n.Language) -> None:
    words = i18n.catalogue(language)
    assert all(f"journey.fact.{key}" in words for key in FACTS)
    assert all(f"journey.{part}.{key}" in words for key in (*STAGES, "new") for part in ("stage", "short"))


def test_every_fact_has_a_column_in_the_mart_that_it_is_read_from() -> None:
    health = (build.PROJECT / "models" / "health" / "health.sql").read_text(encoding="utf-8")
    for fact in FACTS.values():
        if fact.where == "health":
            column = sql.HEALTH[fact.column].split("health.")[1].split(" ")[0].removeprefix("m_")
            assert column in health
    conditions = "".join(file.read_text(encoding="utf-8") for file in
                         (ROOT / "data" / "transform" / "models" / "marts" / "conditions").glob("*.sql"))
    assert all(f"'{fact.key}'" in conditions for fact in FACTS.values() if fact.where == "condition")
