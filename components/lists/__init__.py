"""Whom to call: the lists that follow from health, one at a time, each with the reason in words."""
