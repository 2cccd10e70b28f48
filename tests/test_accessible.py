"""No meaning by colour alone, and what a screen reader is told of tables and of rows that hold controls."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from components import cards, lines, tables
from components.cards import Status
from components.i18n import text, use
from components.tables import Cell, Column

SHAPES = "●▲■○"


def words_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("status", get_args(Status))
def test_a_status_is_a_shape_and_a_word(status: Status) -> None:
    said = words_of(cards.mark(status, "Overdue"))
    assert said[0] in SHAPES
    assert "Overdue" in said


def test_no_two_statuses_have_one_shape() -> None:
    shapes = [words_of(cards.mark(status, ""))[0] for status in get_args(Status)]
    assert len(set(shapes)) == len(shapes)


def test_every_head_of_a_table_says_something() -> None:
    use("en")
    made = tables.table([Column("name", "Account"), Column("bar", "", "bar"), Column("n", "n", "number")],
                        [{"name": "A", "bar": Cell(bar="<i></i>"), "n": "3"}], caption="Accounts")
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', made)
    assert [words_of(head) for head in heads] == ["Account", text("en", "table.bar"), "n"]
    assert made.count('<th scope="row"') == 1
    assert "<caption" in made


def test_rows_with_controls_say_their_columns() -> None:
    use("en")
    made = lines.line("kpi", ["Owner", "", "<Due>"], ["Mori", "<b>bar</b>", "today"])
    assert made.count('role="listitem"') == 3
    assert words_of(made) == "Owner: Mori" + "bar" + "&lt;Due&gt;: today"
    assert 'aria-hidden="true"' in lines.head("kpi", ["Owner", "", "Due"])
    with pytest.raises(ValueError, match="zip"):
        lines.line("kpi", ["Owner"], ["Mori", "today"])
