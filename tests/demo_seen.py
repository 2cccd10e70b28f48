"""A demo company's activity tables as frames, beside what is hidden: who decides what, and when."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd
import pyarrow as pa

from data.demo import activity
from data.demo.engine import simulate
from data.demo.latent import satisfaction
from data.demo.state import Run
from data.demo.tables import of_run

END = date(2026, 11, 22)
LAST, WEEK, DAY = pd.Timestamp(END), pd.Timedelta(7, "D"), pd.Timedelta(1, "D")
NEVER = pd.Timestamp("2200-01-01")


class Seen:
    """A run, its tables as frames, and its decisions: `customer_id`, `decided`, `term_end`, `leaves`, …"""

    def __init__(self, run: Run, made: dict[str, pa.Table]) -> None:
        self.run = run
        self.frames = {name: table.to_pandas(date_as_object=False) for name, table in made.items()}
        self.customers = self.frames["customer"].set_index("customer_id")
        rows = pd.DataFrame(run.books.intents.read()).query("decided <= @run.weeks.end")
        rows["customer_id"] = self.customers.index[rows.customer]
        rows["decided"], rows["until"] = (pd.to_datetime(rows[name].clip(upper=40_000), unit="D")
                                          for name in ("decided", "term_end"))
        self.decisions = rows.drop(columns=["customer", "term_end"])
        self.satisfaction = pd.Series(satisfaction(run), index=self.customers.index).astype(float)

    def within(self, table: str, day: str, which: pd.Series) -> pd.DataFrame:
        """The rows of a table dated within the decision of those decisions."""
        pairs = self.frames[table].merge(self.decisions[which], on="customer_id")
        return pairs[(pairs[day] >= pairs.decided) & (pairs[day] < pairs.until)]


@lru_cache(maxsize=1)
def company() -> Seen:
    """The default company, with its use."""
    run = simulate(2000, 4, 7, END)
    return Seen(run, of_run(run) | activity.of_run(run) | {"usage_week": activity.usage_week(run)})


@lru_cache(maxsize=1)
def ten_times() -> Seen:
    """Ten times the default, where a cause has to stand out from chance; without its use."""
    run = simulate(20_000, 4, 7, END)
    return Seen(run, of_run(run) | activity.of_run(run))


def lost_and_kept(seen: Seen) -> tuple[pd.DataFrame, pd.DataFrame]:
    renewals = seen.frames["renewal"]
    ended = renewals[(renewals.due_on <= LAST) & (renewals.due_on > LAST - 150 * WEEK)]
    return ended[ended.status == "lost"], ended[ended.status == "renewed"]
