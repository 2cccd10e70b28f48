"""Which modules are mutated, and the tests that each answers to: its own, and those that hold it against an oracle."""

from __future__ import annotations

CORE = ("test_definitions.py", "test_properties.py", "test_agreement.py")

SUBJECTS: dict[str, tuple[str, ...]] = {
    "queries/bridge.py": ("test_explain.py", "test_prices.py", *CORE),
    "queries/chance.py": (*CORE, "test_explain_demo.py"),
    "queries/cohorts.py": ("test_cohorts.py", "test_economics_cohorts.py"),
    "queries/counted.py": ("test_backtest.py",),
    "queries/discrimination.py": ("test_backtest.py",),
    "queries/economics_figures.py": ("test_economics.py",),
    "queries/economics_sums.py": ("test_economics.py",),
    "queries/estimate.py": ("test_survival.py",),
    "queries/expansion_credit.py": ("test_expansion.py",),
    "queries/explain.py": ("test_explain.py", "test_explain_views.py"),
    "queries/facts.py": CORE,
    "queries/growth.py": ("test_growth.py",),
    "queries/logistic.py": ("test_reweight.py",),
    "queries/lpm.py": ("test_drivers.py", "test_landing.py"),
    "queries/maturity_levels.py": ("test_maturity_rules.py",),
    "queries/methods_bridge.py": ("test_methods.py",),
    "queries/metrics.py": (*CORE, "test_command.py"),
    "queries/prices.py": ("test_prices.py",),
    "queries/projection.py": ("test_projection.py",),
    "queries/renewal_estimate.py": ("test_renewals.py",),
    "queries/retention.py": (*CORE, "test_command.py"),
    "queries/survival.py": ("test_survival.py",),
    "queries/teams_chance.py": ("test_teams_chance.py",),
    "queries/teams_expected.py": ("test_teams_chance.py",),
    "queries/whatif_chance.py": ("test_whatif.py",),
    "queries/whatif_run.py": ("test_whatif.py",),
}
