"""What is true of the demo company: every effect that was put in, under the names of docs/demo-company.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Truth:
    """Effects on leaving are log-odds at the end of a term; weeks below zero count back from the last week."""

    leave_enterprise: float = -3.75
    leave_mid: float = -3.30
    leave_smb: float = -3.00
    leave_startup: float = -2.10

    fit_partial: float = 0.40
    fit_poor: float = 1.00
    onboarding_late: float = 0.75
    onboarding_never: float = 1.30
    onboarding_days: int = 60
    newer_cohort: float = -1.00
    newer_week: int = -104
    ttv_older: int = 52
    ttv_newer: int = 36
    csm_change: float = 0.90
    csm_change_weeks: int = 30
    csm_turnover: float = 0.22
    team_effect: float = 0.00

    decide_weeks: int = 13
    falling_leavers: float = 0.80
    falling_stayers: float = 0.06
    use_fall: float = 0.55
    silent_share: float = 0.40

    mask_year: int = 52
    mask_leave: float = 0.15
    mask_peak: int = 18
    mask_rise: int = 5
    mask_peak_leave: float = 0.90
    shrink: float = 0.10
    mask_peak_shrink: float = 0.80
    mask_peak_depth: float = 0.18
    assistant_week: int = -44
    assistant_rate: float = 0.002
    assistant_peak_rate: float = 0.090
    assistant_rise: int = 16

    handover_week: int = -36
    handover_rounds: int = 4
    handover_share: float = 0.80
    review_from: int = -104
    upgrade_share: float = 0.75
    outgrown: float = 1.15
    campaign_from: int = -156
    campaign_to: int = -108
    startup_share: float = 0.20
    startup_campaign: float = 0.66
    campaign_volume: float = 1.40

    good_fit: float = 0.48
    webinar_good_fit: float = 0.78
    training_rate: float = 0.012

    share_old: float = 0.13
    share_old_undated: float = 0.10
    share_never: float = 0.02
    late_renewal: float = 0.06
    late_renewal_now: float = 0.15
    reactivation_rate: float = 0.0015
    uplift: float = 0.025

    usage_unknown: float = 0.03
    usage_style: float = 0.25
    usage_noise: float = 0.12
    feature_standard: float = 0.72
    feature_professional: float = 0.90
    feature_premium: float = 1.00
    feature_partial: float = 0.88
    feature_poor: float = 0.70
    feature_weeks: int = 26
    shelfware_share: float = 0.12
    shelfware_use: float = 0.40

    renewal_ahead: int = 180
    renewal_earliest: int = 60
    renewal_latest: int = 3
    forecast_weeks: int = 13
    forecast_leaver: float = 1.40
    forecast_silent: float = 0.40
    forecast_falling: float = 0.50
    forecast_gain: float = 0.50
    forecast_noise: float = 0.30
    forecast_best_case: float = 0.25
    forecast_at_risk: float = 1.17

    pulse_least: int = 28
    pulse_most: int = 70
    pulse_leaver: float = -1.20
    pulse_silent: float = 0.00
    pulse_noise: float = 0.60
    pulse_lag_share: float = 0.20
    pulse_lag: float = 3.00

    touch_high: int = 30
    touch_low: int = 91
    touch_missed: float = 0.12
    email_days: int = 28
    email_opened: float = 0.40
    content_clicked: float = 0.25
    executive_high: float = 0.012
    executive_low: float = 0.004

    ticket_rate: float = 0.020
    ticket_unhappy: float = 0.60
    ticket_severe: float = 0.15
    survey_days: int = 182
    survey_answered: float = 0.38
    survey_leaver: float = -1.50

    deep_share: float = 0.50
    deep_use: float = 4.00
    deep_effect: float = 0.00
    outcome_share: float = 0.55
    outcome_tech: float = 0.08
    outcome_use: float = 4.00
    outcome_satisfied: float = 0.80
    champion_left: float = 0.12
    champion_effect: float = 0.00
    invoice_late: float = 0.08
    invoice_late_leavers: float = 0.20
    invoice_weeks: int = 26

    partner_lead: float = 0.92
    partner_other: float = 0.02
    partner_slow: float = 7.00
    partner_effect: float = 0.00
    seller_fit: float = 7.00
    seller_startup: float = 6.00
    seller_effect: float = 0.00
    discount_effect: float = 0.00
    referred_known: float = 0.85
    handoff_first: float = 0.40
    handoff_last: float = 0.75
    handoff_effect: float = 0.00
    feedback_rate: float = 0.012
    feedback_wish: float = 0.22
    feedback_shipped_first: float = 0.15
    feedback_shipped_last: float = 0.60
    feedback_told_first: float = 0.30
    feedback_told_last: float = 0.80
    support_mail: float = 0.70
    handoff_played: float = 0.10
    data_talk: float = 0.45
    sales_joined: int = -130
    product_joined: int = -96
    partners_joined: int = -70
    it_joined: int = -44


TRUTH = Truth()

OVERCLAIMED: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("sales", "handoff", (0, 1)), ("services", "outcomes", (0, 1, 2)), ("services", "health_used", (0,)),
    ("marketing", "measured", (0, 1)), ("partners", "documented", (3,)), ("product", "outcomes", (4,)),
)
"""Assessments above what can be seen: function, capability, how many quarters back (0: the running one)."""
