"""The cohorts page: are newer customers better or worse than older ones?"""
