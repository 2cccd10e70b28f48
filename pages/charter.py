"""Charter: targets with owners, decisions and what became of them, the frozen weekly figures."""

from components import router

frame = router.guard()
