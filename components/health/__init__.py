"""The health page: how the customers are, by count and by ARR, and whom to call."""
