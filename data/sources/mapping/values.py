"""How SQL turns one value of theirs into ours: words, numbers, dates and times. Every value of a person's is bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel.numbers import get_currency_precision, list_currencies

from data.reading_values import DATE, MOMENT, literal
from data.sources.mapping.model import Rule
from data.sources.opening import Table
from data.warehouse import time_zone

OFFSET = r".*\d{2}:\d{2}.*( ?UTC|Z|[+-]\d{2}(:?\d{2})?)"
CLOCK = ("%H", "%I", "%c", "%X", "%M", "%S")


@dataclass(frozen=True)
class Made:
    """SQL with a ? for each of `values`."""

    sql: str
    values: tuple[Any, ...] = ()

    @staticmethod
    def of(template: str, *parts: Made) -> Made:
        """`template` with each {} filled by a part, in order."""
        return Made(template.format(*(part.sql for part in parts)), tuple(v for part in parts for v in part.values))


def _kept(text: str) -> str:
    """Text that `Made.of` shall leave as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def worded(rule: Rule, raw: Made) -> tuple[Made, Made]:
    """Our word, and whether theirs is none that the rule lists."""
    cases, values = [], []
    for theirs, ours in rule.values.items():
        cases.append(f"WHEN {raw.sql} IS NOT DISTINCT FROM nullif(CAST(? AS VARCHAR), '') THEN ?")
        values += [theirs, ours]
    listed = "CASE " + " ".join(cases)
    blank = f"WHEN {raw.sql} IS NULL THEN NULL"
    otherwise = {"keep": raw.sql, "word": "?"}.get(rule.other, "NULL")
    last = (rule.word,) if rule.other == "word" else ()
    text = Made(f"{listed} {blank} ELSE {otherwise} END", (*values, *last))
    known = Made(f"{raw.sql} NOT IN ({', '.join('?' * len(rule.values))})", tuple(rule.values))
    unlisted = Made.of("coalesce({}, false)", known) if rule.other == "refuse" else Made("false")
    return text, unlisted


def number(rule: Rule, raw: Made, table: Table) -> Made:
    """An amount without the characters to remove, divided; as it stands where it is no number."""
    text = Made(f"translate({raw.sql}, ?, '')", (rule.remove,)) if rule.remove else raw
    if rule.minor:
        currency = f"upper({table.columns[rule.minor.lower()]})"
        cases = " ".join(f"WHEN {currency} IN ({', '.join(map(literal, names))}) THEN {factor}"
                         for factor, names in _minor_units().items())
        made = Made.of("CAST(TRY_CAST({} AS DECIMAL(28, 6)) * CASE " + _kept(cases) + " ELSE 0.0100 END AS "
                       "VARCHAR)", text)
    elif rule.divide == 1:
        return text
    elif str(rule.divide).strip("0") == "1":
        made = Made.of(f"CAST(TRY_CAST({{}} AS DECIMAL(28, 6)) * {1 / rule.divide:.9f} AS VARCHAR)", text)
    else:
        made = Made.of(f"CAST(CAST(TRY_CAST({{}} AS DOUBLE) / {rule.divide} AS DECIMAL(28, 6)) AS VARCHAR)", text)
    return Made.of("coalesce({}, {})", made, text)


def _minor_units() -> dict[str, list[str]]:
    """Currencies whose minor unit is no hundredth, by the factor that makes their unit of it."""
    found: dict[str, list[str]] = {}
    for name in sorted(list_currencies()):
        digits = get_currency_precision(name)
        if digits != 2:
            found.setdefault(f"{10 ** -digits:.4f}", []).append(name)
    return found


def dated(rule: Rule, raw: Made, with_time: bool) -> Made:
    """A date or time as the contract writes it, null where it cannot be read."""
    if not rule.formats:
        return _iso(rule, raw, with_time)
    return Made.of("coalesce(" + ", ".join("{}" for _ in rule.formats) + ")",
                   *(_formatted(each, rule, raw, with_time) for each in rule.formats))


def _formatted(form: str, rule: Rule, raw: Made, with_time: bool) -> Made:
    read = Made.of("try_strptime({}, {})", raw, Made("?", (form,)))
    clock = any(mark in form for mark in CLOCK)
    if not with_time and not clock:
        return Made.of("strftime({}, '%Y-%m-%d')", read)
    zoned = "%z" in form or "%Z" in form
    return _written(read if zoned else _in_zone(read, rule.zone), with_time)


def _iso(rule: Rule, raw: Made, with_time: bool) -> Made:
    offset = Made.of(f"regexp_full_match({{}}, {_kept(literal(OFFSET))})", raw)
    moment = Made.of("CASE WHEN {} THEN TRY_CAST({} AS TIMESTAMPTZ) ELSE {} END", offset, raw,
                     _in_zone(Made.of("TRY_CAST({} AS TIMESTAMP)", raw), rule.zone))
    like = Made.of(f"regexp_full_match({{}}, {_kept(literal(MOMENT))})", raw)
    written = Made.of("CASE WHEN {} THEN {} END", like, _written(moment, with_time))
    if with_time:
        return written
    plain = Made.of(f"regexp_full_match({{}}, {_kept(literal(DATE))})", raw)
    return Made.of("CASE WHEN {} THEN {} ELSE {} END", plain, raw, written)


def _in_zone(moment: Made, zone: str) -> Made:
    return Made.of("timezone({}, {})", Made("?", (zone,)), moment)


def _written(moment: Made, with_time: bool) -> Made:
    if with_time:
        return Made.of("strftime(timezone('UTC', {}), '%Y-%m-%dT%H:%M:%S.%f')", moment)
    return Made.of("strftime(timezone({}, {}), '%Y-%m-%d')", Made("?", (time_zone(),)), moment)
