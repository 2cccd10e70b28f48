"""What a company assumes where its data do not say what a customer is worth: named, and read from one file."""
