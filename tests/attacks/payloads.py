"""What an attacker writes into a field, by the reader that it is meant for, and how a written text is found again.

Every payload that runs calls `canary()`, or asks EVIL for something, or makes an element whose attributes name either.
"""

from __future__ import annotations

from dataclasses import dataclass

EVIL = "evil.invalid"
"""A host that no page has a reason to name: a request to it, or an element that points there, is born of data."""
MARK, END_OF_MARK = "zq", "z"
"""Each poisoned text ends in its number between these, so that a page that shows the end is held to show the whole."""


@dataclass(frozen=True)
class Payload:
    """One text and the reader that would act on it."""

    kind: str
    text: str


def _of(kind: str, *texts: str) -> tuple[Payload, ...]:
    return tuple(Payload(kind, text) for text in texts)


SQL = _of("sql", "'; drop table contract.customer; --", '" or 1=1 --', "') union select 1 --", ":id %(x)s %s ? $1",
          "{{ 7*7 }}{% raw %}{# #}", "\\'; select pg_sleep(9) --")
HTML = _of("html", "<img src=x onerror=canary()>", "<script>canary()</script>", '"><svg onload=canary()>',
           f'<a href="javascript:canary()">x</a><iframe src=//{EVIL}/></iframe>', "'><b onmouseover=canary()>",
           "</style></div></td><h1>", "&lt;i&gt;&amp;&#60;")
MARKDOWN = _of("markdown", "[x](javascript:canary())", f"[x](https://{EVIL}/l)", f"![x](https://{EVIL}/i.png)",
               ":material/delete:", "$\\href{javascript:canary()}{x}$", ":red[x] :blue-badge[y]", "**b** _i_ ~~s~~ `c`",
               "| a | b |", "# head", "> quote", "- list", "1. list", "+ list", f"https://{EVIL}/auto",
               f"www.{EVIL}", f"a@{EVIL}", ":smile: :streamlit:", "a->b <- c -- d", "[^1]", "$x$ \\(y\\)")
FORMULA = _of("formula", f'=HYPERLINK("https://{EVIL}","x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "＝1+1",
              "\ufeff=1+1", "'=1+1", ";=1+1", ' =1+1')
PATH = _of("path", "../../../../etc/passwd", f"\\\\{EVIL}\\share\\x", "C:\\x:y", "%2e%2e%2f%00", "CON.csv")
TYPST = _of("typst", '#read("/etc/passwd")', '#image("/etc/passwd")', '"); #panic("x") //', "$ x $ @ref <label>")
FORMAT = _of("format", "{0.__class__} {week} %(x)s", "${HOME} $(id) `id`", "\u202eevil\u2066", "a\u2028b")
LINES = _of("lines", f"x\r\nBcc: all@{EVIL}", "a\nerror: b", "\x1b[31mred\x1b[0m", "\t=1+1", "\r=1+1")
"""What a line of a mail, a log or a terminal breaks at."""

ONE_LINE = (*HTML, *MARKDOWN, *FORMULA, *SQL, *PATH, *TYPST, *FORMAT)
EVERY = (*ONE_LINE, *LINES)
LINKS = ("javascript:canary()", f'https://{EVIL}/" onclick=canary() x="', "data:text/html,<script>canary()</script>",
         " javascript:canary()", "JaVaScRiPt:canary()", f"//{EVIL}/x", "\\\\x", "vbscript:canary()")
