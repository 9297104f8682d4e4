"""Realistic, consistent disclosures by seed, with the truth of every printed amount."""
