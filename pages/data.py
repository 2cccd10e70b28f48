"""Data status: what is loaded, how fresh it is, what is missing."""

from components import router

frame = router.guard()
