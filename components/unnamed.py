"""Lists in which not every account may be named: those that may not are among the others, and a line of the file.

Queries give them as one last line (queries/unnamed.py). On a page the row "others" takes them in, and says so; in a
file, where every row stands, the line stands too, so that both add up.
"""

from __future__ import annotations

from typing import TypeVar, cast

import pandas as pd

from components.i18n import language, plural, t
from queries.unnamed import ID, UNNAMED

LINE = "unnamed_line"
OWN_LINE = ("queries.teams_moves.handed_accounts",)
"""Answers whose page draws the line itself."""
Answer = TypeVar("Answer")


def listed(question: str, answer: Answer) -> Answer:
    """A list without its unnamed line, which is kept in attrs for a file; anything else as it is."""
    if not isinstance(answer, pd.DataFrame) or not answer.attrs.get(UNNAMED) or question in OWN_LINE:
        return answer
    if ID not in answer.columns or not len(answer) or not pd.isna(answer[ID].iloc[-1]):
        return answer
    made = answer.iloc[:-1].reset_index(drop=True)
    line = {**answer.iloc[-1].to_dict(), "account": plural(language(), "unnamed.others", int(answer.attrs[UNNAMED]))}
    made.attrs = {**answer.attrs, LINE: line}
    if "others" in answer.attrs:  # what the rows that are not listed add to a rate's change
        made.attrs["others"] = float(answer.attrs["others"]) + float(line["contribution"])
    return cast(Answer, made)


def others(found: pd.DataFrame, number: int, key: str = "table.others") -> str:
    """What the row of those that are not listed is called; `number` of them, those without a name among them."""
    hidden = int(found.attrs.get(UNNAMED) or 0)
    if hidden and number <= hidden:
        return plural(language(), "unnamed.others", number)
    return plural(language(), key, number) + (t("unnamed.among") if hidden else "")


def in_file(found: pd.DataFrame) -> pd.DataFrame:
    """A list for a file: with its unnamed line at the end."""
    line = found.attrs.get(LINE)
    if not line or "account" not in found.columns:
        return found
    last = pd.DataFrame([{name: line.get(name) for name in found.columns}], columns=found.columns, dtype=object)
    return pd.concat([found.astype(object), last], ignore_index=True)


def told(found: pd.DataFrame, words: str) -> pd.DataFrame:
    """A list as the query gives it, with words for the account of its unnamed line."""
    if not found.attrs.get(UNNAMED) or "account" not in found.columns:
        return found
    return found.assign(account=found.account.astype(object).where(found.account.notna(), words))
