"""The functions page's files: every column and every value in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from components import i18n
from components.functions import files, shown
from components.functions.specs import FEATURES, QUEUE, SELLERS, SOURCES, TABLES
from components.i18n import text


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_values_are_in_words_and_the_unknown_stays_empty(language: i18n.Language) -> None:
    i18n.use(language)
    yes, no = (text(language, f"functions.flag.{key}") for key in ("yes", "no"))
    rows = files.worded(pd.DataFrame([{"band": "red", "answered": True, "arr": 1.0, "escalated": None},
                                      {"band": "unknown", "answered": False, "arr": None, "escalated": False}],
                                     dtype=object), QUEUE)
    assert list(rows.band) == [text(language, f"health.band.{band}") for band in ("red", "unknown")]
    assert (list(rows.answered), list(rows.escalated)) == ([yes, no], [None, no])
    assert list(rows["arr"]) == [1.0, None]
    said = files.worded(pd.DataFrame({"is_value": [True, False, None]}, dtype=object), FEATURES).is_value
    assert list(said) == [text(language, f"functions.value.{key}") for key in ("True", "False", "none")]
    assert list(files.worded(pd.DataFrame({"of": ["sales", "fair"]}), SOURCES).of) == [
        text(language, "functions.source.sales"), "fair"], "a source that has no word stays as it was written"
    verdicts = files.worded(pd.DataFrame({"verdict": ["met", "no_target"], "better": ["up", "none"]}))
    assert list(verdicts.verdict) == [text(language, f"functions.verdict.{key}") for key in ("met", "no_target")]
    assert list(verdicts.better) == [text(language, f"functions.better.{key}") for key in ("up", "none")]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_column_is_named_after_what_it_holds_in_its_list(language: i18n.Language) -> None:
    i18n.use(language)
    names = {files.head("of", spec.key) for spec in (SELLERS, SOURCES, TABLES)}
    assert len(names) == 3, "the same column is a seller, a source, a number of customers"
    for spec in (SELLERS, SOURCES, TABLES, QUEUE, FEATURES):
        for column in spec.columns:
            assert files.head(column.key, spec.key) == shown.head(column.key, spec.key), "as on the page"
