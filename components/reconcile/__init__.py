"""Reconciliation: the badge in every header, and the page behind it."""
