"""The What-if page: levers, the years to come, scenarios, and growth beside published figures."""
