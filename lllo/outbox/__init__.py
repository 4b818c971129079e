"""Jobs that leave the house, with lease and retry."""
