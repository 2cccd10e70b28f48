"""A report made by hand with all that one may hold: every chart, unknown values, hostile names, two parts."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from components.charts.marks import Mark
from components.i18n import Language
from components.report.model import (
    Chart,
    Column,
    Definition,
    Delta,
    Fact,
    Head,
    Kpi,
    Part,
    Report,
    Section,
    Sentence,
    Series,
    Table,
)

HOSTILE = (
    '=HYPERLINK("http://evil.example")',
    '#eval("1+1") *bold* _it_ $x$ @ref <label>',
    "</text><script>alert(1)</script>&amp;",
    '\\u{41} "quoted" `raw` [content] {code}',
    "@SUM(A1) \x0b\x1f control \u202eevil",
    "'-2+3",
    "株式会社とても長い名前のホールディングスインターナショナルジャパン" * 3,
    "X" * 120,
)
AS_OF = date(2026, 11, 22)
ASKED = ("kpis", "--as-of", "2026-11-22", "--where", "segment=Mid market")
DAYS = tuple(AS_OF - timedelta(weeks=51 - at) for at in range(52))
LINK = "https://tenure.example/?lang=ja&as_of=2026-11-22&where=segment%3DEnterprise"
WORDS: dict[Language, dict[str, str]] = {
    "ja": {
        "title": "週次レビュー 11月16日(月)〜22日(日)",
        "scope": "全社・顧客単位・セグメント: エンタープライズ",
        "week": "今週",
        "why": "理由",
        "claim": "NRRは108.2%を保つが、GRRは6週続けて下がり88.9%。アップセルが解約を覆い隠している",
        "actions": "前回の決定",
        "acts": "先週の決定4件のうち、2件が期限を過ぎた",
        "said": "12か月前の契約412社・ARR 48.6億円のうち、5.4億円(解約3.7、縮小1.7)を失い、拡大9.4億円が埋めた。",
        "risk": "リスクと更新",
        "none": "成熟度の表 maturity がないため、この四半期の成熟度は分からない。",
        "account": "顧客",
        "money": "更新額",
    },
    "en": {
        "title": "Weekly review, 16–22 Nov 2026",
        "scope": "Company, by customer, segment: Enterprise",
        "week": "The week",
        "why": "Why",
        "claim": "NRR holds at 108.2%, but GRR falls for six weeks to 88.9%",
        "actions": "Last actions",
        "acts": "Two of four decisions are overdue",
        "said": "Of 412 customers and ¥4.86B a year ago, ¥540M was lost, ¥940M of expansion made up.",
        "risk": "At risk and renewals",
        "none": "There is no table maturity: this quarter's maturity is unknown.",
        "account": "Account",
        "money": "Renewal",
    },
}


def head(language: Language = "ja", scope: str = "") -> Head:
    """Whose figures, of what, from which data."""
    words = WORDS[language]
    return Head(
        words["title"],
        "サンプル株式会社" if language == "ja" else "Sample KK",
        AS_OF,
        language,
        "customer",
        "JPY",
        scope or words["scope"],
        "7f3a9c1e",
        datetime(2026, 11, 23, 6, 10, tzinfo=UTC),
        LINK,
        is_demo=True,
    )


def lines(key: str = "trend") -> Chart:
    """Two rates with intervals, gaps, targets and events."""
    nrr = tuple(None if at == 20 else 1.08 + 0.01 * math.sin(at / 6) for at in range(52))
    grr = tuple(0.915 - max(at - 45, 0) * 0.0044 for at in range(52))

    def around(values: tuple[float | None, ...], room: float) -> tuple[float | None, ...]:
        return tuple(None if value is None else value + room for value in values)

    series = (
        Series("NRR", nrr, "accent", around(nrr, -0.02), around(nrr, 0.02)),
        Series("GRR", grr, "bad", around(grr, -0.015), around(grr, 0.015)),
    )
    marks = (Mark(date(2026, 4, 1), "価格改定 *v2*"), Mark(date(2026, 10, 1), "新料金の開始"))
    return Chart(
        key,
        "line",
        "拡大が伸びるほど、失った分が見えにくい",
        "NRRとGRRの52週の推移",
        DAYS,
        series,
        "rate",
        targets={"NRR": 1.10, "GRR": 0.92},
        marks=marks,
        note="帯は95%区間、n=412社",
        command=ASKED,
    )


def bridge() -> Chart:
    """From opening to closing amount; two totals."""
    names = ("期首 2025年11月", "解約", "縮小", "維持=GRR", "拡大", "現在=NRR")
    values = (4_860_000_000.0, -370_000_000.0, -170_000_000.0, 4_320_000_000.0, 940_000_000.0, 5_260_000_000.0)
    return Chart(
        "bridge",
        "bridge",
        "5.4億円を失い、9.4億円が埋めた",
        "期首から現在への橋",
        names,
        (Series("ARR", values),),
        "money",
        totals=(0, 3, 5),
        command=("bridge", "--from", "2025-11-22", "--to", "2026-11-22"),
    )


def bars(labels: tuple[str, ...] = HOSTILE) -> Chart:
    """Amounts by account, the fourth unknown, some negative."""
    values = tuple(None if at == 3 else (-1) ** at * 12_345_678.0 * (at + 1) for at in range(len(labels)))
    return Chart(
        "bars",
        "bars",
        "顧客ごとの寄与",
        "顧客ごとの棒",
        labels,
        (Series("ARR", values, "bad"),),
        "money",
        command=ASKED,
    )


def stacked() -> Chart:
    """Customers and amounts by band, the last bar unknown."""
    shares = {"緑": (300, 0.61, None), "黄": (80, 0.22, None), "赤": (32, 0.17, None)}
    roles = {"緑": "good", "黄": "warn", "赤": "bad"}
    series = tuple(Series(name, values, roles[name]) for name, values in shares.items())  # type: ignore[arg-type]
    return Chart(
        "bands", "stacked", "赤は32社", "健全度の構成", ("社数", "ARR", "不明"), series, "count", command=("health",)
    )


def accounts(count: int = 9, language: Language = "ja", total: bool = True) -> Table:
    """Accounts with a day, an amount, a rate, a status; the first names are hostile."""
    names = [HOSTILE[at] if at < len(HOSTILE) else f"桜井フーズ {at}" for at in range(count)]
    amounts: list[float | None] = [None if at == 1 else 62_400_000.0 + at * 1_234_567 for at in range(count)]
    rows = pd.DataFrame(
        {
            "account": names,
            "due": [date(2026, 12, 31)] * count,
            "arr": amounts,
            "share": [-0.0021 * at for at in range(count)],
            "score": [31.0 + at for at in range(count)],
        }
    )
    if total:
        last = {
            "account": "合計",
            "due": None,
            "arr": sum(amount or 0 for amount in amounts),
            "share": -0.04,
            "score": None,
        }
        rows = pd.DataFrame([*rows.to_dict("records"), last])
    status = tuple(
        f"■ 赤 {31 + at}" if at % 3 == 0 else f"▲ 黄 {31 + at}" if at % 3 == 1 else "○ 不明" for at in range(len(rows))
    )
    words = WORDS[language]
    columns = (
        Column("account", words["account"], "text", wide=True),
        Column("due", "期日", "date"),
        Column("arr", words["money"], "money"),
        Column("share", "寄与", "points"),
        Column("score", "ヘルス", "text"),
    )
    return Table(
        "accounts",
        "次に守るべきは、12月に期日が来る5社",
        columns,
        rows,
        "90日以内に期日・未決定",
        total,
        {"score": status},
        ASKED,
    )


def kpis() -> tuple[Kpi, ...]:
    """Five figures, one unknown."""
    delta = Delta("先週比", -0.004, "points", "−0.4 pt", "bad")
    return (
        Kpi(
            "nrr",
            "NRR 純収益維持率",
            1.0821,
            "rate",
            "108.2%",
            (replace(delta, value=0.001, shown="+0.1 pt", status=""),),
            "目標 110%",
            command=ASKED,
        ),
        Kpi("grr", "GRR 総収益維持率", 0.8893, "rate", "88.9%", (delta,), "目標 92%", status="bad", command=ASKED),
        Kpi(
            "logo_retention",
            "顧客維持率(社数)",
            None,
            "rate",
            "—",
            note="12か月前の契約がない",
            status="unknown",
            command=ASKED,
        ),
        Kpi("arr", "ARR", 5_693_100_000.0, "money", "56.9億円", (), "448社", command=ASKED),
        Kpi("at_risk", "90日以内の危うい更新", 320_000_000.0, "money", "3.2億円", (delta, delta), "14社"),
    )


def report(language: Language = "ja", parts: int = 2, rows: int = 40) -> Report:
    """A deck with what may go wrong in it."""
    words = WORDS[language]
    fact = Fact("grr", 0.8893, "rate", "88.9%", ASKED)
    says = (
        Sentence(words["said"], (fact,)),
        Sentence(words["acts"], status="bad"),
        Sentence(words["claim"], status="good"),
    )
    sections = (
        Section("actions", words["actions"], words["acts"], tables=(accounts(4, language, total=False),)),
        Section(
            "week", words["week"], words["claim"], says, kpis(), (lines(),), (accounts(6, language),), status="bad"
        ),
        Section("why", words["why"], words["said"], says[:1], charts=(bridge(), bars(), stacked())),
        Section("risk", words["risk"], words["acts"] * 4, tables=(accounts(rows, language), accounts(5, language))),
        Section("maturity", "成熟度" if language == "ja" else "Maturity", words["none"], missing=words["none"]),
    )
    defined = tuple(
        Definition(key, key.upper(), words["said"], f"{key} = kept / opening <b>", "definitions.md")
        for key in ("nrr", "grr", "arr")
    )
    scopes = [words["scope"], "日本 #team" if language == "ja" else "Japan #team", "US"][:parts]
    return Report(tuple(Part(head(language, scope), sections, defined) for scope in scopes))
