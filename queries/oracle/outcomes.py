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
SIDE = {"reached": "good", "on_track": "good", "behind": "poor", "missed": "poor"}


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


def held(asked: Asked, on: date, latest: bool, among: set[str]) -> dict[str, set[str]]:
    """The states that these customers' goals are in."""
    made: dict[str, set[str]] = {who: set() for who in among}
    for goal in asked.rows("outcome", among):
        found = state(goal, on, latest)
        if found:
            made[asked.company.survivors[goal["customer_id"]]].add(found)
    return made


def standings(asked: Asked, on: date, latest: bool, among: set[str]) -> dict[str, str]:
    """Where each of these customers stands: the first of ORDER that any goal is in; none without a goal."""
    return {who: next((each for each in ORDER if each in states), "none")
            for who, states in held(asked, on, latest, among).items()}


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
    return (Counter(stands.values()),
            Counter((SIDE.get(stands[who], "unknown"), feels[who]) for who in asked.active))


def scores(asked: Asked, kind: str) -> tuple[list[float], int, int]:
    """The answers of a kind in the year (NPS as -100, 0, 100), the surveys sent in it, and of these answered by d."""
    rows = [row for row in asked.rows("survey", asked.active) if row["kind"] == kind]
    given = [float(row["score"]) for row in rows
             if row["score"] is not None and ago(asked.day, row["answered_on"], YEAR)]
    sent = [row for row in rows if ago(asked.day, row["sent_on"], YEAR)]
    if kind == "nps":
        given = [100.0 if score >= 9 else -100.0 if score < 7 else 0.0 for score in given]
    return given, len(sent), sum(asked.by(row["answered_on"]) for row in sent)


def then(asked: Asked, d0: date, among: set[str]) -> dict[str, str]:
    """What was known on d0 of these customers' goals: reached, missed, undated, none, or open."""
    return {who: "none" if not states else next((each for each in ("reached", "missed") if each in states),
                                                "undated" if states == {"undated"} else "open")
            for who, states in held(asked, d0, False, among).items()}


def corners(asked: Asked, latest: bool) -> dict[str, tuple[str, str]]:
    """Each active customer's side of outcome and of experience."""
    stands, feels = standings(asked, asked.day, latest, asked.active), feelings(asked)
    return {who: (SIDE.get(stands[who], "unknown"), feels[who]) for who in asked.active}


def prompted(asked: Asked, latest: bool) -> dict[str, dict[str, int]]:
    """Of whom something is not known: nothing agreed, a goal overdue, one not looked at, no survey answered."""
    states, feels = held(asked, asked.day, latest, asked.active), feelings(asked)
    found = {who: {"no_outcome": int(not own), "overdue": int("overdue" in own), "untold": int("untold" in own),
                   "no_voice": int(feels[who] == "unknown")} for who, own in states.items()}
    return {who: reasons for who, reasons in found.items() if any(reasons.values())}
