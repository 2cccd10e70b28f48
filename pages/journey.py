"""Journey: where customers stand, how long, who owns each stage, where they leak."""

from components import router

frame = router.guard()
