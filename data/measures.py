"""The additive facts of one unit between two dates. The one place: the cube sums them, and so does every direct answer.

Each formula reads a row with arr0 and arr (ARR on the earlier and the later date, integers of the minor unit), seen0
(active on some day up to the earlier date) and paper (ARR on the last active day while in renewal paperwork, else 0).
Sums over units of one kind add up; rates are never stored. `{wide}` is the engine's 128-bit integer.
"""

from __future__ import annotations

# What belongs to the later date, under the labels of that date; rows with arr > 0.
CURRENT = {
    "arr": "arr",
    "logos": "1",
    "new_arr": "case when arr0 = 0 and not seen0 then arr else 0 end",
    "new_logos": "case when arr0 = 0 and not seen0 then 1 else 0 end",
    "reactivation": "case when arr0 = 0 and seen0 then arr else 0 end",
    "reactivation_logos": "case when arr0 = 0 and seen0 then 1 else 0 end",
}

# What belongs to the base, under the labels of the earlier date; rows with arr0 > 0.
BASE = {
    "arr_base": "arr0",
    "logos_base": "1",
    "expansion": "greatest(arr - arr0, 0)",
    "contraction": "case when arr > 0 then greatest(arr0 - arr, 0) else 0 end",
    "churn": "case when arr = 0 then arr0 else 0 end",
    "churn_logos": "case when arr = 0 then 1 else 0 end",
    "bb": "cast(arr0 as {wide}) * arr0",
    "nn": "cast(arr as {wide}) * arr",
    "nb": "cast(arr as {wide}) * arr0",
    "gg": "cast(least(arr, arr0) as {wide}) * least(arr, arr0)",
    "gb": "cast(least(arr, arr0) as {wide}) * arr0",
    "paper_units": "case when paper > 0 then 1 else 0 end",
    "paper_arr": "paper",
    "paper_gross": "least(paper, arr0)",
}
SQUARES = ("bb", "nn", "nb", "gg", "gb")

# The movements of a bridge: what enters under the later label, what changes or leaves under the earlier one.
ENTERING = ("new_arr", "new_logos", "reactivation", "reactivation_logos")
LEAVING = ("expansion", "contraction", "churn", "churn_logos")

# What one period (`_a` to now) did to the twelve-month rates of the earlier date's base, arr0_a > 0, under its label.
EVENT = {
    "event_net": "arr - arr_a",
    "event_gross": "least(arr, arr0_a) - least(arr_a, arr0_a)",
    "event_logos": "case when arr > 0 then 1 else 0 end - case when arr_a > 0 then 1 else 0 end",
}

# How long a unit whose last line ended counts as in renewal paperwork: its ARR fell to 0 at most this many days ago.
GRACE_DAYS = 30
