"""What the retention page is made of: how it reads its URL, and frames turned into cards, rows and sentences."""
