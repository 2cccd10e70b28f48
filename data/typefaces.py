"""The typefaces of this machine, and which of them hold Japanese."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path

import typst

JAPANESE = (
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "Source Han Sans JP",
    "Source Han Sans",
    "Hiragino Sans",
    "Hiragino Kaku Gothic ProN",
    "Yu Gothic",
    "BIZ UDPGothic",
    "Meiryo",
    "IPAexGothic",
    "IPAPGothic",
    "IPAGothic",
    "TakaoPGothic",
    "VL PGothic",
    "MS PGothic",
)
PACKAGE = "matplotlib_fontja"
"""Ships IPAexGothic under the IPA Font License; of the package nothing but the font is used."""


def shipped() -> list[Path]:
    """The folder of a Japanese typeface that pip can install where nothing else can be; it is not imported."""
    package = importlib.util.find_spec(PACKAGE)
    return [Path(place) / "fonts" for place in (package.submodule_search_locations or [] if package else [])]


@functools.cache
def found() -> typst.Fonts:
    """The typefaces on this machine, shipped by the package, and brought by typst. Looked for once a process."""
    return typst.Fonts(font_paths=list(shipped()))


def families() -> frozenset[str]:
    """Their names."""
    return frozenset(found().families())
