"""The rules of maturity: by which figures a level counts as evidenced, and what makes the company's stage."""
