"""Signing in: who this session's browser has signed in as, and what stands in a page's place where nobody has."""
