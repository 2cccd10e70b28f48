"""What each case of engine_traps.sql gives on every engine."""

from __future__ import annotations

TRAPS: dict[str, str | None] = {
    "least with null": "1", "greatest with null": "1", "week of a thursday": "0", "week of a sunday": "0",
    "week before 1970": "-1", "a whole number by a whole number": "3.500000", "by zero": None,
    "one decimal of 0.05": "0.100000", "one decimal of 0.15": "0.200000", "one decimal of 0.25": "0.300000",
    "one decimal of 69.95": "70.000000", "one decimal of 2.5": "2.500000", "one decimal of 69.949": "69.900000",
    "whole of 0.5": "1", "whole of 1.5": "2", "whole of 2.5": "3",
    "half even of 0.5": "0", "half even of 1.5": "2", "half even of 2.5": "2", "half even of -0.5": "0",
    "half even of -1.5": "-2", "half even of 0.5000000000000001": "1", "half even of 1.4999999999999999": "1",
    "half even of 7": "7", "a year of 0.000417": "1", "a year of 98765432.109": "118518518543",
    "a year of 9999999999.999999": "12000000001200",
    "number 12": "12.000000", "number  1e2 ": "100.000000", "number -.5": "-0.500000", "number +3.": "3.000000",
    "number 1d": None, "number ": None, "number e1": None, "number 1 2": None, "number １": None,
    "year 2024-2-29": "2024", "year 2023-02-29": None, "year 2000/02/29": "2000", "year 1900-02-29": None,
    "year 2024-04-31": None, "year 2024-12-31 23:59:59": "2024", "year 2024": None, "year 2024-05": None,
    "year 2024-13-01": None, "year 2024/01-02": None, "year soon": None,
    "a literal": "O'Brien\\n\\' \"x\"", "its length": "3",
    "day before the day ends": "19723", "day after the day ends": "19724", "a year after a leap day": "20148",
    "a year after the day before": "20147", "months to a short month": "1", "months until the next": "2",
    "true is counted by a case": "1", "place of B": "1", "place of _": "2", "place of b": "3", "place of z": "4",
    "place of é": "5", "place of Ａ": "6", "place of null": "2",
    "folded ﾃﾆｭｱ ｶﾞｽ(株)": "テニュア ガス株式会社", "folded がんばれ㈱": "ガンバレ株式会社",
    "folded ＡＣＭＥ， Inc.": "acme inc",
    "folded ÉCOLE Ängström": "école ängström", "folded ﾊﾟﾘ ｳﾞｨﾗ": "パリ ヴィラ",
    "folded O'Brien \\ Söhne": "o'brien \\ söhne", "folded Cafe\u0301": "café",
}
APART: dict[str, dict[str, str | None]] = {"spark": {"folded Cafe\u0301": "cafe\u0301"}}
"""Where an engine answers otherwise, and is said to: docs/decisions/0016-engines.md."""
