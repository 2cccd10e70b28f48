"""forecast: what people said of renewals, what came of it, and what past renewals say of the open ones."""

from __future__ import annotations

from collections.abc import Iterator

from queries import renewal_forecast, renewal_model
from queries.oracle import forecasts as second
from queries.oracle.days import week_end
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Kind, Pair
from queries.reconcile.ways.account import renewals
from queries.reconcile.ways.common import in_currency, keyed, together
from queries.reconcile.ways.health import scores

SAID: dict[str, Kind] = dict.fromkeys(("renewals", "arr_due", "said", "arr_expected"), "exact")
OUTCOME: dict[str, Kind] = {
    **dict.fromkeys(("renewals", "came", "open", "arr_due", "arr_renewed", "arr_expected"), "exact"),
    **dict.fromkeys(("share", "low", "high", "arr_share"), "double")}
RANGE = ("arr_model", "model_low", "model_high")
MODEL: dict[str, Kind] = {**dict.fromkeys(("renewals", "arr_due", "arr_expected", "trained_on"), "exact"),
                          **dict.fromkeys(RANGE, "double")}
TRIED: dict[str, Kind] = {**MODEL, "arr_came": "exact", "covered": "text"}


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing without renewals, under filters on lines, and where the build has no weeks of the date."""
    if "renewal" not in asked.tables or asked.scope.line_filters or not asked.build.in_grid(week_end(asked.as_of)):
        return
    known = second.Forecasts(renewals(asked), scores(asked), asked.build.first_day, asked.as_of, asked.where)
    house, scope, said = asked.warehouse, asked.scope, asked.said()
    amounts = ("arr_due", "arr_expected")
    current = {name: in_currency(asked, row, amounts) for name, row in second.current(known).items()}
    yield from together("forecast.current", said, keyed(renewal_forecast.current(house, scope), "category"), current,
                        SAID, {}, "category")
    history = {key: in_currency(asked, row, (*amounts, "arr_renewed")) for key, row in second.history(known).items()}
    yield from together("forecast.outcome", said,
                        keyed(renewal_forecast.history(house, scope), "weeks", "category"), history, OUTCOME, {},
                        "weeks, category")
    model = {name: _money(asked, row) for name, row in second.model(known).items()}
    yield from together("forecast.model", said, keyed(renewal_model.forecast(house, scope), "what"), model, MODEL, {},
                        "category")
    tried = {day: _money(asked, {**row, "arr_came": row["arr_came"] / 10**asked.digits})
             for day, row in second.tried(known, asked.build.fiscal_year_start).items()}
    yield from together("forecast.model", said, keyed(renewal_model.backtest(house, scope), "first_day"), tried, TRIED,
                        {}, "quarter")


def _money(asked: Asked, row: dict[str, object]) -> dict[str, object]:
    """Amounts in units of the currency; those of the model are doubles."""
    made = in_currency(asked, row, ("arr_due", "arr_expected"))
    return {**made, **{name: None if (value := made[name]) is None else value / 10**asked.digits for name in RANGE}}


WAY = Way("forecast", "each renewal as each Sunday saw it, with what was said of it and what became of it", pairs)
