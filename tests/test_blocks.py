"""Cards, tables and states: everything from data is escaped, statuses are shape and word, unknown is said."""

import math
import re

import pytest

from components import cards, i18n, states, tables
from components.charts import bars

EVIL = '<script>alert("x")</script>'


@pytest.fixture(autouse=True)
def _japanese() -> None:
    i18n.use("ja")


def test_nothing_from_data_becomes_markup() -> None:
    card = cards.Card(EVIL, EVIL, EVIL, deltas=[cards.Delta(EVIL, "up", EVIL)], note=EVIL, definition=EVIL)
    columns = [tables.Column("a", EVIL), tables.Column("b", EVIL, fold=True)]
    row: tables.Row = {"a": tables.Cell(EVIL, below=EVIL, href="/?q=" + EVIL), "b": tables.Cell(EVIL, status="bad")}
    pieces = [
        cards.kpi_strip([card]),
        cards.page_head(EVIL, EVIL, EVIL, EVIL, EVIL),
        cards.section(EVIL, EVIL),
        tables.table(columns, [row, {"a": EVIL, "b": EVIL}], total=row, caption=EVIL),
        states.missing_table(EVIL, EVIL, [EVIL], "/x"),
        states.no_rows(EVIL, EVIL, EVIL),
        states.failed(EVIL, EVIL),
        states.unknown_filter(EVIL, EVIL),
        states.stale(EVIL, EVIL, EVIL),
    ]
    assert [piece for piece in pieces if "<script" in piece or 'alert("' in piece] == []


def test_a_link_leads_only_to_the_board_or_the_web() -> None:
    assert "href" not in tables.link("javascript:alert(1)", "x")
    assert tables.link("https://crm.example/1", "x").startswith('<a href="https://crm.example/1"')


def test_a_change_has_arrow_amount_and_status_with_a_word() -> None:
    down = cards.Delta.of(-0.004, "−0.4 pt", "先週比", "bad")
    strip = cards.kpi_strip([cards.Card("GRR", "88.9", "%", deltas=[down])])
    assert "■ 悪化 ↓ 0.4 pt" in strip
    assert cards.Delta.of(0.0, "0.0 pt", "先週比", "bad") == cards.Delta("0.0 pt", "flat", "先週比")
    assert cards.Delta.of(math.nan, "—", "先週比", "bad") == cards.Delta("—", "flat", "先週比")


def test_an_unknown_figure_gives_its_reason_and_no_change() -> None:
    card = cards.Card(
        "NRR", "—", deltas=[cards.Delta("0.1 pt", "up", "先週比")], reason="期首の顧客がいない", spark="<img>"
    )
    strip = cards.kpi_strip([card])
    assert "期首の顧客がいない" in strip
    assert "先週比" not in strip
    assert "<img>" not in strip


def test_few_units_are_grey_and_marked() -> None:
    strip = cards.kpi_strip([cards.Card("GRR", "86.0", "%", few=True, note="n=6、参考値")])
    assert "t-few" in strip
    assert "○ n=6、参考値" in strip
    rows: list[tables.Row] = [{"a": "大"}, {"a": "小"}]
    html = tables.table([tables.Column("a", "区分")], rows, few=[False, True])
    assert re.findall(r">(○ )?(大|小)<", html) == [("", "大"), ("○ ", "小")]


def test_a_folded_column_joins_the_second_line_under_the_name() -> None:
    columns = [tables.Column("name", "顧客"), tables.Column("due", "期日", fold=True)]
    html = tables.table(columns, [{"name": tables.Cell("桜井フーズ", below="利用が減少"), "due": "12月31日"}])
    assert '<span class="t-folded">12月31日 </span>利用が減少' in html
    assert '<td class="t-text t-fold">12月31日</td>' in html


def test_bars_are_kept_from_screen_readers_and_have_words_beside() -> None:
    bar = bars.diverging(-1, bars.Scale(-2, 1))
    assert 'aria-hidden="true"' in bar
    assert "var(--t-bad)" in bar
    assert "var(--t-good)" in bars.diverging(-1, bars.Scale(-2, 1), good_is_up=False)


def test_a_missing_table_names_what_it_needs() -> None:
    html = states.missing_table("outcome", "成果を合意した顧客の割合", ["customer_id", "goal"], "/data")
    for words in ("outcome 表がありません", "成果を合意した顧客の割合", "customer_id、goal", 'href="/data"'):
        assert words in html
