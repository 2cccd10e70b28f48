"""The expansion page: who found and sold it, how it came about, after a small start, from trials and free plans."""
