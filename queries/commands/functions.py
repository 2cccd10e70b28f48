"""functions: what each of the seven functions is measured by, its part in retention, and its lists."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import pandas as pd

from data.practice import reading
from data.warehouse import Warehouse
from queries import (
    functions,
    functions_it,
    functions_pack,
    functions_partners,
    functions_product,
    functions_services,
    functions_sold,
    functions_support,
)
from queries.commands.charter import decided
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.measures.goals import faults, goals
from queries.measures.model import FUNCTIONS
from queries.scope import Scope

SHOWN = ("function", "measure", "value", "target", "n", "low", "high", "owner", "reason", "verdict", "by_chance",
         "missing", "target_owner", "due_on")
Asked = Callable[[Warehouse, Scope], pd.DataFrame]
VIEWS: dict[str, Asked] = {
    "parts": functions.parts, "features": functions_product.features, "feedback": functions_product.feedback,
    "sellers": lambda warehouse, scope: functions_sold.sold(warehouse, scope, "seller"),
    "sources": lambda warehouse, scope: functions_sold.sold(warehouse, scope, "source"),
    "discounts": lambda warehouse, scope: functions_sold.sold(warehouse, scope, "discount"),
    "partners": functions_partners.partners, "tiers": functions_partners.tiers, "ways": functions_services.ways,
    "occasions": functions_services.occasions, "queue": functions_support.queue, "before": functions_support.before,
    "tables": functions_it.sources,
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--function", choices=FUNCTIONS, help="one function's measures; default all seven")
    parser.add_argument("--view", choices=("measures", "trend", "partner", *VIEWS), default="measures",
                        help="measures, their eight quarter ends, each function's part in retention, or a breakdown")
    parser.add_argument("--partner", metavar="ID", help="for --view partner: whose customers")


def _functions(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by:
        raise ValueError("functions are not split by a key: filter with --where, or ask for a --view")
    if arguments.unit != "customer":
        raise ValueError("functions are measured over customers: they have no --unit but customer")
    if (arguments.view == "partner") != bool(arguments.partner):
        raise ValueError("--view partner and --partner ID belong together")
    if arguments.function and arguments.view not in ("measures", "trend", "parts"):
        raise ValueError("--function chooses measures, trends and parts; another view is one function's own")
    scope, beside = scope_of(warehouse, arguments), {"view": arguments.view}
    found = _asked(warehouse, scope, arguments)
    if arguments.function:
        found = found[found.function == arguments.function].reset_index(drop=True)
    attrs = {key: value for key, value in found.attrs.items() if key != "missing"}
    lacking = {"missing": ", ".join(found.attrs["missing"])} if found.attrs.get("missing") else {}
    return Answer(scope, _said(found, found.attrs.get("missing")), beside | attrs | lacking)


def _asked(warehouse: Warehouse, scope: Scope, arguments: argparse.Namespace) -> pd.DataFrame:
    if arguments.view == "measures":
        return _measures(warehouse, scope)
    if arguments.view == "partner":
        return functions_pack.pack(warehouse, scope, arguments.partner)
    if arguments.view == "trend":
        keys = tuple(key for function in FUNCTIONS for key in functions.KEYS[function])
        owner = {key: function for function, listed in functions.KEYS.items() for key in listed}
        found = functions.trend(warehouse, scope, keys)
        return found.assign(function=[owner[str(key)] for key in found.measure])
    return VIEWS[arguments.view](warehouse, scope)


def _measures(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    practice = reading.read()
    wrong = faults(practice)
    if wrong:
        raise ValueError("\n".join(map(str, wrong)))
    owned = functions.owners(decided(warehouse, "owner"), functions.leads(warehouse))
    wanted = goals(practice, decided(warehouse, "target"))
    return functions.told(functions.values(warehouse, scope), wanted, owned)[list(SHOWN)]


def _said(found: pd.DataFrame, missing: Any) -> pd.DataFrame:
    """What would answer as one text; a view that cannot be made is one row of nulls with its reason."""
    if not len(found) and missing:
        row: dict[str, Any] = dict.fromkeys(map(str, found.columns)) | {"reason": "missing_table"}
        return pd.DataFrame([row])
    if "missing" not in found.columns:
        return found
    return found.assign(missing=[", ".join(each or ()) or None for each in found.missing])


FUNCTIONS_COMMAND = Command("functions", "the seven functions: measures, targets, owners, part in retention, lists",
                            _functions, _arguments)
