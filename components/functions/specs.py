"""The columns of every breakdown. Pure."""

from __future__ import annotations

from components.functions.shown import Shown, Spec

FEATURES = Spec("features", (
    Shown("feature"), Shown("share", "rate", ("low", "high")), Shown("depth", "number", drop=True),
    Shown("difference", "points", ("difference_low", "difference_high"), drop=True),
    Shown("is_value", "word", words="functions.value")), "customers")
FEEDBACK = Spec("feedback", (
    Shown("theme"), Shown("asked", "count"), Shown("shipped", "count"), Shown("told", "count"),
    Shown("days_to_ship", "days", drop=True), Shown("days_to_tell", "days", drop=True)), "asked")
SOLD = (Shown("retention", "rate", ("low", "high"), "customers"), Shown("grr", "rate", ("grr_low", "grr_high")),
        Shown("fit_share", "rate", n="fit_known", drop=True))
SELLERS = Spec("sellers", (Shown("of"), *SOLD, Shown("discount", "rate", drop=True),
                           Shown("handoff_share", "rate", drop=True)), "customers")
SOURCES = Spec("sources", (Shown("of", "word", words="functions.source"), *SOLD, Shown("discount", "rate", drop=True)),
               "customers")
DISCOUNTS = Spec("discounts", (Shown("of", "word", words="functions.band"), *SOLD), "customers")
PARTNERS = Spec("partners", (
    Shown("partner", "text"), Shown("tier", "text", fold=True), Shown("logos", "count", drop=True),
    Shown("arr", "money", drop=True), Shown("logo_retention", "rate", ("logo_low", "logo_high"), "logos_base"),
    Shown("grr", "rate", ("grr_low", "grr_high")), Shown("nrr", "rate", ("nrr_low", "nrr_high"), drop=True),
    Shown("ttv_days", "days", n="ttv_n", drop=True), Shown("due", "count", drop=True)), "logos_base")
TIERS = Spec("tiers", (
    Shown("tier", "word", words="functions.tier"), Shown("partners", "count", drop=True),
    Shown("logos", "count", drop=True),
    Shown("logo_retention", "rate", ("logo_low", "logo_high"), "logos_base"),
    Shown("grr", "rate", ("grr_low", "grr_high")), Shown("nrr", "rate", ("nrr_low", "nrr_high"), drop=True),
    Shown("ttv_days", "days", n="ttv_n", drop=True)), "logos_base")
PACK = Spec("pack", (
    Shown("account", "account"), Shown("band", "band", fold=True), Shown("lacking", "text", fold=True),
    Shown("ttv_days", "days", drop=True), Shown("renewal_due", "date", drop=True),
    Shown("owner", fold=True), Shown("arr", "money")))
WAYS = Spec("ways", (Shown("bin", "word", words="functions.ways"), Shown("onboardings", "count"),
                     Shown("share", "rate")))
OCCASIONS = Spec("occasions", (
    Shown("account", "account"), Shown("why", "text", fold=True), Shown("band", "band", fold=True),
    Shown("renewal_due", "date", drop=True), Shown("owner", fold=True), Shown("arr", "money")))
QUEUE = Spec("queue", (
    Shown("account", "account"), Shown("ticket_id", fold=True), Shown("severity", "count"),
    Shown("open_days", "days", fold=True), Shown("answered", "flag", drop=True), Shown("band", "band", fold=True),
    Shown("renewal_due", "date", drop=True), Shown("owner", drop=True), Shown("arr", "money", drop=True),
    Shown("stake", "money")))
BEFORE = Spec("before", (
    Shown("outcome", "word", words="functions.outcome"), Shown("cases", "count"),
    Shown("per_case", "number", ("low", "high")), Shown("any_share", "rate", drop=True),
    Shown("severe_share", "rate", ("severe_low", "severe_high"))), "cases")
TABLES = Spec("tables", (
    Shown("table"), Shown("status", "sources"), Shown("silent_days", "days", drop=True),
    Shown("joinable", "rate", drop=True), Shown("rows", "count", drop=True),
    Shown("share", "rate", ("low", "high"), "of")))
