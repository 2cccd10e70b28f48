"""The charter page: KPIs with targets and owners, decisions and what became of them, meetings and frozen weeks."""
