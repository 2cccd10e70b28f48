"""What the company wants of each measure of its practice: a target and who answers for it."""
