"""One customer on one screen."""

from components import router

frame = router.guard()
