"""The seven functions: the part of each in retention."""

from components import router

frame = router.guard()
