"""The claim of each breakdown with its number, its rule, and what is said where it has no rows. Pure but for language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from components import format as fmt
from components.functions import shown
from components.functions.specs import DISCOUNTS, SOURCES
from components.i18n import catalogue, language, t
from components.sentence import joined
from queries.functions_support import SOON
from queries.metrics import FEW


def title(key: str, found: pd.DataFrame, currency: str) -> str:
    """A claim with a number where there is one, else the breakdown's name."""
    made = CLAIMS.get(key)
    said = made(found, currency) if made is not None and len(found) else ""
    return said or t(f"functions.{key}.caption")


def rule(key: str, found: pd.DataFrame) -> str:
    """What is counted, over whom, and what must not be read into it."""
    more = f"functions.{key}.warning"
    unknown = found.attrs.get("unknown") or ()
    return joined(t(f"functions.{key}.rule"), t(more) if more in catalogue(language()) else "",
                  t("functions.unknown", tables=t("list.comma").join(unknown)) if unknown else "")


def empty(key: str, found: pd.DataFrame) -> str:
    """Why there are no rows."""
    code = found.attrs.get("reason")
    return t(f"functions.empty.{code}") if code else t(f"functions.empty.{key}")


def _features(found: pd.DataFrame, currency: str) -> str:
    known = found[found.share.notna()]
    if known.empty:
        return ""
    least = known.iloc[-1]
    number = int((found.is_value == True).sum())  # noqa: E712  # null is neither
    return t("functions.features.title", name=str(least.feature), share=fmt.rate(least.share), n=number, of=len(found))


def _feedback(found: pd.DataFrame, currency: str) -> str:
    asked, done, told = (int(found[name].sum()) for name in ("asked", "shipped", "told"))
    return t("functions.feedback.title", asked=f"{asked:,}", shipped=f"{done:,}", told=f"{told:,}")


def _spread(spec: shown.Spec, key: str) -> Callable[[pd.DataFrame, str], str]:
    """From the lowest to the highest retention of those with ten customers or more."""
    def made(found: pd.DataFrame, currency: str) -> str:
        known = found[found.customers >= FEW].sort_values("retention", kind="stable")
        if len(known) < 2:
            return ""
        names = [shown.words(spec.columns[0], known.of.iloc[at], currency) for at in (0, -1)]
        return t(f"functions.{key}.title", low=fmt.rate(known.retention.iloc[0]), first=names[0],
                 high=fmt.rate(known.retention.iloc[-1]), last=names[1])
    return made


def _sellers(found: pd.DataFrame, currency: str) -> str:
    known = found[found.customers >= FEW].sort_values("fit_share", kind="stable", na_position="last")
    known = known[known.fit_share.notna()]
    if len(known) < 2:
        return ""
    return t("functions.sellers.title", low=fmt.rate(known.fit_share.iloc[0]), high=fmt.rate(known.fit_share.iloc[-1]),
             n=len(known))


def _ways(found: pd.DataFrame, currency: str) -> str:
    early = found[[fmt.known(day) and day <= SOON for day in found.to_days]]
    return t("functions.ways.title", share=fmt.rate(float(early.share.sum())), n=f"{int(found.attrs['total']):,}")


def _occasions(found: pd.DataFrame, currency: str) -> str:
    return t("functions.occasions.title", n=fmt.count(int(found.attrs["total"]), "customer", language()),
             arr=fmt.money(float(found.attrs["arr"]), currency, language()))


def _queue(found: pd.DataFrame, currency: str) -> str:
    waits = int((~found.answered.astype(bool)).sum())
    return t("functions.queue.title", n=f"{int(found.attrs['total']):,}",
             accounts=fmt.count(int(found.attrs["accounts"]), "customer", language()), waits=f"{waits:,}")


def _before(found: pd.DataFrame, currency: str) -> str:
    rows: dict[str, Any] = {str(row.outcome): row for row in found.itertuples()}
    if len(rows) < 2:
        return ""
    return t("functions.before.title", left=fmt.decimal(rows["left"].per_case, 2),
             stayed=fmt.decimal(rows["stayed"].per_case, 2))


def _tables(found: pd.DataFrame, currency: str) -> str:
    loaded = found[found.loaded.astype(bool)]
    late = int(loaded.status.isin(["late", "silent"]).sum())
    return t("functions.tables.title", n=len(loaded), of=len(found), late=late)


def _partners(found: pd.DataFrame, currency: str) -> str:
    own = found[found.partner_id.notna()]
    return t("functions.partners.title", n=len(own), logos=fmt.count(int(own.logos.sum()), "customer", language()),
             arr=fmt.money(float(own["arr"].sum()), currency, language()))


CLAIMS: dict[str, Callable[[pd.DataFrame, str], str]] = {
    "features": _features, "feedback": _feedback, "sellers": _sellers, "sources": _spread(SOURCES, "sources"),
    "discounts": _spread(DISCOUNTS, "discounts"), "ways": _ways, "occasions": _occasions, "queue": _queue,
    "before": _before, "tables": _tables, "partners": _partners,
}
