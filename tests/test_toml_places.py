"""The line of a key, however TOML lets it be written, on files that tomllib reads."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from data.toml_places import TomlPlaces

TEXT = '''# [[size]] is no head here
a = "x = 1\\"" # b = 2
"b c" = """
[[size]]
up_to = 1
"""
d.e = [1,
  [2, 3], # d = 9
  {f = 1, "g" = 'h = 1'}]
[t."u.v"]
w = { x = 1, y.z = 2 }
[[size]]
up_to = 9 # \u2028 is no line end
[size.more]
up_to = 8
[[size]]
up_to = 10
[[size.part]]
n = 1
[[size.part]]
n = 2
'''


@pytest.mark.parametrize(("path", "line"), [
    (("a",), 2), (("b c",), 3), (("d", "e"), 7), (("d", "e", 1), 8), (("d", "e", 1, 1), 8), (("d", "e", 2, "g"), 9),
    (("t", "u.v"), 10), (("t", "u.v", "w", "y", "z"), 11), (("size", 0), 12), (("size", 0, "up_to"), 13),
    (("size", 0, "more", "up_to"), 15), (("size", 1, "up_to"), 17), (("size", 1, "part", 1, "n"), 21),
    (("size", 1, "absent"), 16), (("absent",), None)])
def test_a_key_has_its_line(path: tuple[str | int, ...], line: int | None) -> None:
    assert TomlPlaces(TEXT).line(*path) == line


def test_heads_and_what_stands_below_them() -> None:
    places = TomlPlaces(TEXT)
    assert places.heads("size") == [12, 16]
    assert places.heads("size", "part") == [18, 20]
    assert places.below(12, "up_to") == 13
    assert places.below(16, "up_to") == 17
    assert places.below(16, "absent") == 16
    assert places.below(None, "a") == 2
    assert places.below(0, "up_to") is None


@pytest.mark.parametrize("text", ["a = [", "[", "[[a", "=", "a = {b", "]", 'a = "', "a."])
def test_what_is_no_toml_is_read_to_its_end(text: str) -> None:
    assert TomlPlaces(text).line("b", "c") in (1, None)


def _keys(found: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    pairs = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    return [path for key, value in pairs for path in [(*above, key), *_keys(value, (*above, key))]]


@pytest.mark.parametrize("file", sorted((Path(__file__).parents[1] / "data").rglob("*.toml")),
                         ids=lambda file: file.parts[-2])
def test_every_key_of_the_files_that_come_along_is_found(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    places, lines = TomlPlaces(text), text.split("\n")
    for path in _keys(tomllib.loads(text)):
        assert path in places.found, path
        if isinstance(path[-1], str):
            assert path[-1] in lines[places.found[path] - 1]
