"""The journey page: stages, flow, time in stage, leaks, accounts, rules and owners."""
