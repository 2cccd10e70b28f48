"""The data page: what is loaded, how fresh it is, what is missing and what that would unlock."""
