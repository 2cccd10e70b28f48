"""My week: one queue over all lists, for whoever signed in."""

from components import router

frame = router.guard()
