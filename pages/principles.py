"""The ten principles, each with its measures and verdict."""

from components import router

frame = router.guard()
