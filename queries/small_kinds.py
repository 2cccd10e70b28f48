"""What the columns of answers are to whoever may not see names: keys, counts, amounts that add up, names.

By name, for the whole project: a column means the same in every answer.
"""

from __future__ import annotations

COUNTS = frozenset((
    "customers", "logos", "logos_base", "logos_last", "n", "n0", "n1", "n_with", "n_without", "units", "units_base",
    "members", "active", "asked", "renewals", "judged", "spells", "at_risk", "using", "accounts", "new_customers"))
"""Customers (or units of them) that a row is about: 1 to 4 of any of these make it a small one."""

LINES = ("team_from", "team_to", "stage_from", "stage_to", "band_from", "band_to", "stage", "band", "category",
         "movement", "co", "cx", "known_then", "service",
         "partner_id", "team_id", "partner", "tier", "cohort", "cell", "label", "of", "part", "ways", "way")
"""Keys whose rows add up to a whole that is shown elsewhere, beside the keys of filters."""
PLACES = ("as_of", "on", "age", "weeks", "week", "side", "what", "measure", "function", "unit", "endpoint", "condition",
          "activity", "sign", "feature", "theme", "quarter", "period", "csm", "component", "metric", "kpi", "method",
          "line", "survey", "clock")
"""Keys whose rows do not: each value is a table of its own."""
CROSSED = (frozenset(("quarter", "band", "renewals")),)
"""Answers in which `quarter` is a line all the same: their rows add up both ways."""
WHOLES = {"cohort": "all"}
"""A row that is the sum of the others, no cell among them."""

PEOPLE = frozenset(("csm_id", "owner", "owner_id", "assessor", "lead", "edited_by", "sold_by", "author"))
"""Names of people of the company itself."""
UNITS = frozenset(("account", "account_id", "customer_id", "customer", "unit_key", "url", "contract_id", "renewal_id"))
"""A row with one of these is a customer's."""

ADDS = frozenset((
    "opening", "closing", "arr", "arr_base", "arr_due", "arr_renewed", "arr_expected", "arr_model", "arr_kept",
    "arr_last", "arr_from", "logos_kept", "contribution", "mix", "rate", "weight0", "weight1", "numerator",
    "denominator", "base", "kept", "paper_units", "paper_arr", "handed", "fit_known", "fit_good", "due", "green",
    "yellow", "red", "unknown"))
"""Amounts and counts that add up over rows, where small ones are given as one."""
RATES = {"nrr": "arr_base", "grr": "arr_base", "logo_retention": "logos_base", "retention": "customers"}
"""Rates by what they are over: that of small rows together is their sum, weighted so."""
MOVES = frozenset(("new", "reactivation", "expansion", "contraction", "churn", "transfer_in", "transfer_out", "net_new",
                   "lost", "new_arr", "amount", "seats", "price", "products", "moved", "gains", "losses"))
"""Amounts of what moved: over how many customers is not told, so that a part of the company is shown none."""

PARTS: dict[str, tuple[str, ...]] = {
    "renewed": ("arr_kept", "arr_renewed"), "lost": ("arr_lost",), "open": ("arr_open",), "next": ("arr_next",),
    "overdue": ("arr_overdue",), "paperwork": ("arr_paperwork",), "n_at_risk": ("arr_at_risk",), "near": ("arr_near",),
    "left": ("arr_left",), "over": ("over_arr",), "low_units": ("arr_low",), "due": ("arr_due",),
    "paper_units": ("paper_arr", "paper_gross", "nrr_paper", "grr_paper"),
    "lost_units": ("arr_still_there", "lost_arr"), "still_there": ("arr_still_there",),
    "ttv_n": ("ttv_days",)}
"""Parts of a row by their count: the amounts of 1 to 4 customers are not told, nor rates that differ by them alone."""
SPLIT = (("renewed", "lost", "open"), ("logos_kept",), ("green", "yellow", "red", "unknown"))
"""Parts that make up a whole in the same row: where one is kept back, so is the smallest other."""
