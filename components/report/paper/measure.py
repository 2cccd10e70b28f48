"""How wide text is, in points, and on how many lines it stands: estimates on the safe side of every typeface. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

LEADING = 1.36
"""A line's height in sizes: Japanese needs more than Latin."""
_PARTED, _HEAVIER = 0.15, 1.14
GLYPHS, LAID = 8192, 4096
"""Characters, and texts on a line, of which the measure is kept: a report lays each text out at several densities."""
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]{}/ "), frozenset("mwMW%@—")
_LONG_WORD = re.compile(r"[!-~]{8,}")
_NO_START = frozenset("、。，．)）」』】〉》ー%,.!?！？…・")


def width(said: str, size: float, bold: bool = False) -> float:
    """The width of one line. Some programs part Japanese from Latin by a little: room for that is in it."""
    heavier, ems, turns, before = _HEAVIER if bold else 1.0, 0.0, 0, None
    for character, (em, wide) in zip(said, map(_glyph, said), strict=True):
        ems += em * (1.0 if wide else heavier)
        if before is not None and before[1] != wide and " " not in (before[0], character):
            turns += 1
        before = character, wide
    return size * (ems + _PARTED * turns)


@lru_cache(maxsize=GLYPHS)
def _glyph(character: str) -> tuple[float, bool]:
    """How wide a character is, and whether it is one of the wide ones."""
    return _em(character), unicodedata.east_asian_width(character) in "WF"


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF" or character in "●▲■○":
        return 1.0
    if character in _NARROW:
        return 0.34
    if character in _WIDE:
        return 0.92
    return 0.68 if character.isupper() else 0.62 if character.isdigit() else 0.6


def wrapped(said: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text on lines that fit: Japanese breaks between letters, Latin between words, a longer word anywhere."""
    return list(_wrapped(said, size, room, bold))


@lru_cache(maxsize=LAID)
def _wrapped(said: str, size: float, room: float, bold: bool) -> tuple[str, ...]:
    lines = []
    for paragraph in said.split("\n"):
        if width(paragraph, size, bold) <= room:
            lines.append(paragraph.rstrip())
            continue
        current = ""
        for piece in _pieces(paragraph):
            if current and width((current + piece).rstrip(), size, bold) > room:
                lines.append(current.rstrip())
                current = piece.lstrip()
            else:
                current += piece
            while width(current.rstrip(), size, bold) > room and len(current) > 1:
                fits = _fitting(current, size, room, bold)
                lines.append(current[:fits])
                current = current[fits:]
        lines.append(current.rstrip())
    return tuple(lines)


def _fitting(said: str, size: float, room: float, bold: bool) -> int:
    at = 1
    while at < len(said) and width(said[: at + 1], size, bold) <= room:
        at += 1
    return at


def _pieces(said: str) -> Iterator[str]:
    """Where a line may break: after each wide letter and after each space; never before a closing mark."""
    piece = ""
    for at, character in enumerate(said):
        piece += character
        after = said[at + 1 : at + 2]
        wide = unicodedata.east_asian_width(character) in "WF" or unicodedata.east_asian_width(after or "a") in "WF"
        if character == " " or (wide and after not in _NO_START):
            yield piece
            piece = ""
    if piece:
        yield piece


def lines(said: str, size: float, room: float, bold: bool = False) -> int:
    """On how many lines the text stands."""
    return len(_wrapped(said, size, room, bold))


def height(said: str, size: float, room: float, bold: bool = False) -> float:
    """How high the text stands."""
    return lines(said, size, room, bold) * size * LEADING


def fitting_size(said: str, room: float, most: int, sizes: Sequence[float], bold: bool = False) -> float:
    """The largest of the sizes (largest first) at which the text stands on `most` lines; the smallest if none."""
    return next((size for size in sizes if lines(said, size, room, bold) <= most), sizes[-1])


def cut(said: str, size: float, room: float, most: int = 1, bold: bool = False) -> str:
    """The text on at most so many lines; what does not fit is left out behind "…"."""
    found = wrapped(said, size, room, bold)
    if len(found) <= most:
        return said
    last = found[most - 1]
    while last and width(last + "…", size, bold) > room:
        last = last[:-1]
    kept = [part + " " if part and part[-1].isascii() else part for part in found[: most - 1]]
    return "".join(kept) + last + "…"


def breakable(said: str, size: float, room: float) -> str:
    """The text with a place to break in every word that is longer than a line: nothing else would break it."""
    return _LONG_WORD.sub(lambda found: _broken(found.group(), size, room), said)


def _broken(word: str, size: float, room: float) -> str:
    return word if width(word, size) <= room else "\u200b".join(wrapped(word, size, room * 0.95))
