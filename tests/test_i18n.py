"""The two catalogues say the same things, and every key that the code asks for is there."""

import ast
import re
import string
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from components import i18n

ROOT = Path(__file__).parent.parent
# Words that Japanese practice writes in Latin letters.
LATIN = {"ARR", "MRR", "NRR", "GRR", "CSM", "IT", "KPI", "English", "n"}


def placeholders(wording: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


def test_both_languages_have_the_same_keys() -> None:
    ja, en = i18n.subjects("ja"), i18n.subjects("en")
    assert {name: words.keys() for name, words in ja.items()} == {name: words.keys() for name, words in en.items()}


def test_a_key_takes_the_same_values_in_both_languages() -> None:
    ja, en = i18n.catalogue("ja"), i18n.catalogue("en")
    assert [key for key in en if placeholders(ja[key]) != placeholders(en[key])] == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_keys_are_sorted_and_wordings_not_empty(language: i18n.Language) -> None:
    subjects = i18n.subjects(language)
    assert [name for name, words in subjects.items() if list(words) != sorted(words)] == []
    assert sum(map(len, subjects.values())) == len(i18n.catalogue(language)), "a key stands in two files"
    assert [key for key, wording in i18n.catalogue(language).items() if not wording] == []


def test_japanese_is_japanese() -> None:
    """A wording with words of its own, outside its placeholders, has Japanese letters."""
    latin = []
    for key, wording in i18n.catalogue("ja").items():
        words = set(re.findall(r"[A-Za-z]+", re.sub(r"\{\w*\}", " ", wording)))
        if words - LATIN and not re.search(r"[ぁ-んァ-ヶ一-龠]", wording):
            latin.append(f"{key}: {wording}")
    assert latin == []


def test_english_has_no_japanese() -> None:
    kept = {"language.ja"}
    catalogue = i18n.catalogue("en")
    assert [key for key in catalogue if key not in kept and re.search(r"[ぁ-んァ-ヶ一-龠]", catalogue[key])] == []


def asked() -> Iterator[tuple[str, str]]:
    """Every key that code names outright: t("…"), text(language, "…"), plural(language, "…")."""
    for folder in ("components", "pages", "."):
        for path in sorted((ROOT / folder).glob("**/*.py" if folder != "." else "*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (key := _key(node)) is not None:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", key


def _key(node: ast.Call) -> str | None:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    place = {"t": 0, "text": 1, "plural": 1}.get(name)
    if place is None or len(node.args) <= place:
        return None
    value = node.args[place]
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str) or "." not in value.value:
        return None
    return value.value + (".one" if name == "plural" else "")


def test_every_key_that_the_code_names_exists() -> None:
    catalogue = i18n.catalogue("en")
    assert [f"{place} {key}" for place, key in asked() if key not in catalogue] == []


def test_sessions_in_different_threads_keep_their_languages() -> None:
    """All sessions share the module, each in a thread of its own."""
    heard: dict[str, str] = {}
    barrier = threading.Barrier(2)

    def session(language: i18n.Language) -> None:
        i18n.use(language)
        barrier.wait()
        heard[language] = i18n.t("metric.quick_ratio.name")

    threads = [threading.Thread(target=session, args=(language,)) for language in i18n.LANGUAGES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"ja": "クイックレシオ", "en": "Quick ratio"}


def test_an_unknown_language_key_or_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="fr"):
        i18n.use("fr")  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        i18n.t("no.such.key")
    with pytest.raises(KeyError):
        i18n.text("en", "date.as_of", other="x")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("ja-JP", "ja"), ("en-US,en;q=0.9,ja;q=0.8", "en"), ("fr-FR,ja;q=0.5", "ja"), ("fr-FR", "en"), (None, "ja")],
)
def test_the_browsers_language_is_the_default(accepted: str | None, language: str) -> None:
    assert i18n.preferred(accepted) == language
