"""The health model's file: what is wrong with it is said once, with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.health.model import KEYS
from data.health.plan import refuse_unknown_features
from data.health.reading import DEFAULT, Fault, ModelRefused, read

TEXT = DEFAULT.read_text(encoding="utf-8")
HEAD = "[[model]]\nversion = 1\n"
SECOND = TEXT.replace("version = 1", "version = 2").replace("from_on = 2000-01-03", "from_on = 2026-01-05")


def line_of(text: str, part: str) -> int:
    return text[:text.index(part)].count("\n") + 1


def faults(folder: Path, content: str | bytes) -> list[Fault]:
    """What is said of a file. Its message has a line a fault, each with file and rule."""
    file = folder / "health.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ModelRefused) as caught:
        read(file)
    assert str(caught.value).splitlines() == [str(fault) for fault in caught.value.faults]
    assert all(str(fault).startswith("health.toml") and str(fault).endswith(f"[{fault.rule}]")
               for fault in caught.value.faults)
    return caught.value.faults


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


DEPTH = 'key = "usage_depth"\nweight = 25\npoints = [[0, 0], [0.5, 25], [1, 75], [1.5, 100]]'
WRONG = {
    "unknown_component": (changed('key = "pulse"', 'key = "puls"'), '"puls"', "puls"),
    "feature without a name": (changed('key = "pulse"', 'key = "feature:"'), '"feature:"', "feature:"),
    "key is no text": (changed('key = "pulse"', "key = 7"), "key = 7", "7"),
    "twice": (changed('key = "survey"', 'key = "pulse"'), 'key = "pulse"\nweight = 8', "'pulse'"),
    "bands overlap": (changed("yellow = [40, 70]", "yellow = [40, 75]"), "yellow = [40", "overlap"),
    "bands leave a gap": (changed("red = [0, 40]", "red = [0, 35]"), "red = [0", "gap"),
    "bands end below 100": (changed("green = [70, 100]", "green = [70, 95]"), "[model.bands]", "0 to 100"),
    "bands begin above 0": (changed("red = [0, 40]", "red = [5, 40]"), "[model.bands]", "0 to 100"),
    "a band is no range": (changed("red = [0, 40]", "red = 0"), "[model.bands]", "from, to"),
    "a band more": (changed("red = [0, 40]", "red = [0, 40]\nblue = [0, 1]"), "[model.bands]", "nothing else"),
    "not rising": (changed(DEPTH, DEPTH.replace("[0.5, 25]", "[1, 25]")), "points = [[0, 0], [1, 25]", "rise"),
    "no points": (changed(DEPTH, DEPTH.replace("[[0, 0], [0.5, 25], [1, 75], [1.5, 100]]", "[]")), "points = []",
                  "rise"),
    "points over 100": (changed(DEPTH, DEPTH.replace("75]", "101]")), "points = [[0, 0], [0.5, 25], [1, 101",
                        "0 to 100"),
    "points are no pairs": (changed(DEPTH, DEPTH.replace("[0.5, 25]", "5")), "points = [[0, 0], 5", "points"),
    "a segment's points": (changed("[12, 0]]", "[1, 0]]"), "Enterprise =", "Enterprise"),
    "negative weight": (changed("weight = 25", "weight = -1"), "weight = -1", "weight"),
    "unknown key": (changed("given_days = 92", "given_days = 92\ngiven_day = 1"), "given_day = 1", "given_day"),
    "unknown key of a component": (changed("weight = 25", "weight = 25\nwieght = 2"), "wieght", "wieght"),
    "unknown key at the top": ("modle = 1\n" + TEXT, "modle", "modle"),
    "no Monday": (changed("from_on = 2000-01-03", "from_on = 2000-01-04"), "from_on", "Monday"),
    "a date in quotes": (changed("from_on = 2000-01-03", 'from_on = "2000-01-03"'), "from_on", "Monday"),
    "a moment": (changed("from_on = 2000-01-03", "from_on = 2000-01-03T00:00:00"), "from_on", "Monday"),
    "least_known": (changed("least_known = 0.5", "least_known = 1.5"), "least_known = ", "1.5"),
    "no flag": (changed("use_given = true", 'use_given = "yes"'), "use_given", "neither true nor false"),
    "points at infinity": (changed(DEPTH, DEPTH.replace("[1.5, 100]", "[inf, 100]")), "points = [[0, 0], [0.5, 25], [1",
                           "rise"),
    "components are no tables": (HEAD + "from_on = 2026-01-05\ncomponent = [3]\nbands = {green = [70, 100], "
                                 "yellow = [40, 70], red = [0, 40]}\n", "component", "[[model.component]]"),
    "half a week": (changed("settle_weeks = 6 ", "settle_weeks = 6.5 "), "settle_weeks", "6.5"),
    "rhythm": (changed("tech = 180", "tech = 0"), "tech = 0", "tech"),
    "unknown touch model": (changed("tech = 180", "touch = 180"), "[model.rhythm]", "tech"),
    "not TOML": (changed("weight = 25", "weight = "), "weight = \n", "TOML"),
    "versions out of order": (f"{SECOND}\n{TEXT}", None, "version 1"),
    "same version": (TEXT + "\n" + TEXT.replace("from_on = 2000-01-03", "from_on = 2026-01-05"), None, "version 1"),
    "same Monday": (TEXT + "\n" + TEXT.replace("version = 1", "version = 2"), None, "version 2"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_fault_is_said_once_with_its_line(tmp_path: Path, wrong: str) -> None:
    text, at, said = WRONG[wrong]
    found = faults(tmp_path, text)
    assert len(found) == 1, found
    assert said in found[0].message
    assert found[0].line is not None
    if at:
        assert found[0].line == line_of(text, at)


@pytest.mark.parametrize(("content", "rule", "line"), [
    ("", "no_model", None), ("model = 3", "no_model", None), ("model = [3]", "no_model", None),
    ("# nothing\n", "no_model", None),
    (TEXT.encode() + "# 健康".encode("cp932"), "not_utf8", TEXT.count("\n") + 1),
    (HEAD + "from_on = 2026-01-05\nbands = {green = [70, 100], yellow = [40, 70], red = [0, 40]}\n", "no_weight", 1),
    (TEXT.replace("weight = ", "weight = 0 # "), "no_weight", line_of(TEXT, "\n[[model]]") + 1),
])
def test_a_file_as_a_whole(tmp_path: Path, content: str | bytes, rule: str, line: int | None) -> None:
    assert [(fault.rule, fault.line) for fault in faults(tmp_path, content)] == [(rule, line)]


def test_every_fault_is_said_and_none_leads_to_another(tmp_path: Path) -> None:
    text = changed("red = [0, 40]", "red = [0, 35]").replace('key = "pulse"', 'key = "puls"').replace(
        "from_on = 2000-01-03", "from_on = 2000-01-04")
    assert {fault.rule for fault in faults(tmp_path, text)} == {"bands", "unknown_component", "not_a_monday"}
    assert len(faults(tmp_path, text)) == 3


def test_the_second_versions_faults_have_its_lines(tmp_path: Path) -> None:
    text = f"{TEXT}\n{SECOND.replace('weight = 25', 'weight = -1').replace('red = [0, 40]', 'red = [0, 35]')}"
    for fault, part in zip(faults(tmp_path, text), ("weight = -1", "red = [0, 35]"), strict=True):
        assert fault.line == line_of(text, part)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=r"health\.toml: cannot be read"):
        read(tmp_path / "health.toml")


def test_windows_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "health.toml").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert read(tmp_path / "health.toml") == read(DEFAULT)


def test_a_feature_that_usage_does_not_have(tmp_path: Path) -> None:
    (tmp_path / "health.toml").write_text(changed('key = "pulse"', 'key = "feature:Alerts"'), encoding="utf-8")
    models = read(tmp_path / "health.toml")
    refuse_unknown_features(models, ["Alerts"])
    refuse_unknown_features(models, None)
    with pytest.raises(ModelRefused, match="no such feature; known: feature:Reports") as caught:
        refuse_unknown_features(models, ["Reports"])
    assert len(caught.value.faults) == 1


def test_the_default_has_every_component_once() -> None:
    (model,) = read(DEFAULT)
    assert sorted(each.key for each in model.components) == sorted(KEYS)
    assert [model.band(each) for each in (None, 70.0, 69.9, 39.9)] == ["unknown", "green", "yellow", "red"]
