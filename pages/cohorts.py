"""Cohorts and survival: are newer customers better or worse than older ones?"""

from components import router

frame = router.guard()
