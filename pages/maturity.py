"""Maturity: what is claimed beside what the data show."""

from components import router

frame = router.guard()
