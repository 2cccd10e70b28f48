"""Mutations of TOML texts that were good: by what TOML says (keys, values, heads, forms), and by their bytes."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from tests.fuzz import nasty

PAIR = re.compile(r"^(\s*)([\w\"'.-]+)(\s*=\s*)(.+)$")
HEAD = re.compile(r"^\s*\[+[^\]]+\]+")
NUMBER = re.compile(r"(?<![\w\"'-])-?\d+(?:\.\d+)?(?![\w\"'-])")
TEXT = re.compile(r"\"([^\"\n]*)\"")
VALUES = ("1", "0", "-1", "1e400", "nan", "inf", "-inf", "99999999999999999999", "0.5", "true", "false", '""', '" "',
          '"a"',
          "[]", "[[]]", "{}", "[1]", '["a"]', "{a = 1}", "2024-01-01", "2024-01-01T00:00:00Z", "10:00:00", "0x1F",
          "1_0",
          '["a", 1]', '[{a = 1}]', '"\\u0000"', '"a\\nb"', "'''a\nb'''", '"\\u202e"', '"😀"', "[nan]",
          "[[1, 2], [1, 2]]",
          '[[1, "a"]]', '"' + "x" * 400 + '"', '"{week.x}"', '"{0}"', '"{"', '"%s"', '"${HOME}"', '"../../x"', "-0.0",
          "9007199254740993", '"=1+1"', '"<b>"', '[true]', '"2026Q5"', '"2026Q3"', '"１２"', "{b = {c = 1}}",
          "1.0e-320")


def mutated(rng: random.Random, text: str) -> bytes:
    """The text with one to three things changed."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        text = rng.choice((value, value, value, number, word, key, drop, again, head, swap, inline, quoted))(rng, text)
    given = text.encode("utf-8", "surrogatepass")
    way = rng.random()
    if way < 0.12:
        return nasty.bits(rng, given, 3)
    if way < 0.2:
        return text.encode(rng.choice(("cp932", "utf-16", "latin-1", "utf-8-sig")), errors="replace")
    return given.replace(b"\n", b"\r\n") if way < 0.3 else given


def _at(rng: random.Random, text: str, form: re.Pattern[str]) -> tuple[list[str], int | None]:
    lines = text.split("\n")
    found = [at for at, line in enumerate(lines) if form.match(line) and not line.lstrip().startswith("#")]
    return lines, rng.choice(found) if found else None


def value(rng: random.Random, text: str) -> str:
    """Another value for a key."""
    lines, at = _at(rng, text, PAIR)
    if at is not None:
        lines[at] = PAIR.sub(lambda found: found[1] + found[2] + found[3] + rng.choice(VALUES), lines[at])
    return "\n".join(lines)


def _swapped(rng: random.Random, text: str, form: re.Pattern[str], new: str) -> str:
    found = list(form.finditer(text))
    if not found:
        return text
    at = rng.choice(found)
    return text[:at.start()] + new + text[at.end():]


def number(rng: random.Random, text: str) -> str:
    """Another number somewhere in a value."""
    return _swapped(rng, text, NUMBER, rng.choice(("0", "-1", "1e400", "nan", "inf", "1e308", "101", "0.1", "1e-9",
                                                   '"1"')))


def word(rng: random.Random, text: str) -> str:
    """Another text somewhere in a value."""
    return _swapped(rng, text, TEXT, rng.choice((*VALUES, '"nobody"', '"grr"', '"health_red"', '"run >= 60%"',
                                                 '"run"')))


def key(rng: random.Random, text: str) -> str:
    """A key that is not known, or is known elsewhere."""
    lines, at = _at(rng, text, PAIR)
    if at is not None:
        new = rng.choice(("key", "value", "where", "x", '"a b"', '""', "a.b", "名前", "keys", "function", "role",
                          "from"))
        lines[at] = PAIR.sub(lambda found: found[1] + new + found[3] + found[4], lines[at])
    return "\n".join(lines)


def drop(rng: random.Random, text: str) -> str:
    """A line less."""
    lines = text.split("\n")
    del lines[rng.randrange(len(lines))]
    return "\n".join(lines)


def again(rng: random.Random, text: str) -> str:
    """A few lines twice."""
    lines = text.split("\n")
    start = rng.randrange(len(lines))
    part = lines[start:start + rng.choice((1, 3, 6, 20))]
    at = rng.choice((len(lines), start + len(part)))
    return "\n".join(lines[:at] + part + lines[at:])


def head(rng: random.Random, text: str) -> str:
    """A head in another form, under another name, or a table in place of an array."""
    lines, at = _at(rng, text, HEAD)
    if at is not None:
        name = lines[at].strip().strip("[] ")
        lines[at] = rng.choice((f"[{name}]", f"[[{name}]]", f"[[{name}s]]", f"[[ {name} ]]", f"[{name}.more]",
                                f"{name} = 1",
                                f"[[{name}]] # [[{name}]]", "", f"[['{name}']]", f"{name} = []"))
    return "\n".join(lines)


def swap(rng: random.Random, text: str) -> str:
    """Two lines in each other's place."""
    lines = text.split("\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def inline(rng: random.Random, text: str) -> str:
    """The same in another of TOML's forms: arrays of inline tables."""
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError):
        return text
    return "\n" * rng.randrange(3) + "\n".join(f"{_key(name)} = {literal(held)}" for name, held in found.items())


def quoted(rng: random.Random, text: str) -> str:
    """Keys in quotation marks, and a character in a comment that Python takes for a line end and TOML does not."""
    return "# \u2028\u0085\n" + "\n".join(PAIR.sub(r'\1"\2"\3\4', line) if re.match(r"^\w+\s*=", line) else line
                                           for line in text.split("\n"))


def literal(found: Any) -> str:
    """A value as TOML writes it inline; every entry of a list of tables on a line of its own."""
    if isinstance(found, Mapping):
        return "{" + ", ".join(f"{_key(name)} = {literal(held)}" for name, held in found.items()) + "}"
    if isinstance(found, list):
        return "[" + ", ".join(("\n" if isinstance(each, Mapping) else "") + literal(each) for each in found) + "]"
    if isinstance(found, bool):
        return str(found).lower()
    return _key(found, True) if isinstance(found, str) else str(found)


def _key(text: str, always: bool = False) -> str:
    if not always and re.fullmatch(r"[A-Za-z0-9_-]+", text):
        return text
    return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or c in '"\\\x7f' else c for c in text) + '"'
