"""Methods: why two tools give two figures for the same company."""

from components import router

frame = router.guard()
