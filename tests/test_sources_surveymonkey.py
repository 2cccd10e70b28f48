"""SurveyMonkey onto the contract: hand-worked answers for the fixtures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.sources_made import FIXTURES, copied, made, only, untold

OPTIONS = """
[source.options]
questions = { q1 = "nps", q3 = "ces" }
scores = { c0 = "0", c3 = "3", c9 = "9", c10 = "10" }
comments = ["q2"]
"""


def source(folder: Path, options: str = OPTIONS) -> str:
    return f'[[source]]\npreset = "surveymonkey"\nfrom = "{folder}"\n{options}'


def test_answers_to_the_questions_that_ask_for_a_score(tmp_path: Path) -> None:
    """R1 has two versions and began on 4 November in Tokyo. R3 was turned away, R4 is a preview, R5 names no customer,
    R6 and R7 left the question out, R9 is of another survey, R99 is not there. R8's answer is a number written as text.
    R2 was not finished, but its score was given."""
    got = made(tmp_path, source(FIXTURES / "surveymonkey"))
    surveys = got.rows("survey", "survey_id")
    assert only("customer_id answered_on kind score verbatim", surveys) == {
        "R1:q1": ("A1", date(2024, 11, 4), "nps", 9.0, "とても良い。=続けます"),
        "R2:q1": ("A2", date(2024, 11, 5), "nps", 3.0, None),
        "R5:q1": ("surveymonkey:R5", date(2024, 11, 6), "nps", 10.0, None),
        "R8:q3": ("A2", date(2024, 11, 9), "ces", 5.0, None)}
    assert untold(got, "surveymonkey") == ({}, {})


def test_a_choice_that_nobody_explained_has_no_score(tmp_path: Path) -> None:
    """Choices bear ids only: 9 of 10 or 10 of 10 is for the company to say."""
    folder = copied("surveymonkey", tmp_path / "files")
    options = 'options = { questions = { q1 = "nps" } }'
    unexplained = made(tmp_path, source(folder, options)).rows("survey", "survey_id")
    assert {key: row.get("score") for key, row in unexplained.items()} == {"R1:q1": None, "R2:q1": None, "R5:q1": None}
