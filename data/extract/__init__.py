"""A remote warehouse's figures kept beside the board: what is copied, how it stays new, what is served when it is down.

docs/extract.md says what a company sees of it, docs/decisions/0017-extract.md why it is made so.
"""
