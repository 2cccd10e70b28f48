"""Sentences of the report, made by every rule from random figures; and what is read back from their text."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from string import Formatter

import pandas as pd

from components.charts.migration import tiles
from components.i18n import catalogue, language
from components.report.model import Command, Sentence
from components.report.narrative import changes, deciding, differences, healths, levels, rates, renewals, teamed
from components.report.narrative.grammar import PREFIX
from queries.dimensions import Dimension, Value
from queries.findings import RATES
from queries.retention import Masking

END = date(2026, 11, 22)
COMMAND: Command = ("kpis", "--as-of", "2026-11-22")
LABELS = ("Enterprise", "Mid-market", "Startup 2000")
SEGMENT = Dimension("segment", "category", True, tuple(Value(each, each, 1) for each in LABELS))
TEAMS = Dimension("team_id", "category", True, tuple(Value(f"T0{n}", f"Team {n}", 1) for n in range(1, 5)))
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def patterns() -> list[str]:
    """Every pattern of the grammar."""
    return [key.removeprefix(PREFIX) for key in catalogue(language()) if key.startswith(PREFIX)]


def literal(pattern: str) -> str:
    """What a pattern says itself, without its facts."""
    return "".join(text for text, _, _, _ in Formatter().parse(catalogue(language())[PREFIX + pattern]))


def pattern_of(said: Sentence) -> str:
    """The pattern that a sentence was made of: the one whose own words stand in it in their order."""
    found = [each for each in patterns() if _shape(each).fullmatch(said.text)]
    return max(found, key=lambda each: len(literal(each)))


def _shape(pattern: str) -> re.Pattern[str]:
    parts = Formatter().parse(catalogue(language())[PREFIX + pattern])
    return re.compile("".join(re.escape(text) + ("(.+?)" if name else "") for text, name, _, _ in parts), re.DOTALL)


def numbers(text: str) -> list[str]:
    return NUMBER.findall(text)


def some(seed: int) -> list[Sentence]:
    """What every rule says of one random state of a company."""
    rng = random.Random(seed)
    base = rng.choice((0, 3, 9, 10, 40, 511))
    weeks = figures(rng).assign(logos_base=base)
    now = weeks.iloc[-1]
    masking = Masking(rng.random() < 0.5, 0.0, 1.02, 0.93, 0.85, 0.02)
    said: list[Sentence | None] = [
        *rates.moves(weeks, rng.choice((None, "grr")), "customer", COMMAND, rng.random() < 0.2),
        rates.masked(masking, COMMAND), rates.base(now, "customer", "JPY", COMMAND),
        rates.paperwork(now, "customer", "JPY", COMMAND),
        rates.moved(_week(rng), rng.choice((0.0, 2e9)), "JPY", COMMAND)]
    said += [differences.apart(_labels(rng), SEGMENT, COMMAND)]
    said += [changes.event_and_roll(_events(rng), "grr", base, COMMAND), changes.mover(_movers(rng), base, COMMAND),
             changes.shared(_shares(rng), SEGMENT, 13, COMMAND)]
    bands, matrix = _bands(rng), tiles(_moves(rng))
    said += [healths.red(bands, "customer", "JPY", COMMAND), healths.unknown(bands, "customer", COMMAND),
             healths.moves(matrix, 4, "customer", COMMAND)]
    risk = _risk(rng)
    said += [renewals.at_risk(risk, "JPY", COMMAND), renewals.passed(rng.choice((0, 1, 7)), COMMAND),
             renewals.largest(_saves(rng), "JPY", COMMAND), renewals.weak(_coming(rng), "JPY", COMMAND)]
    said += [*teamed.beyond(_teams(rng), {"team_id": TEAMS}, COMMAND)]
    said += [levels.contradicted(_cells(rng), COMMAND), levels.means(_trend(rng), COMMAND),
             levels.next_step(_todo(rng), COMMAND)]
    left, kpis = _left(rng), _kpis(rng)
    said += [deciding.left(left, COMMAND), deciding.latest(left, COMMAND), deciding.kpis(kpis, COMMAND),
             *deciding.missed(kpis, "JPY", COMMAND)]
    return [each for each in said if each is not None]


def figures(rng: random.Random) -> pd.DataFrame:
    level = [0.9 + rng.choice((0.0, 0.001)) * (-1) ** week for week in range(54)]
    level[-1] += rng.choice((0.0, 0.0, 0.03, -0.03))
    lift, since = rng.choice((0.1, -0.1)), rng.choice((0, 13, 30))  # nothing; a quarter's change; a year's
    level[54 - since:] = [each + lift for each in level[54 - since:]]
    if since == 13:  # nothing against last year then
        level[:8] = [each + lift for each in level[:8]]
    rows = pd.DataFrame({"as_of": [END - timedelta(weeks=back) for back in range(53, -1, -1)]})
    for rate, (low, high) in RATES.items():
        rows[rate], rows[low], rows[high] = level, [each - 0.02 for each in level], [each + 0.02 for each in level]
    amounts = {"churn": (0.0, 8e7, float("nan")), "contraction": (0.0, 1e8), "expansion": (0.0, 5e7, 4e8),
               "arr_base": (1.4e9,), "arr": (2e9,), "paper_units": (0.0, 4.0), "paper_arr": (1.9e7, float("nan")),
               "nrr_paper": (1.15,), "grr_paper": (0.88,)}
    return rows.assign(**{name: rng.choice(values) for name, values in amounts.items()})


def _week(rng: random.Random) -> pd.Series:
    gained, lost = rng.choice((0.0, 2.5e7)), rng.choice((0.0, 2.5e7, 3e7, float("nan")))
    return pd.Series({"new": gained, "reactivation": 0.0, "expansion": 0.0, "contraction": 0.0, "churn": lost,
                      "net_new": gained - lost})


def _labels(rng: random.Random) -> pd.DataFrame:
    grr = [rng.uniform(0.6, 0.95) if rng.random() < 0.7 else 0.9 for _ in LABELS]
    return pd.DataFrame({"name": LABELS, "logos_base": [rng.choice((5, 9, 10, 80)) for _ in LABELS], "grr": grr,
                         "grr_low": [each - 0.05 for each in grr], "grr_high": [each + 0.05 for each in grr]})


def _events(rng: random.Random) -> pd.DataFrame:
    event, roll = rng.choice((0.0, -0.009, 0.004)), rng.choice((0.0, 0.012, -0.001, float("nan")))
    return pd.DataFrame([{"metric": "grr", "change": event + roll, "event": event, "roll": roll}])


def _movers(rng: random.Random) -> pd.DataFrame:
    shares = [rng.choice((-0.009, -0.004, -0.003, 0.002)) for _ in range(rng.randint(0, 4))]
    found = pd.DataFrame({"account": [f"Account {n}" for n in range(len(shares))], "contribution": shares})
    found.attrs = {"total": rng.choice((-0.009, -0.0001, float("nan")))}
    return found


def _shares(rng: random.Random) -> pd.DataFrame:
    start, change = 0.93, rng.choice((0.0, -0.058, 0.03))
    found = pd.DataFrame({"segment": LABELS, "contribution": [change * 0.6, change * 0.3, change * 0.1],
                          "n1": [rng.choice((4, 9, 60)) for _ in LABELS]})
    mix = change * rng.choice((0.05, 0.95))
    part = mix / change if change else 0.0
    found = found.assign(mix=found.contribution * part, rate=found.contribution * (1 - part))
    found.attrs = {"start": start, "end": start + change, "mix": mix, "rate": change - mix,
                   "mix_reach": rng.choice((0.001, 0.5)), "rate_reach": rng.choice((0.001, 0.5))}
    return found


def _bands(rng: random.Random) -> pd.DataFrame:
    return pd.DataFrame({"band": ["green", "yellow", "red", "unknown"],
                         "customers": [rng.choice((0, 3, 296)), rng.choice((0, 20)), rng.choice((0, 1, 30)),
                                       rng.choice((0, 5, 200))], "arr": [1e9, 7e8, rng.choice((0.0, 1e8)), 1e8]})


def _moves(rng: random.Random) -> dict[tuple[str, str], tuple[int, float]]:
    pairs = (("green", "green"), ("green", "yellow"), ("yellow", "green"), ("yellow", "red"), ("red", "gone"))
    return {pair: (rng.choice((0, 1, 3, 90)), 1e7) for pair in pairs}


def _risk(rng: random.Random) -> pd.DataFrame:
    return pd.DataFrame([{"arr_at_risk": rng.choice((0.0, 6e7, 1e8, float("nan"))), "n_at_risk": rng.choice((0, 18)),
                          "arr_near": 3.1e8, "near": rng.choice((0, 84))} for _ in range(rng.choice((1, 2)))])


def _saves(rng: random.Random) -> pd.DataFrame:
    number = rng.choice((0, 1, 3))
    found = pd.DataFrame({"account": [f"Account {n}" for n in range(number)], "arr_due": [1e7 * (n + 1) for n in range(
        number)], "due_on": [END + timedelta(days=9 * n) for n in range(number)]})
    found.attrs = {"arr_due": float(found.arr_due.sum()), "renewals": number}
    return found


def _coming(rng: random.Random) -> pd.DataFrame:
    return pd.DataFrame([{"band": band, "renewals": rng.choice((0, 2, 40)), "arr_due": rng.choice((0.0, 5e7))}
                         for band in ("green", "yellow", "red", "unknown")])


def _teams(rng: random.Random) -> pd.DataFrame:
    rows = []
    for team in ("T01", "T02", "T03", "T04")[: rng.randint(0, 4)]:
        gap = rng.choice((-0.1, 0.02, 0.09))
        rows.append({"team_id": team, "ranked": rng.random() < 0.8, "grr": 0.85 + gap, "grr_expected": 0.85,
                     "grr_difference": gap, "grr_p": 0.3, "grr_p_adjusted": rng.choice((0.001, 0.9))})
    return pd.DataFrame(rows, columns=["team_id", "ranked", "grr", "grr_expected", "grr_difference", "grr_p",
                                       "grr_p_adjusted"])


def _cells(rng: random.Random) -> pd.DataFrame:
    claimed = [rng.choice((None, 1.0, 3.0)) for _ in range(4)]
    return pd.DataFrame({"claimed": claimed, "evidenced": [2.0] * 4,
                         "contradicted": [rng.random() < 0.5 and each == 3.0 for each in claimed]})


def _trend(rng: random.Random) -> pd.Series:
    return pd.Series({"both": rng.choice((0, 38)), "claimed": 2.1, "evidenced": 1.96})


def _todo(rng: random.Random) -> pd.DataFrame:
    rows = [{"function": "services", "capability": "health_used", "measure": "red_contact_14@services", "value": 0.1428,
             "threshold": 0.45, "least": rng.random() < 0.5, "few": rng.random() < 0.5}]
    return pd.DataFrame(rows[: rng.randint(0, 1)], columns=list(rows[0]))


def _left(rng: random.Random) -> pd.DataFrame:
    rows = []
    for _ in range(rng.randint(0, 4)):
        state = rng.choice(("overdue", "open", "done"))
        rows.append({"text": rng.choice(("Visit the 5 largest at risk", "x" * 90)), "owner": "services", "state": state,
                     "days_late": rng.randint(1, 40) if state == "overdue" else None})
    return pd.DataFrame(rows, columns=["text", "owner", "state", "days_late"])


def _kpis(rng: random.Random) -> pd.DataFrame:
    rows = [{"measure": measure, "value": value, "target": target, "status": rng.choice((
        "met", "not_met", "overdue", "unknown"))} for measure, value, target in (
            ("grr", 0.87, 0.92), ("arr", 2.06e9, 2.2e9), ("csat", 3.45, 4.0))]
    return pd.DataFrame(rows[: rng.randint(0, 3)], columns=["measure", "value", "target", "status"])
