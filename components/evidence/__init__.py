"""What stands behind a figure: definitions, population, rows, SQL, files and accounts, one click away on every page."""
