"""assessment: what fourteen people say of each function's capabilities, quarter by quarter for two years.

They follow what can be seen, mostly a quarter late, and never go above it but where OVERCLAIMED says so.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa

from data.days import EPOCH
from data.demo.activity.ground import Ground
from data.demo.arrow import days, whole

QUARTERS, NOTED = 8, 2
FIRST_DAY, SPREAD = 38, 19
"""Days from a quarter's first to its assessments, and over how many they are spread."""
CAPABILITIES = ("documented", "measured", "health_used", "handoff", "outcomes", "voice")
CLAIMS = {
    "product": ("11112233", "11112222", "11222222", "11222233", "11121111", "11222233"),
    "marketing": ("11122233", "11122233", "11222222", "11122222", "11111111", "22222333"),
    "sales": ("11222222", "11122222", "11111111", "11111233", "11111111", "11222222"),
    "partners": ("00112111", "00111111", "00111111", "00001111", "00000000", "00111122"),
    "services": ("12223333", "22333333", "11222223", "11122222", "11111233", "22222333"),
    "support": ("11112223", "11111222", "11111111", "11222222", "11111111", "22233333"),
    "it": ("11111222", "11111122", "22223333", "00001111", "00000000", "11222222"),
}
"""Function → capability → level, the oldest quarter first, the running one last; 0: nobody assessed it."""
ASSESSORS = {
    "product": ("岸本 怜", "古賀 慎也"), "marketing": ("沢田 瑞穂", "大塚 陽介"), "sales": ("高瀬 徹", "藤代 さやか"),
    "partners": ("江口 敬", "南 ひかる"), "services": ("大西 悠", "片桐 葵"), "support": ("三宅 涼子", "堀 達也"),
    "it": ("白石 航", "津田 咲"),
}
"""Two to each function: one for the first three capabilities, one for the others."""
NOTES = {
    ("sales", "handoff"): "引き継ぎ会議は毎回開いている。記録はチームごとに任せている。",
    ("services", "outcomes"): "主要な顧客とは成果を合意している。残りは次の四半期に進める。",
    ("services", "health_used"): "赤の顧客は毎週の会議で確認している。",
    ("marketing", "measured"): "すべての施策に指標がある。目標は予算と一緒に決める。",
    ("product", "voice"): "要望は四半期ごとに棚卸しし、出荷した分は連絡している。",
}
"""What an assessor wrote in the last two quarters; others wrote nothing."""


def assessment(ground: Ground) -> pa.Table:
    """One row per function, capability and quarter that was assessed, within history and by the last day."""
    made = [(function, capability, day, int(level), ASSESSORS[function][place // 3],
             NOTES.get((function, capability)) if number >= QUARTERS - NOTED else None)
            for function, claims in CLAIMS.items()
            for place, (capability, levels) in enumerate(zip(CAPABILITIES, claims, strict=True))
            for number, (level, first) in enumerate(zip(levels, quarters(ground.end), strict=True))
            if int(level) and (day := _day(function, place, first, ground.end)) >= ground.run.weeks.first]
    columns = tuple(zip(*made, strict=True)) if made else ((),) * 6
    text = pa.string()
    return pa.table({
        "function": pa.array(columns[0], text), "capability": pa.array(columns[1], text),
        "assessed_on": days(np.array(columns[2], dtype=np.int32)), "level": whole(np.array(columns[3], dtype=np.int32)),
        "assessor": pa.array(columns[4], text), "evidence": pa.array(columns[5], text),
    })


def quarters(end: int) -> tuple[int, ...]:
    """The first days of the last eight calendar quarters, oldest first, the running one last."""
    last = EPOCH + timedelta(days=end)
    month = last.year * 12 + (last.month - 1) // 3 * 3
    firsts = [month - 3 * back for back in range(QUARTERS - 1, -1, -1)]
    return tuple((last.replace(year=at // 12, month=at % 12 + 1, day=1) - EPOCH).days for at in firsts)


def _day(function: str, place: int, first: int, end: int) -> int:
    """The day of an assessment: some weeks into its quarter, and not beyond the last day."""
    return min(first + FIRST_DAY + (5 * list(CLAIMS).index(function) + 3 * place) % SPREAD, end)
