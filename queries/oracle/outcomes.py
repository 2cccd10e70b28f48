"""What is known of outcomes and of experience, one goal and one answer at a time, from the contract's rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction

from queries.oracle.functions import Asked
from queries.oracle.labels import Row

YEAR, LOOKED = 365, 180
ORDER = ("reached", "on_track", "behind", "missed", "overdue", "untold", "undated")
GOOD = {"nps": 7, "csat": 4, "ces": 5}


def ago(on: date, day: date | None, most: int) -> bool:
    return day is not None and 0 <= (on - day).days < most


def state(goal: Row, on: date, latest: bool) -> str | None:
    """Where a goal stands on a day; null where it does not count."""
    if goal["agreed_on"] > on:
        return None
    reviewed, decided = goal["reviewed_on"], goal["status"] != "open"
    if decided and ((reviewed is None and latest) or (reviewed is not None and reviewed <= on)):
        return str(goal["status"]) if reviewed is None or ago(on, reviewed, YEAR) else None
    if decided and reviewed is None:
        return "undated"
    if goal["due_on"] is not None and goal["due_on"] < on:
        return "overdue"
    return "untold" if decided else way(goal, on, latest)


def way(goal: Row, on: date, latest: bool) -> str:
    """Of an open goal: how far it had come when it was last looked at, against the time that had passed."""
    looked = goal["reviewed_on"] or (on if latest else None)
    if not ago(on, looked, LOOKED) or None in (goal["actual"], goal["baseline"]) or goal["target"] == goal["baseline"]:
        return "untold"
    covered = Fraction(goal["actual"] - goal["baseline"], goal["target"] - goal["baseline"])
    if covered >= 1:
        return "on_track"
    if goal["due_on"] is None or goal["due_on"] <= goal["agreed_on"]:
        return "untold"
    passed = Fraction((looked - goal["agreed_on"]).days, (goal["due_on"] - goal["agreed_on"]).days)
    return "on_track" if covered >= passed else "behind"


def standings(asked: Asked, on: date, latest: bool, among: set[str]) -> dict[str, str]:
    """Where each of these customers stands: the first of ORDER that any goal is in; none without a goal."""
    held: dict[str, set[str]] = defaultdict(set)
    for goal in asked.rows("outcome", among):
        found = state(goal, on, latest)
        if found:
            held[asked.company.survivors[goal["customer_id"]]].add(found)
    return {who: next((each for each in ORDER if each in held[who]), "none") for who in among}


def feelings(asked: Asked) -> dict[str, str]:
    """How each active customer feels: good where every answer of the latest day is."""
    given: dict[str, list[Row]] = defaultdict(list)
    for row in asked.rows("survey", asked.active):
        if row["score"] is not None and ago(asked.day, row["answered_on"], YEAR):
            given[asked.company.survivors[row["customer_id"]]].append(row)
    made = {}
    for who in asked.active:
        last = max((row["answered_on"] for row in given[who]), default=None)
        good = [row["score"] >= GOOD[row["kind"]] for row in given[who] if row["answered_on"] == last]
        made[who] = "unknown" if last is None else "good" if all(good) else "poor"
    return made


def counted(asked: Asked, latest: bool) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Customers by standing, and by outcome × experience."""
    stands, feels = standings(asked, asked.day, latest, asked.active), feelings(asked)
    side = {"reached": "good", "on_track": "good", "behind": "poor", "missed": "poor"}
    return (Counter(stands.values()),
            Counter((side.get(stands[who], "unknown"), feels[who]) for who in asked.active))


def scores(asked: Asked, kind: str) -> tuple[list[float], int, int]:
    """The answers of a kind in the year (NPS as -100, 0, 100), the surveys sent in it, and of these answered by d."""
    rows = [row for row in asked.rows("survey", asked.active) if row["kind"] == kind]
    given = [float(row["score"]) for row in rows
             if row["score"] is not None and ago(asked.day, row["answered_on"], YEAR)]
    sent = [row for row in rows if ago(asked.day, row["sent_on"], YEAR)]
    if kind == "nps":
        given = [100.0 if score >= 9 else -100.0 if score < 7 else 0.0 for score in given]
    return given, len(sent), sum(asked.by(row["answered_on"]) for row in sent)
