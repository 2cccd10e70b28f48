"""Weekly review: the CEO's first screen."""

from components import router

frame = router.guard()
