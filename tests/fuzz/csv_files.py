"""A company's tables as CSV files, the way programs and people write them: encodings, line ends, quotes, separators."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import nasty
from tests.fuzz.company import Company, Given

LINE_ENDS = ("\n", "\n", "\r\n", "\r", "mixed")


@dataclass
class Style:
    """How one file is written. `sound`: in a way that must be read."""

    encoding: str = "utf-8"
    line_end: str = "\n"
    separator: str = ","
    quoted: bool = False
    ends: bool = True
    blank: bool = False
    bits: int = 0

    @property
    def sound(self) -> bool:
        return self.encoding in ("utf-8", "utf-8-sig") and self.separator == "," and not self.bits


def style(rng: random.Random, is_plain: bool) -> Style:
    """A way to write a file; `is_plain`: one that must be read."""
    made = Style(encoding=rng.choice(("utf-8", "utf-8", "utf-8-sig")), line_end=rng.choice(LINE_ENDS),
                 quoted=rng.random() < 0.5, ends=rng.random() < 0.7,
                 blank=rng.random() < 0.1)
    if not is_plain and rng.random() < 0.25:
        made.encoding = rng.choice(("cp932", "cp932", "utf-16", "latin-1", "euc-jp", "utf-8-sig-twice", "iso2022_jp"))
    if not is_plain and rng.random() < 0.08:
        made.separator = rng.choice((";", "\t", "|", "，"))
    if not is_plain and rng.random() < 0.2:
        made.bits = rng.randint(1, 3)
    return made


def encoded(rng: random.Random, given: Given, how: Style) -> bytes:
    """The file's bytes. What an encoding lacks becomes "?"."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=how.separator if len(how.separator) == 1 else ",", lineterminator="\0",
                        quoting=csv.QUOTE_ALL if how.quoted else csv.QUOTE_MINIMAL)
    writer.writerow(given.columns)
    for row in given.rows:
        writer.writerow([row.get(key, "") for key in given.columns])
        if how.blank and rng.random() < 0.5 and len(given.columns) > 1:
            text.write("\0")
    lines = text.getvalue().split("\0")[:-1]
    joined = "".join(line + _end(rng, how) for line in lines)
    if not how.ends:
        joined = joined.removesuffix("\n").removesuffix("\r")
    if how.encoding == "utf-8-sig-twice":
        return ("\ufeff" * 2 + joined).encode()
    found = joined.encode(how.encoding, errors="replace")
    return nasty.bits(rng, found, how.bits) if how.bits else found


def _end(rng: random.Random, how: Style) -> str:
    return rng.choice(("\n", "\r\n", "\r")) if how.line_end == "mixed" else how.line_end


def write(rng: random.Random, made: Company, folder: Path, is_plain: bool) -> None:
    """Every table as a file of the folder; a style for each."""
    for name in sorted(made.tables):
        how = style(rng, is_plain)
        made.sound &= how.sound
        (folder / f"{name}.csv").write_bytes(encoded(rng, made.tables[name], how))
