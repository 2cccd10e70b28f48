"""The page Economics: what a customer is worth, what winning one costs, and when it has paid for itself."""
