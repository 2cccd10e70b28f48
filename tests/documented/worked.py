"""The worked case of every metric: Hoshi Software's two files (docs/tutorial/mended), counted by hand.

Nothing of the product is used: lines are read, ARR is summed on two days, each metric is one line of arithmetic over
the sums. tests/test_worked.py holds the results against what the product answers for the same files.
"""

from __future__ import annotations

import ast
import csv
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.conftest import ROOT

FILES = ROOT / "docs" / "tutorial" / "mended"
BASE_DAY, DAY = date(2025, 11, 22), date(2026, 11, 22)
MILLION = 1_000_000


@dataclass(frozen=True)
class Unit:
    """One customer: ARR on the base day and on the day (millions of yen), and whether it had any up to the base day."""

    customer_id: str
    name: str
    before: float
    after: float
    seen: bool
    paper: float

    @property
    def what(self) -> str:
        """What happened between the two days, as docs/definitions.md names it; "" where nothing did."""
        if not self.before:
            return ("reactivation" if self.seen else "new") if self.after else ""
        if not self.after:
            return "churn"
        return "expansion" if self.after > self.before else "contraction" if self.after < self.before else ""


def units() -> list[Unit]:
    """Every customer, by its lines."""
    lines = _rows("subscription.csv")
    return [_unit(key, each["name"], [line for line in lines if line["customer_id"] == key])
            for each in _rows("customer.csv") for key in [each["customer_id"]]]


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FILES / name).read_text(encoding="utf-8").splitlines()))


def _unit(customer_id: str, name: str, lines: list[dict[str, str]]) -> Unit:
    before, after = _arr(lines, BASE_DAY), _arr(lines, DAY)
    seen = any(date.fromisoformat(line["start_on"]) <= BASE_DAY for line in lines)
    ends = [date.fromisoformat(line["end_on"]) for line in lines if line["end_on"]]
    ended = [day for day in ends if day <= DAY]
    again = any(date.fromisoformat(line["start_on"]) > DAY for line in lines)
    late = bool(ended) and (DAY - max(ended)).days <= 30 and again
    return Unit(customer_id, name, before, after, seen, before if before and not after and late else 0)


def _arr(lines: list[dict[str, str]], day: date) -> float:
    held = (line for line in lines if date.fromisoformat(line["start_on"]) <= day
            and (not line["end_on"] or day < date.fromisoformat(line["end_on"])))
    return sum(12 * int(line["mrr"]) for line in held) / MILLION


def facts() -> dict[str, float]:
    """The sums that the workings are made of: amounts in millions of yen, numbers of customers."""
    every = units()
    base = [each for each in every if each.before]
    moved = {what: [each for each in every if each.what == what]
             for what in ("new", "reactivation", "expansion", "contraction", "churn")}
    kept = [min(each.after, each.before) for each in base]
    return {
        "base": sum(each.before for each in base), "n": len(base), "active": sum(1 for each in every if each.after),
        "lost": len(moved["churn"]), "won": len(moved["new"]),
        "new": sum(each.after for each in moved["new"]),
        "reactivation": sum(each.after for each in moved["reactivation"]),
        "expansion": sum(each.after - each.before for each in moved["expansion"]),
        "contraction": sum(each.before - each.after for each in moved["contraction"]),
        "churn": sum(each.before for each in moved["churn"]),
        "papers": sum(1 for each in base if each.paper), "paper": sum(each.paper for each in base),
        "bb": sum(each.before ** 2 for each in base), "nn": sum(each.after ** 2 for each in base),
        "nb": sum(each.after * each.before for each in base),
        "gg": sum(each ** 2 for each in kept), "gb": sum(g * each.before for g, each in zip(kept, base, strict=True)),
    }


NRR = "(base - churn - contraction + expansion) / base"
GRR = "(base - churn - contraction) / base"
LOGO = "(n - lost) / n"
NRR_REACH = f"1.96 * sqrt(n / (n - 1) * (nn - 2 * {NRR} * nb + ({NRR}) ** 2 * bb)) / base"
GRR_REACH = f"1.96 * sqrt(n / (n - 1) * (gg - 2 * {GRR} * gb + ({GRR}) ** 2 * bb)) / base"
WILSON = "({p} + 1.96 ** 2 / (2 * n) {sign} 1.96 * sqrt({p} * (1 - {p}) / n + 1.96 ** 2 / (4 * n ** 2)))" \
         " / (1 + 1.96 ** 2 / n)"
WORKINGS: dict[str, str] = {
    "arr": "base - churn - contraction + expansion + new + reactivation",
    "arr_base": "base",
    "nrr": NRR,
    "nrr_low": f"max({NRR} - {NRR_REACH}, 0)",
    "nrr_high": f"{NRR} + {NRR_REACH}",
    "grr": GRR,
    "grr_low": f"max({GRR} - {GRR_REACH}, 0)",
    "grr_high": f"min({GRR} + {GRR_REACH}, 1)",
    "logo_retention": LOGO,
    "logo_low": WILSON.format(p=LOGO, sign="-"),
    "logo_high": WILSON.format(p=LOGO, sign="+"),
    "logo_churn": f"1 - {LOGO}",
    "logos": "active",
    "logos_base": "n",
    "logos_kept": "n - lost",
    "new": "new",
    "reactivation": "reactivation",
    "expansion": "expansion",
    "contraction": "contraction",
    "churn": "churn",
    "quick_ratio": "(new + reactivation + expansion) / (churn + contraction)",
    "net_churn": "(churn + contraction - expansion) / base",
    "gross_churn": "(churn + contraction) / base",
    "churn_minus_acquisition": "lost / n - won / n",
    "paper_units": "papers",
    "paper_arr": "paper",
    "nrr_paper": "(base - churn - contraction + expansion + paper) / base",
    "grr_paper": "(base - churn - contraction + paper) / base",
}
"""One line of arithmetic a metric, over the names of `facts`."""

OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow}
CALLS: dict[str, Callable[..., float]] = {"max": max, "min": min, "sqrt": math.sqrt}


def value(key: str) -> float:
    """What the working of a metric comes to; amounts in millions of yen."""
    return _worth(ast.parse(WORKINGS[key], mode="eval").body, facts())


def _worth(node: ast.expr, known: dict[str, float]) -> float:
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_worth(node.left, known), _worth(node.right, known))
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    return CALLS[node.func.id](*(_worth(each, known) for each in node.args))


def shown(key: str) -> str:
    """The working with its numbers in it, as one writes it."""
    known = facts()
    text = WORKINGS[key]
    for rate in (NRR, GRR, LOGO):  # inside of another working a rate stands as its own result
        if text != rate and rate in text and key not in ("logo_churn",):
            inner = _worth(ast.parse(rate, mode="eval").body, known)
            text = text.replace(f"({rate})", f"{inner:.4f}").replace(rate, f"{inner:.4f}")
    text = re.sub(r"\b[a-z]+\b", lambda word: _number(known[word[0]]) if word[0] in known else word[0], text)
    for plain, written in ((" * ", " × "), (" / ", " ÷ "), (" - ", " − "), (" ** 2", "²"), ("sqrt", "√")):
        text = text.replace(plain, written)
    return text


def _number(amount: float) -> str:
    return f"{amount:g}" if abs(amount) < 100 or amount == int(amount) else f"{amount:.2f}"
