"""Whether a refusal says where: file, line, column, value, rule, as far as there is one of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.fuzz.outcome import Kind, Outcome
from tests.fuzz.second import Book, book

FAULT = re.compile(r"fault: (?P<file>[^:\n]+?)(?::(?P<line>\d+))?: (?:(?P<column>[^\n\":]+): )?(?P<value>\".*\" )?"
                   r"(?P<said>.*) \[(?P<rule>[a-z_0-9]+)\](?: … and [\d,]+ more)?")
OF_FILE = frozenset(("missing_table", "two_files", "empty_file", "no_rows", "unreadable_file", "unreadable_parquet",
                     "not_a_file", "file_name"))
"""Rules about a file (or table) as a whole: there is no line to name."""
OF_LINE = frozenset(("not_utf8", "nul_byte", "bad_header", "duplicate_column", "unterminated_quote", "ragged_row",
                     "line_too_long", "unreadable_row",
                     "rows_lost"))
"""Rules about a line as a whole: there is no column to name."""
OTHERS_VALUE = ("cycle", "reporting_currency")
"""Rules whose message shows another value than that of the column: the way round, the currency of a rate."""
Found = Mapping[str, str | None]


def faults(said: str) -> list[Found]:
    """The faults that a command has told, one a line, in their parts; a line that has no parts is a message alone."""
    told = [line for line in re.split(r"[\r\n]", said) if line.lstrip().startswith("fault: ")]
    return [match.groupdict() if (match := FAULT.fullmatch(line.strip())) else {"said": line, "file": None}
            for line in told]


def unplaced(found: Found, is_text: bool = True) -> str | None:
    """What a fault should have named and did not; null where it names all there is."""
    rule = found.get("rule")
    if not rule or not found.get("file"):
        return "file or rule"
    if rule in OF_FILE or (rule in ("wrong_column_type", "missing_column") and not is_text and found.get("column")):
        return None
    if not found.get("line"):
        return "line"
    if rule in OF_LINE:
        return None
    return None if found.get("column") else "column"


def judged(said: str, folder: Path) -> Outcome:
    """A refusal by its message: each fault has its place, and at that place stands what the fault says stands there."""
    told = faults(said)
    if not told:
        return Outcome(Kind.UNPLACED, f"no fault was told: {said[-300:]!r}")
    for each in told:
        path = folder / str(each.get("file"))
        if lacking := unplaced(each, path.suffix == ".csv"):
            return Outcome(Kind.UNPLACED, f"no {lacking}: {each}")
    books = {path.name: book(path) for path in folder.glob("*.csv")}
    wrong = next((where for each in told if (where := _elsewhere(each, books))), None)
    return Outcome(Kind.MISPLACED, wrong) if wrong else Outcome(Kind.REFUSED, told[0].get("rule") or "")


def _elsewhere(found: Found, books: Mapping[str, Book | None]) -> str | None:
    """A fault whose line, as Python reads the file, does not hold the value that it shows; null if it does."""
    given = books.get(str(found.get("file")))
    names = str(found.get("column") or "").split(" / ")
    if given is None or not found.get("value") or len(names) > 1 or found.get("rule") in (*OTHERS_VALUE, *OF_LINE):
        return None
    record = next((cells for line, cells in given.records if str(line) == found["line"]), None)
    at = [place for place, name in enumerate(given.columns) if name.lower() == names[0].lower()]
    if record is None or not at or at[-1] >= len(record):
        return f"no such line or column: {dict(found)}"
    shown = str(found["value"]).strip()[1:-1]
    return None if _same(record[at[-1]], shown) else f"there stands {record[at[-1]]!r}: {dict(found)}"


def _same(cell: str, shown: str) -> bool:
    """Whether what a message shows is this cell (its start, if it is long), or its value written another way."""
    plain = cell.replace("\r\n", "\n").replace("\r", "\n")
    escaped = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in plain[:200])
    return shown == escaped or shown.startswith(cell[:10]) or _number(cell) == _number(shown) != ""


def _number(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return ""


def lines_of(messages: Sequence[object]) -> list[Found]:
    """The faults of a file of settings, as their texts say them."""
    return [found for each in messages for line in str(each).split("\n") for found in faults(f"fault: {line}")]
