"""My week: the queue over all lists, what was done with it, and why each account is in it."""
