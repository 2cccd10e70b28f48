"""A company made by a seeded simulation; docs/demo-company.md is what is true of it."""

from data.demo.write import COMPANY, last_sunday, tables, write

__all__ = ["COMPANY", "last_sunday", "tables", "write"]
