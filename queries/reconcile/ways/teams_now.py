"""teams, of today: coverage, onboarding and contacts by owner; who changed hands; what chance leaves of the gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from queries import teams, teams_moves, teams_now, teams_spread
from queries.oracle import teams_now as second
from queries.oracle.days import week_end
from queries.oracle.functions import Asked as Question
from queries.oracle.teams import FEW, OWNERS, expected, owned
from queries.reconcile.asked import Asked
from queries.reconcile.pair import Kind, Pair
from queries.reconcile.ways.common import in_currency, keyed, label, together
from queries.reconcile.ways.health import scores

TEAM, CSM = OWNERS
EXACT: Kind = "exact"
COVERED = dict.fromkeys(("customers", "known", "covered"), EXACT)
STEPS = dict.fromkeys(("under_way", "late", "due", "on_time"), EXACT)
HANDED: dict[str, Kind] = {**dict.fromkeys(("units", "lost_units", "arr0", "arr", "kept", "lost_arr"), EXACT),
                           "grr": "double"}
RATES: dict[str, Kind] = {"logos_base": "exact", "grr": "double", "nrr": "double", "logo_retention": "double"}


def of_today(asked: Asked) -> Iterator[Pair]:
    """By team, by CSM and all together."""
    question = Question(asked.tables, asked.company, asked.where, asked.as_of)
    for by in (None, *(key for key in OWNERS if key in asked.dimensions)):
        yield from _covered(asked, question, by)
        yield from _duties(asked, question, by)
    if {TEAM, CSM} <= set(asked.dimensions):
        yield from _spread(asked, question)
    yield from _changed(asked, question)
    if TEAM in asked.dimensions:
        yield from _handed(asked, question)


def _missing(found: Any) -> bool:
    return bool(found.attrs["missing"])


def _covered(asked: Asked, question: Question, by: str | None) -> Iterator[Pair]:
    found = teams_now.coverage(asked.warehouse, asked.scope, by)
    if _missing(found):
        return
    health = scores(asked).on(week_end(asked.as_of))
    wanted = second.coverage(question, health, (by, teams_now.TOUCH))
    yield from together("teams.coverage", asked.said(by=by), keyed(found, by or TEAM, "value"), wanted, COVERED,
                        {}, "owner, touch")


def _duties(asked: Asked, question: Question, by: str | None) -> Iterator[Pair]:
    said, key = asked.said(by=by), by or TEAM
    way = teams_now.onboarding(asked.warehouse, asked.scope, by)
    if not _missing(way):
        yield from together("teams.onboarding", said, _by(way, key), second.onboarding(question, by), STEPS, {},
                               "owner")
    found = teams_now.load(asked.warehouse, asked.scope, by)
    if not _missing(found):
        yield from together("teams.touches", said, _by(found, key), second.load(question, by), {"touches": "exact"}, {},
                            "owner")


def _by(found: Any, key: str) -> Mapping[Any, Mapping[Any, Any]]:
    return {(name,): row for name, row in keyed(found, key).items()}


def _spread(asked: Asked, question: Question) -> Iterator[Pair]:
    """Coverage of each team's CSMs, and how far apart the least and the most covered lie where two have ten or more."""
    found = teams_spread.spread(asked.warehouse, asked.scope)
    if _missing(found):
        return
    health = scores(asked).on(week_end(asked.as_of))
    wanted = {key: row for key, row in second.coverage(question, health, OWNERS).items()
              if None not in key and row["known"]}
    yield from together("teams.csm_spread", asked.said(), keyed(found, *OWNERS), wanted,
                        {"known": "exact", "covered": "exact"}, {}, "team, csm")
    apart: dict[Any, list[float]] = defaultdict(list)
    for (team, _), row in wanted.items():
        if row["known"] >= FEW:
            apart[team].append(row["covered"] / row["known"])
    ours = keyed(teams_spread.spans(found), TEAM)
    theirs = {team: {"csms": len(each), "range": max(each) - min(each)}
              for team, each in apart.items() if len(each) > 1}
    yield from together("teams.csm_spread", asked.said(), ours, theirs, {"csms": "exact", "range": "double"}, {},
                        "team")


def _changed(asked: Asked, question: Question) -> Iterator[Pair]:
    """The base whose CSM had changed before d0 beside the rest; nothing without a record of owners."""
    found = teams_moves.after_change(asked.warehouse, asked.scope)
    if _missing(found):
        return
    wanted = second.after_change(question)
    named = {name: wanted[told] for told, name in ((True, "changed"), (False, "unchanged")) if told in wanted}
    yield from together("teams.changed", asked.said(), keyed(found, "csm"), named, RATES, {}, "csm")
    unknown = wanted.get(None, {"logos_base": 0})["logos_base"]
    yield Pair("teams.changed", asked.said(csm="unknown"), found.attrs["unknown"], unknown, "exact")
    if len(named) == 2 and all(row["logos_base"] >= FEW for row in named.values()):
        gap = named["changed"]["logo_retention"] - named["unchanged"]["logo_retention"]
        yield Pair("teams.changed", asked.said(of="difference"), found.attrs["logo"]["difference"], gap)


def _handed(asked: Asked, question: Question) -> Iterator[Pair]:
    """Every account under another team than twelve months before, and the sums from team to team."""
    wanted = second.handed(question, TEAM)
    listed = keyed(teams_moves.handed_accounts(asked.warehouse, asked.scope, None), "account_id")
    theirs = {who: {"team_from": row["from"], "team_to": row["to"], **in_currency(asked, row, ("arr0", "arr"))}
              for who, row in wanted.items()}
    yield from together("teams.handed", asked.said(), listed, theirs,
                        {"team_from": "text", "team_to": "text", "arr0": "exact", "arr": "exact"}, {}, "account")
    sums: dict[Any, list[Any]] = defaultdict(list)
    for row in wanted.values():
        sums[row["from"], row["to"]].append(row)
    made = {key: in_currency(asked, second.between(rows), ("arr0", "arr", "kept", "lost_arr"))
            for key, rows in sums.items()}
    ours = keyed(teams_moves.handed(asked.warehouse, asked.scope), "team_from", "team_to")
    yield from together("teams.handed", asked.said(), ours, made, HANDED, {}, "from, to")


def of_chance(asked: Asked, by: str) -> Iterator[Pair]:
    """What is left of each ranked owner's difference, its error computed unit by unit."""
    found = keyed(teams.teams(asked.warehouse, asked.scope, by), by)
    base = owned(asked.company, asked.as_of, by, "customer", asked.where)
    for metric, kept in (("nrr", "net"), ("grr", "gross")):
        gaps = {}
        for owner in found:
            mine, others = ([each for each in base if (each.owner == owner) is own] for own in (True, False))
            wanted, se = expected(mine, others, kept), second.error(mine, others, kept)
            said = asked.said({by: label(owner)}, metric=metric)
            yield Pair("teams.shrunk", f"{said} of=error", found[owner][f"{metric}_error"], se, "root")
            if wanted is not None and se is not None and second.ranked(mine, owner, se):
                rate = sum(getattr(each, kept) for each in mine) / sum(each.base for each in mine)
                gaps[owner] = (rate - float(wanted), se)
        for owner, value in second.shrunk(gaps).items():
            yield Pair("teams.shrunk", asked.said({by: owner}, metric=metric), found[owner][f"{metric}_shrunk"],
                       value)
