"""The rules of the oracle (queries/oracle) by hand."""
