"""On which line of a TOML file a key stands, in whatever of TOML's forms it is written.

tomllib says what a file holds, not where. Entries may be `[[size]]`, `size = [{up_to = 9}]` or `size.up_to = 9`; keys
may be quoted; values may go over lines. Lines end with LF alone: other characters that Python takes for line ends may
stand in texts.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from functools import cached_property

Path = tuple[str | int, ...]
SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
KEY = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
TEXT = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\])*"|' r"'[^']*'", re.DOTALL)
BARE = re.compile(r"[^,\]}#\n]*")


class TomlPlaces:
    """The places of one text, which tomllib has read: of any other what is found means nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ends = [at for at, letter in enumerate(text) if letter == "\n"]

    @cached_property
    def found(self) -> dict[Path, int]:
        """The line of everything that is written down. Looked for once, where somebody asks for a line."""
        self._noted: dict[Path, int] = {}
        self._scan()
        return self._noted

    def line(self, *path: str | int) -> int | None:
        """The line of a key, else of the nearest thing above it that is written down; null where nothing is."""
        return next((self.found[path[:size]] for size in range(len(path), 0, -1) if path[:size] in self.found), None)

    def heads(self, *names: str) -> list[int]:
        """The lines on which the tables of these names begin, every entry of an array, in the file's order."""
        same = [path for path in self.found if tuple(part for part in path if isinstance(part, str)) == names]
        entries = [path for path in same if isinstance(path[-1], int)]
        return sorted(self.found[path] for path in entries or same)

    def below(self, head: int | None, key: str) -> int | None:
        """The first line of a key within the table that begins on `head` (null or 0: the file's own), else `head`."""
        if not head:
            return self.found.get((key,))
        inside = [line for path, line in self.found.items() if path[-1] == key and len(path) > 1
                  and any(self.found.get(path[:size]) == head for size in range(1, len(path)))]
        return min((line for line in inside if line >= head), default=head)

    def _scan(self) -> None:
        at, table, counted = 0, Path(), dict[Path, int]()
        while (at := self._skip(SPACE, at)) < len(self.text):
            start = at
            if self.text[at] != "[":
                at = self._pair(at, table)
                continue
            many = self.text.startswith("[[", at)
            names, at = self._key(at + 1 + many)
            at += 1 + many
            table = self._table(names, many, counted)
            self._note(table, start)

    def _table(self, names: Path, many: bool, counted: dict[Path, int]) -> Path:
        """A head's path: of an array that was begun it speaks of the newest entry."""
        made = Path()
        for number, name in enumerate(names, start=1):
            made = (*made, name)
            if many and number == len(names):
                counted[made] = counted.get(made, 0) + 1
            if made in counted:
                made = (*made, counted[made] - 1)
        return made

    def _pair(self, at: int, above: Path) -> int:
        """A key with its value; gives where it ends."""
        names, after = self._key(at)
        self._note((*above, *names), self._skip(SPACE, at))
        return self._value(after + 1, (*above, *names))

    def _key(self, at: int) -> tuple[Path, int]:
        names = Path()
        while match := KEY.match(self.text, at):
            names, at = (*names, _plain(match[1])), match.end()
            if not self.text.startswith(".", at):
                break
            at += 1
        return names, at

    def _value(self, at: int, path: Path) -> int:
        """Notes what stands within a value; gives where it ends."""
        at = self._skip(SPACE, at)
        opening = self.text[at:at + 1]
        if opening in ("[", "{"):
            return self._many(at + 1, path, "]" if opening == "[" else "}")
        match = TEXT.match(self.text, at) or BARE.match(self.text, at)
        return match.end() if match else at + 1

    def _many(self, at: int, path: Path, closing: str) -> int:
        number = 0
        while (at := self._skip(BETWEEN, at)) < len(self.text) and self.text[at] != closing:
            if closing == "}":
                at = self._pair(at, path)
                continue
            self._note((*path, number), at)
            at, number = self._value(at, (*path, number)), number + 1
        return at + 1

    def _note(self, path: Path, at: int) -> None:
        """What is written down for the first time stands there, and what it lies in, unless that stood before."""
        for size in range(1, len(path) + 1):
            self._noted.setdefault(path[:size], bisect_right(self.ends, at - 1) + 1)

    def _skip(self, what: re.Pattern[str], at: int) -> int:
        match = what.match(self.text, at)
        return match.end() if match else at


def _plain(key: str) -> str:
    """A key without its quotes."""
    if key[0] == "'":
        return key[1:-1]
    return next(iter(tomllib.loads(f"{key} = 0"))) if key[0] == '"' else key
