"""The maturity page: what is claimed of each function's capabilities beside what the data are evidence of."""
