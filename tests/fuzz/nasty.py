"""Values that people, spreadsheets and other programs put where a contract wants something else."""

from __future__ import annotations

import random

DATES = ("2024/01/05", "05.01.2024", "2024-1-5", "2024-02-30", "2023-02-29", "0000-00-00", "9999-12-31", "10000-01-01",
         "0024-01-01", "1899-12-31", "2099-01-01", "20240105", "令和6年1月5日", "2024年1月5日", "２０２４-０１-０５",
         "2024-01-05T00:00:00Z", "2024-01-05 00:00:00", "45296", "infinity", "-infinity", "epoch", "today",
         "2024-13-01", "2024-W01-1", "01/02/03", " 2024-01-05", "2024-01-05 ", "2024‐01‐05")
MOMENTS = ("2024-01-05T10:00:00Z", "2024-01-05 10:00:00", "2024-01-05T10:00:00+09:00", "2024-01-05T25:00:00Z",
           "2024-01-05T10:00:60Z", "2024-01-05 10:00:00 JST", "2024-01-05T10:00:00.123456789Z", "10:00", "1704448800",
           "2024-03-10T02:30:00-05:00", "2024/01/05 10:00", "2024-01-05T24:00:00Z", "2024-01-05T10:00:00+99:00")
NUMBERS = ("1,200", "1.200,50", "¥1,200", "$5", "１２００", "1 200", "1e3", "1E+3", "1e400", "-1e400", "1e-400", "NaN",
           "nan", "inf", "-inf", "Infinity", "0x1F", "1_000", "+5", "-5", "-0", "--5", ".5", "5.", "0.0000001",
           "99999999999999", "99999999999999999999999999999999", "12.3456785", "50%", "5万", "½", "٣", "2.5",
           "2147483648", "-2147483649", "true", "", "1e5.5", "1.0", "0", "101", "-0.01", "1;2", "0.1e1",
           "100000000000000.0000005")
FLAGS = ("true", "TRUE", "False", "1", "0", "t", "F", "Yes", "no", "Y", "N", "on", "off", "はい", "○", "×", "2",
         "true ", "真", "null")
TEXTS = ("", " ", "NULL", "null", "None", "N/A", "-", "#REF!", "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "'", '"', '""',
         "a,b", "a\nb", "a\r\nb", "a\rb", "\t", "\\", "\\N", "<script>alert(1)</script>", "'; DROP TABLE x; --",
         "𠮷野家", "ｶﾞｷﾞ", "①", "髙﨑", "é", "e\u0301", "\u202eabc", "\u200b", "\ufeff", "🏯", "x" * 5000,
         "a\x1fb", "a\x0bb", "a\u2028b", "a\x85b", "Ünïcödé", "\u3000", "C1", "{}", "${HOME}", "%s", "../../etc/passwd",
         "～", "−", "\x7f")
CURRENCIES = ("jpy", "yen", "¥", "JPYX", "JP", "USD", "EUR", "XXX", "ＪＰＹ", " JPY", "JPY ", "円", "", "J1Y", "ÅÄÖ")
BYTES = (b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", "表".encode("cp932"), "表".encode(), b" ",
         b"=", b"-", b"1e9", b"NaN", b'""', b"\n\n", b"2024-02-30", b"C1", b"\\", b"'", b";", b"\t", b"\x1a", b"\x80",
         "é".encode("latin-1"), "\u2028".encode(), b"\xc0\x80", b"\xed\xa0\x80", b"\x1b[31m", b"[", b"]", b"{", b"}",
         b"#")


def bits(rng: random.Random, given: bytes, most: int = 4) -> bytes:
    """Bytes in which a few stretches were replaced by nasty ones or by nothing, turned over, repeated, or cut off."""
    for _ in range(rng.randint(1, most)):
        at, way = rng.randint(0, len(given)), rng.randrange(6)
        if way == 0 and given:
            at = rng.randrange(len(given))
            given = given[:at] + bytes([given[at] ^ (1 << rng.randrange(8))]) + given[at + 1:]
        elif way == 1 and rng.random() < 0.3:
            given = given[:at]
        elif way == 2:
            end = min(len(given), at + rng.randint(1, 60))
            given = given[:end] + given[at:end] + given[end:]
        else:
            given = given[:at] + rng.choice((*BYTES, b"")) + given[at + rng.choice((0, 0, 0, 1, 2, 4, 40)):]
    return given
