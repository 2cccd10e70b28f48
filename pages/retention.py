"""Retention: how it moved, what it is made of, and which accounts moved it."""

from components import router

frame = router.guard()
