"""Warehouses on a server: PostgreSQL and Spark SQL. How they are reached, named, written and published.

A version has schemas of its own, `tenure_<version>_<room>`; what is in use is the newest row of `tenure.published`.
"""
