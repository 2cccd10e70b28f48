"""`python -m data connect`: what a database holds that Tenure can read, what it would show, and the choice of it."""
