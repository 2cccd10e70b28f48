"""What every team has on its hands today, a row a team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from components import cards, theme
from components import format as fmt
from components.i18n import language, t
from components.router import Frame
from components.tables import Cell, Column, Row, table
from components.teams import files, words
from components.teams.questions import CSM, TEAM, Questions
from components.teams.view import link
from components.url import current

COLUMNS = ("customers", "arr", "csms", "per_csm", "red", "coverage", "on_time", "under_way", "due", "arr_due",
           "at_risk", "actions")


def gathered(ask: Questions, by: str | None = TEAM) -> pd.DataFrame:
    """Grain: team with customers today, nobody's last (by nothing: one row, all that is seen). Columns: COLUMNS; null
    where the table that tells is missing.
    """
    load = ask.load(by)
    held = {str(key): _by_team(frame) for key, frame in {
        "bands": _red(ask.bands() if by else ask.whole_bands()), "coverage": _covered(ask.coverage(by)),
        "onboarding": ask.onboarding(by), "renewals": ask.renewals(by), "actions": ask.actions(by),
        "csms": _csms(ask, by)}.items()}
    rows = []
    for row in load.to_dict("records"):
        team = row[TEAM]
        at = {key: frame.get(team, {}) for key, frame in held.items()}
        csms = at["csms"].get("csms")
        rows.append((team, row["customers"], row["arr"], csms, _per(row["customers"], csms),
                     at["bands"].get("red"), at["coverage"].get("share"), at["onboarding"].get("share"),
                     _or_zero(at["onboarding"].get("under_way"), ask.onboarding(by)),
                     *(_or_zero(at["renewals"].get(name), ask.renewals(by)) for name in ("due", "arr_due", "at_risk")),
                     at["actions"].get("actions", 0)))
    made = pd.DataFrame(rows, columns=[TEAM, *COLUMNS])
    order = [(row[TEAM] is None, -float(row["arr"] if fmt.known(row["arr"]) else 0)) for row in made.to_dict("records")]
    return made.iloc[sorted(range(len(made)), key=order.__getitem__)].reset_index(drop=True)


def _per(customers: Any, csms: Any) -> float | None:
    return float(customers) / csms if csms and fmt.known(customers) else None


def _or_zero(value: Any, found: pd.DataFrame) -> Any:
    """A count that no row tells is 0 where the table is there, unknown where it is not."""
    return value if value is not None else None if found.attrs["missing"] else 0


def _by_team(found: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    return {row[TEAM]: row for row in found.to_dict("records")} if TEAM in found.columns else {}


def _red(bands: pd.DataFrame) -> pd.DataFrame:
    """The red share by ARR, of what is known."""
    known, red = (_arr(bands[each]) for each in (bands.band != "unknown", bands.band == "red"))
    rows = [(team, red.get(team, 0.0) / total if total else None) for team, total in known.items()]
    return pd.DataFrame(rows, columns=[TEAM, "red"])


def _arr(bands: pd.DataFrame) -> dict[Any, float]:
    """ARR by team, nobody's under None; unknown where a part is not told."""
    held = bands.groupby(TEAM, dropna=False)["arr"].agg(lambda part: pd.to_numeric(part).sum(skipna=False))
    return {None if pd.isna(team) else team: float(arr) for team, arr in held.items()}


def _covered(found: pd.DataFrame) -> pd.DataFrame:
    """Coverage over all touch models of a team: the counts are added, then divided."""
    if found.empty:
        return found
    sums = found.groupby(TEAM, dropna=False)[["known", "covered"]].sum().astype(int)
    rows = [(None if pd.isna(team) else team, row.covered / row.known if row.known else None)
            for team, row in sums.iterrows()]
    return pd.DataFrame(rows, columns=[TEAM, "share"])


def _csms(ask: Questions, by: str | None) -> pd.DataFrame:
    """How many CSMs own customers of a team today; of all together only for who may see each of them."""
    if CSM not in ask.frame.dimensions or (by is None and not ask.scope.viewer.names):
        return pd.DataFrame(columns=[TEAM, "csms"])
    pairs = ask.book(by, CSM)
    held = pairs[pairs.value.notna()].groupby(TEAM, dropna=False).size()
    return pd.DataFrame([(None if pd.isna(team) else team, int(n)) for team, n in held.items()],
                        columns=[TEAM, "csms"])


def draw(frame: Frame, ask: Questions) -> None:
    """The table, with the team that has most at risk in its title."""
    found, params = gathered(ask), current()
    theme.block(cards.section(_title(found, frame), t("teams.today.sub", day=fmt.full_day(
        frame.scope.as_of, language()))))
    kinds = {"arr_due": "due"}
    shown = [each for each in COLUMNS if each not in ("per_csm", "due", "under_way")]
    quiet = ("csms", "red", "at_risk", "actions", "on_time")
    columns = [Column("team", t("teams.column.team")), *(
        Column(each, t(f"teams.column.{kinds.get(each, each)}"), "number", fold=each in ("customers", "arr"),
               drop=each in quiet) for each in shown)]
    rows: list[Row] = [_row(row, frame, lambda team: link(params, team)) for row in found.to_dict("records")]
    name = words.whole(frame.scope.viewer, bool(frame.scope.where))
    whole = gathered(ask, None).assign(per_csm=None)  # who is looked after by no CSM is in it
    total = {**_row(whole.iloc[0].to_dict(), frame, str), "team": name} if len(whole) else None
    theme.block(table(columns, rows, total=total, few=[words.is_few(n) for n in found.customers],
                      caption=t("teams.today.caption")))
    files.offer(ask, "today", found)


def _row(row: dict[Any, Any], frame: Frame, href: Callable[[str], str]) -> Row:
    currency, team = frame.build.currency, row[TEAM]
    per = t("teams.today.per_csm", n=fmt.decimal(row["per_csm"], 0)) if fmt.known(row["per_csm"]) else ""
    under = t("teams.today.under_way", n=words.count(row["under_way"])) if row["under_way"] else ""
    due = t("teams.today.renewals", n=words.count(row["due"])) if row["due"] else ""
    return {
        "team": Cell(words.name(frame.dimensions, team), href=href(team) if team else ""),
        "customers": words.count(row["customers"]), "arr": words.amount(row["arr"], currency),
        "csms": Cell(words.count(row["csms"]), below=per), "red": fmt.rate(row["red"]),
        "coverage": fmt.rate(row["coverage"]), "on_time": Cell(fmt.rate(row["on_time"]), below=under),
        "arr_due": Cell(words.amount(row["arr_due"], currency), below=due), "at_risk": words.count(row["at_risk"]),
        "actions": words.count(row["actions"])}


def _title(found: pd.DataFrame, frame: Frame) -> str:
    """Which team has most ARR to renew in 90 days."""
    due = found[found.arr_due.notna() & found[TEAM].notna()]
    total = float(due.arr_due.astype(float).sum()) if len(due) else 0.0
    if not total:
        return t("teams.today.title.plain", n=int(found[TEAM].notna().sum()))
    most = due.loc[due.arr_due.astype(float).idxmax()]
    return t("teams.today.title.due", team=words.name(frame.dimensions, most[TEAM]),
             arr=words.amount(most.arr_due, frame.build.currency), share=fmt.rate(float(most.arr_due) / total, 0))
