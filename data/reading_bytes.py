"""The first pass over a CSV file, byte by byte: is it text, in which encoding, with which line ends?

DuckDB reads UTF-8 with one kind of line end. A file that is Shift_JIS, or mixes line ends, is copied into that form,
line for line, so that line numbers stay those of the user's file.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 22
LOST = "\N{REPLACEMENT CHARACTER}"
UTF8, UTF8_BOM, SHIFT_JIS = "utf-8", "utf-8 with a byte-order mark", "shift_jis"
FOREIGN = {b"\xff\xfe": "UTF-16 text", b"\xfe\xff": "UTF-16 text", b"PK\x03\x04": "a workbook or a zip archive",
           b"PAR1": "a Parquet file", b"\x1f\x8b": "a gzip archive"}


class Unreadable(Exception):
    """A file that cannot be read at all: the rule it breaks, and the line where known."""

    def __init__(self, rule: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.rule, self.line = rule, line


@dataclass(frozen=True)
class TextFile:
    """A CSV file made ready: `path` is what DuckDB reads, `lines` counts its physical lines."""

    path: Path
    encoding: str
    lines: int
    mixed: bool = False


@dataclass
class Survey:
    """What the bytes say. Lines end with LF, CR LF or CR."""

    size: int = 0
    lf: int = 0
    cr: int = 0
    crlf: int = 0
    head: bytes = b""
    tail: bytes = b""
    wide: bool = False  # sound UTF-8 beyond ASCII was seen
    broken_line: int | None = None
    broken: bytes = b""  # the chunk that is not UTF-8

    @property
    def breaks(self) -> int:
        return self.lf + self.cr - self.crlf

    @property
    def kinds(self) -> int:
        return sum(count > 0 for count in (self.crlf, self.lf - self.crlf, self.cr - self.crlf))

    def line_at(self, before: bytes) -> int:
        """The physical line of the byte after `before`, which follows what was counted so far."""
        split = self.tail == b"\r" and before[:1] == b"\n"
        return self.breaks + _breaks(before) - split + 1

    def count(self, chunk: bytes) -> None:
        self.crlf += chunk.count(b"\r\n") + (self.tail == b"\r" and chunk[:1] == b"\n")
        self.lf += chunk.count(b"\n")
        self.cr += chunk.count(b"\r")
        self.head = self.head or chunk
        self.size += len(chunk)
        self.tail = chunk[-1:]


def ready(path: Path, scratch: Path, advance: Callable[[int], None]) -> TextFile:
    """Reads the whole file once and returns it in a form DuckDB reads. Unreadable where it is not text.

    `advance` is told the bytes read. A copy, where one is needed, goes into `scratch`.
    """
    survey = _survey(path, advance)
    body = survey.head.removeprefix(codecs.BOM_UTF8)
    if survey.size == 0 or (survey.size <= CHUNK and not body.strip()):
        raise Unreadable("empty_file", "the file is empty; it must hold at least the column names")
    lines = survey.breaks + (survey.tail not in (b"\n", b"\r"))
    if survey.broken_line is not None:
        return _from_shift_jis(path, scratch, survey, lines)
    encoding = UTF8_BOM if survey.head.startswith(codecs.BOM_UTF8) else UTF8
    if survey.kinds > 1 or survey.cr > survey.crlf:
        copy = _copied(path, scratch, "utf-8-sig")
        return TextFile(copy, encoding, lines, mixed=survey.kinds > 1)
    return TextFile(path, encoding, lines)


def _survey(path: Path, advance: Callable[[int], None]) -> Survey:
    survey, decoder = Survey(), codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if survey.size == 0:
                _refuse_foreign(chunk)
            if (at := chunk.find(b"\0")) >= 0:
                raise Unreadable("nul_byte", "holds a NUL byte: it is not text, or it was damaged",
                                 survey.line_at(chunk[:at]))
            if survey.broken_line is None:
                survey.broken_line = _broken_line(survey, decoder, chunk)
            survey.count(chunk)
            advance(len(chunk))
    if survey.broken_line is None and decoder.getstate()[0]:
        survey.broken_line = survey.breaks + 1
    return survey


def _refuse_foreign(start: bytes) -> None:
    for magic, what in FOREIGN.items():
        if start.startswith(magic):
            raise Unreadable("not_utf8", f"is {what}, not CSV text in UTF-8", 1)


def _broken_line(survey: Survey, decoder: codecs.IncrementalDecoder, chunk: bytes) -> int | None:
    """The line of the first byte that is not UTF-8, null where the chunk is sound."""
    kept = len(decoder.getstate()[0])
    if not kept and chunk.isascii():
        return None
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        survey.broken = chunk
        return survey.line_at(chunk[:max(0, error.start - kept)])
    survey.wide = True
    return None


def _from_shift_jis(path: Path, scratch: Path, survey: Survey, lines: int) -> TextFile:
    refusal = Unreadable("not_utf8", "holds bytes that are neither UTF-8 nor Shift_JIS", survey.broken_line)
    if survey.wide or not _looks_japanese(survey.broken):
        raise refusal
    try:
        return TextFile(_copied(path, scratch, "cp932"), SHIFT_JIS, lines)
    except UnicodeDecodeError:
        raise refusal from None


def _looks_japanese(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are Shift_JIS, not damaged UTF-8 or a Western code page.

    Nearly any byte string decodes as cp932, into nonsense. Damaged UTF-8 is still mostly sound UTF-8. Japanese text
    is mostly kana and common kanji (lead bytes 0x81-0xDF), accented Latin letters lie above 0xE0.
    """
    decoded = data.decode("utf-8", errors="replace")
    lost = decoded.count(LOST)
    sound = sum(not c.isascii() for c in decoded) - lost
    letters = [c for c in data.decode("cp932", errors="replace") if not c.isascii()]
    common = sum(c != LOST and c.encode("cp932", errors="replace")[0] in range(0x81, 0xE0) for c in letters)
    return bool(letters) and sound <= lost and common * 2 >= len(letters)


def _copied(path: Path, scratch: Path, encoding: str) -> Path:
    """A copy in UTF-8 with LF line ends."""
    copy = scratch / f"{path.stem}.utf8.csv"
    scratch.mkdir(parents=True, exist_ok=True)
    with path.open(encoding=encoding, newline=None) as source, copy.open("w", encoding="utf-8", newline="\n") as target:
        while text := source.read(CHUNK):
            target.write(text)
    return copy


def _breaks(data: bytes) -> int:
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
