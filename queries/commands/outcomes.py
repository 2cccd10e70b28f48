"""outcomes, ttv: what customers got, how they feel, how long they took; and of how many nobody knows."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries import (
    onboarding,
    outcomes,
    outcomes_chain,
    outcomes_experience,
    outcomes_kept,
    outcomes_lists,
    ttv,
    ttv_rows,
)
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.outcome_rows import CORNERS

LIMIT = 100
VIEWS = ("summary", "matrix", "experience", "retention", "members", "prompts", "chain")


def _outcomes_arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default="summary",
                        help="customers by what is known of them, outcome × experience, NPS and the like, retention by"
                             " outcome, who stands in a corner, whom to ask for what is missing, the four links")
    parser.add_argument("--co", choices=CORNERS, default="unknown", help="for --view members: the outcome")
    parser.add_argument("--cx", choices=CORNERS, default="poor", help="for --view members: the experience")
    parser.add_argument("--limit", type=int, default=LIMIT, metavar="N", help="for lists")


def _outcomes(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    _of_customers(arguments)
    if arguments.by and arguments.view != "summary":
        raise ValueError(f"--view {arguments.view} is not split by a key: filter with --where")
    scope = scope_of(warehouse, arguments)
    if arguments.view == "members":
        found = outcomes_lists.members(warehouse, scope, arguments.co, arguments.cx, arguments.limit)
    elif arguments.view == "prompts":
        found = outcomes_lists.prompts(warehouse, scope, arguments.limit)
    else:
        asked = {"matrix": outcomes.matrix, "experience": outcomes_experience.experience,
                 "retention": outcomes_kept.kept, "chain": outcomes_chain.chain}
        found = asked[arguments.view](warehouse, scope) if arguments.view in asked else outcomes.summary(
            warehouse, scope, arguments.by)
    return Answer(scope, _said(found), {"view": arguments.view, **_beside(found)})


def _ttv_arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--clock", choices=tuple(ttv_rows.CLOCKS), default="first_value",
                        help="to the first value, the basic or the deep end of onboarding, an agreed outcome reached")
    parser.add_argument("--view", choices=("times", "curve", "endpoints"), default="times",
                        help="medians and shares, the curve by days, or both ends of onboarding and who stays")
    parser.add_argument("--split", choices=(ttv_rows.COHORT, ttv_rows.SERVICE),
                        help="like --by: the quarter of the start, or whether a service was bought by then")


def _ttv(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    _of_customers(arguments)
    if arguments.by and arguments.split:
        raise ValueError("either --by or --split")
    scope, by = scope_of(warehouse, arguments), arguments.by or arguments.split
    if arguments.view == "endpoints":
        if by:
            raise ValueError("--view endpoints is not split by a key: filter with --where")
        found = onboarding.endpoints(warehouse, scope)
    else:
        asked = ttv.times if arguments.view == "times" else ttv.curve
        found = asked(warehouse, scope, arguments.clock, by)
    return Answer(scope, _said(found), {"view": arguments.view, **_beside(found)})


def _of_customers(arguments: argparse.Namespace) -> None:
    if arguments.unit != "customer":
        raise ValueError("outcomes are customers': they have no --unit but customer")


def _beside(found: pd.DataFrame) -> dict[str, Any]:
    """What the answer says beside its rows; tables that are missing as one text."""
    said = {key: value for key, value in found.attrs.items() if key not in ("missing", "unknown")}
    return said | {key: ", ".join(found.attrs[key]) for key in ("missing", "unknown") if found.attrs.get(key)}


def _said(found: pd.DataFrame) -> pd.DataFrame:
    """An answer that cannot be given is one row of nulls with its reason."""
    missing = found.attrs.get("missing")
    if not len(found) and missing:
        row: dict[str, Any] = dict.fromkeys(map(str, found.columns)) | {"reason": "missing_table"}
        return pd.DataFrame([row])
    if "missing" not in found.columns:
        return found
    return found.assign(missing=[", ".join(each or ()) or None for each in found.missing])


OUTCOMES = Command("outcomes", "what customers got and how they feel: known, reached, open; outcome × experience",
                   _outcomes, _outcomes_arguments)
TTV = Command("ttv", "time to value: days to the first value, to both ends of onboarding, to an outcome", _ttv,
              _ttv_arguments)
