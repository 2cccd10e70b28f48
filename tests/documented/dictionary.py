"""docs/metrics.md and its Japanese page: every metric by its record and the catalogues' words, with its worked case."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from components.i18n import catalogue, speaking, t
from queries.metrics import METRICS, Metric
from tests.documented import worked
from tests.documented.reference import MADE

Language = Literal["en", "ja"]
SAID = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
WORDS: dict[Language, dict[str, str]] = {"en": SAID["en"], "ja": SAID["ja"]}
DENOMINATORS: dict[str, str] = SAID["denominators"]
"""The records' denominators in Japanese."""


def page(language: Language) -> str:
    """The page in one language. Errors: KeyError where a word is missing in either."""
    words = WORDS[language]
    with speaking(language):
        parts = [f"# {words['title']}\n\n{MADE}{words['head']}\n\n## {words['company']}\n\n{words['sums']}\n\n",
                 _company(words), *(_metric(metric, language) for metric in METRICS.values()),
                 f"\n## {words['others']}\n\n{words['others_head']}\n", *map(_other, _others())]
    return "".join(parts)


def _company(words: dict[str, str]) -> str:
    head = f"| {words['customer']} | {words['before']} | {words['after']} | {words['what']} |\n|---|--:|--:|---|\n"
    rows = (f"| {each.name} | {each.before:.2f} | {each.after:.2f} | "
            f"{words['paper' if each.paper else each.what or 'same']} |\n" for each in worked.units())
    return head + "".join(rows)


def _metric(metric: Metric, language: Language) -> str:
    words, key = WORDS[language], metric.key
    over = DENOMINATORS[metric.denominator] if language == "ja" and metric.denominator else metric.denominator
    lines = [_word(key, "formula") and f"{words['formula']}: {_word(key, 'formula')}",
             over and f"{words['over']}: {over}{'。' if language == 'ja' else '. '}{words['null']}",
             words[metric.better] and f"{words['good']}: {words[metric.better]}",
             f"{words['case']}: {worked.shown(key)} = **{_result(metric, words)}** (`{key}`)"]
    told = "".join(f"- {line}\n" for line in lines if line)
    return f"\n## {_word(key, 'name')} {{ #{key} }}\n\n{_word(key, 'definition')}\n\n{told}"


def _result(metric: Metric, words: dict[str, str]) -> str:
    amount = worked.value(metric.key)
    if metric.kind == "rate":
        return f"{amount:.2%}"
    if metric.kind == "money":
        return f"{amount:.2f} {words['unit']}"
    return f"{amount:.3f}" if metric.kind == "ratio" else f"{amount:.0f}"


def _word(key: str, part: str) -> str:
    return t(f"metric.{key}.{part}")


def _others() -> list[str]:
    """Every metric of the catalogue that has a definition and no record of its own here; without those of one unit."""
    ends = ".definition"
    named = (key.removeprefix("metric.").removesuffix(ends) for key in catalogue("en") if key.startswith("metric.") and
             key.endswith(ends))
    return sorted(key for key in named if key not in METRICS and "." not in key)


def _other(key: str) -> str:
    return f"\n### {_word(key, 'name')} {{ #{key} }}\n\n{_word(key, 'definition')}\n\n`{_word(key, 'formula')}`\n"
