"""The board's two languages: flat catalogues, one key for one wording; a folder a language, a file a subject, the same
files, keys and {placeholders} in both.

A run of the board sets its language once with :func:`use`. It is kept in a context variable, because all of
Streamlit's sessions share this module, each run in a thread of its own; parallel fragments inherit it.
"""

import contextvars
import functools
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")

_current: contextvars.ContextVar[Language] = contextvars.ContextVar("language", default="ja")


def use(language: Language) -> None:
    """Set the language of this run. Errors: ValueError for a language that has no catalogue."""
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}: one of {', '.join(LANGUAGES)}")
    _current.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """While the block runs, words are in this language: for what is made outside of a run, or in another language."""
    before = _current.get()
    use(language)
    try:
        yield
    finally:
        _current.set(before)


def language() -> Language:
    """The language of this run; Japanese before any was set."""
    return _current.get()


def preferred(accepted: str | None) -> Language:
    """The board's language for a browser's locale or Accept-Language header: the first one that has a catalogue."""
    for part in (accepted or "").split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        for known in LANGUAGES:
            if code == known:
                return known
    return "en" if accepted else "ja"


@functools.cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Every key and wording of a language. Source: the TOML files in the folder of its name beside this module."""
    return {key: wording for words in subjects(language).values() for key, wording in words.items()}


def subjects(language: Language) -> dict[str, dict[str, str]]:
    """The catalogue by subject: the name of each file, and what stands in it."""
    folder = Path(__file__).with_name(language)
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.toml"))}


def text(language: Language, key: str, **values: object) -> str:
    """The wording of `key` in a given language, with `{name}` filled from `values`. Errors: KeyError for either."""
    wording = catalogue(language)[key]
    return wording.format(**values) if values else wording


def t(key: str, **values: object) -> str:
    """The wording of `key` in the language of this run. Errors: KeyError for an unknown key or a missing value."""
    return text(language(), key, **values)


def plural(language: Language, key: str, number: int, **values: object) -> str:
    """The wording of `key.one` or `key.other` for a whole number, which fills `{n}` with its thousands separated."""
    form = "one" if abs(number) == 1 else "other"
    sign = "\u2212" if number < 0 else ""
    return text(language, f"{key}.{form}", n=f"{sign}{abs(number):,}", **values)
