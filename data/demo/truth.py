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


TRUTH = Truth()
