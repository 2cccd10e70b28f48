"""What a customer's page says in one place: on which lists it stands, and everything that happened in order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from data.journey import reading
from queries import account_lists, account_timeline, journey
from queries.account import profile
from queries.journey_rows import judged
from queries.oracle import account as second
from queries.oracle.called import low_in, open_tickets
from queries.oracle.days import week_end
from queries.oracle.risks import on_lists
from queries.oracle.timeline import moments
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways import account
from queries.reconcile.ways.common import label
from queries.reconcile.ways.health import scores
from queries.reconcile.ways.journey_stages import Stages
from queries.reconcile.ways.lists import called, expected

OF_HEALTH = ("silent", "leaving", "shelfware", "ready", "stale", "safe")
OF_PULSE = ("leaving", "stale", "safe")
"""Lists that are not drawn up without the table of ratings."""
Places = dict[tuple[str, Any], dict[str, Any]]


def timeline(asked: Asked, who: str, said: str) -> Iterator[Pair]:
    """How many moments of each day, kind and event; bands are of the score, which is recomputed elsewhere."""
    lines = scores(asked).lines[who]
    known: dict[str, Any] = {kind: second.rows(asked.tables, asked.company, who, kind, asked.as_of)
                             for kind, (table, *_) in second.ROWS.items() if table in asked.tables}
    known |= {"history": second.history(lines, asked.as_of),
              "contracts": second.contracts(lines, asked.company, asked.as_of),
              "renewals": account.renewals_of(asked, who) if "renewal" in asked.tables else {}}
    wanted = moments(known, asked.as_of)
    found = account_timeline.timeline(asked.warehouse, asked.scope, who)
    mine = Counter((row["on"], str(row["kind"]), str(row["event"])) for row in found.to_dict("records")
                   if row["kind"] != "health")
    for key in dict.fromkeys([*mine, *wanted]):
        yield Pair("account.timeline", f"{said} {' '.join(map(str, key))}", mine[key], wanted[key], "exact")


def standing(asked: Asked, who: str, said: str) -> Iterator[Pair]:
    """Every list it stands on, with the renewal, ticket or feature for which; how much falls due; how low it is."""
    found = account_lists.standing(asked.warehouse, asked.scope, who)
    mine: Places = {(row["list"], label(row["name"])): {**dict(row["saw"]), **row} for row in found.to_dict("records")}
    wanted = {place: row for place, row in _places(asked).items() if row["who"] == who}
    yield Pair("account.lists", f"{said} places", len(mine), len(wanted), "exact")
    for key in dict.fromkeys([*mine, *((place[0], place[1]) for place in wanted)]):
        theirs, row, words = wanted.get((*key, who)), mine.get(key), f"{said} {key[0]} {key[1] or ''}".strip()
        yield Pair("account.lists", words, int(row is not None), int(theirs is not None), "exact")
        for column in ("on", "arr", "feature_score", "reasons", "severity") if row and theirs else ():
            if column in row and column in theirs:  # type: ignore[operator]
                check = "account.feature" if column == "feature_score" else "account.lists"
                yield Pair(check, f"{words} {column}", row[column], theirs[column],  # type: ignore[index]
                           "text" if column in ("on", "reasons") else "double")


def staged(asked: Asked, who: str, said: str) -> Iterator[Pair]:
    """The stage that it stands in; nothing where the rules changed since the build, or nobody is judged."""
    told, sunday = journey.told(asked.warehouse), week_end(asked.as_of)
    known = scores(asked).on(sunday)
    if who not in known or told.digest != reading.read().digest() or not judged(asked.warehouse, asked.as_of):
        return
    if "stages" not in asked.asked_once:
        asked.asked_once["stages"] = Stages(asked, told)
    row = profile(asked.warehouse, asked.scope, who).to_dict("records")[0]
    stages: Stages = asked.asked_once["stages"]
    yield Pair("account.stage", said, label(row["stage"]), stages(who, sunday), "text")


def _places(asked: Asked) -> dict[tuple[str, Any, str], dict[str, Any]]:
    """Every place on every list of the whole company: filters say nothing on an account's page."""
    if "places" in asked.asked_once:
        return asked.asked_once["places"]  # type: ignore[no-any-return]
    known, every, day = called(asked), ("customer", ()), asked.as_of
    made: dict[tuple[str, Any, str], dict[str, Any]] = {}
    for key in (each for each in OF_HEALTH if each not in OF_PULSE or asked.tables.get("pulse")):
        made |= {(key, None, str(unit[0])): {} for unit in expected(asked, ())[key]}
    for feature in known.scores.assumed.features:
        made |= {("feature", feature, str(unit[0])): {"feature_score": row["feature_score"]}
                 for unit, row in low_in(known, day, *every, feature).items()}
    if "renewal" in asked.tables:
        for kind, rows in on_lists(account.renewals(asked), known.scores, day).items():
            for each, reasons in rows:
                who = asked.company.survivors[each.row["customer_id"]]
                made[f"renewal_{kind}", each.row["renewal_id"], who] = {
                    "on": each.row["due_on"], "arr": amount(each.due, asked.digits), "reasons": " ".join(reasons)}
    made |= {("support", row["ticket_id"], who): {"on": second.day_of(row["opened_at"]), "severity": row["severity"]}
             for who, row in open_tickets(known, day)}
    asked.asked_once["places"] = {key: {**row, "who": key[2]} for key, row in made.items()}
    return asked.asked_once["places"]  # type: ignore[no-any-return]


def pairs(asked: Asked) -> Iterator[Pair]:
    """The page of each chosen customer; filters say nothing there."""
    yield from account.largest(asked)
    for who in account.sample(asked):
        for family in (*account.FAMILIES, standing, staged, timeline):
            yield from family(asked, who, f"account={who}")


WAY = Way("account", "one customer's rows of every table as known on the day; its lines day by day", pairs)
