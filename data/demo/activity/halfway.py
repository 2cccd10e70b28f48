"""What came to goals and surveys later, with random streams of its own: goals that are looked at on the way, and the
effort, asked on the form of the CSAT.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.demo.activity.ground import Ground
from data.demo.arrow import days
from data.demo.basis import NEVER, Flags, Ints, Reals, stream

LOOKED_AT = 0.5
LEAST_DAYS = 60
"""A goal younger than this has nothing to look at yet."""
EFFORT_FILLED = 0.9
CEILING = (1, 2, 4, 5, 7)
"""By the CSAT on the same form: the most that the effort (1 hard, 7 easy) is rated. Never better than the whole."""


def progress(ground: Ground, agreed: Ints, due: Ints, left: Ints, way: Reals) -> tuple[Ints, Reals]:
    """Of goals that are open and not due yet: the day on which half of them were looked at (else NEVER), and the part
    of the way from the baseline to the target that was covered by then.
    """
    rng = stream(ground.run.seed, "outcome halfway")
    passed = np.minimum(ground.end, left - 1) - agreed
    day = agreed + np.rint((0.4 + 0.6 * rng.random(len(agreed))) * passed).astype(np.int32)
    looked = (rng.random(len(agreed)) < LOOKED_AT) & (due > ground.end) & (passed >= LEAST_DAYS)
    share = way * (day - agreed) / np.maximum(due - agreed, 1) * (0.7 + 0.6 * rng.random(len(agreed)))
    return np.where(looked, day, NEVER).astype(np.int32), share


def effort(ground: Ground, surveys: pa.Table) -> pa.Table:
    """The surveys, and after them a row of kind `ces` for each CSAT: the second question of its form, so that it is
    answered with it or not at all.
    """
    rng = stream(ground.run.seed, "survey effort")
    form = surveys.filter(pc.equal(surveys["kind"], "csat"))
    csat = form["score"].to_numpy(zero_copy_only=False)
    known: Flags = ~np.isnan(csat) & (rng.random(len(csat)) < EFFORT_FILLED)
    most = np.array(CEILING)[np.where(known, csat, 1).astype(int) - 1]
    score = np.maximum(1.0, most - rng.binomial(3, 0.3, len(csat)))
    answered = form["answered_on"].combine_chunks().cast(pa.int32()).to_numpy(zero_copy_only=False)
    asked = form.set_column(0, "survey_id", pc.binary_join_element_wise("E", form["survey_id"], "")).set_column(
        form.schema.get_field_index("answered_on"), "answered_on",
        days(np.where(known, np.nan_to_num(answered, nan=0), NEVER))).set_column(
        form.schema.get_field_index("kind"), "kind", pa.array(["ces"] * len(form), pa.string())).set_column(
        form.schema.get_field_index("score"), "score", pa.array(score, mask=~known)).set_column(
        form.schema.get_field_index("verbatim"), "verbatim", pa.nulls(len(form), pa.string()))
    return pa.concat_tables([surveys, asked])
