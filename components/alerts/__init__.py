"""Alerts: what fires this week, in words, on the weekly review and for whoever it is delivered to."""
