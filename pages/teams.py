"""Teams: each with its book, its retention under the labels of twelve months ago, and what may be chance."""

from components import router

frame = router.guard()
