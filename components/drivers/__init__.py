"""The drivers page: what goes together with staying, as known twelve months before."""
