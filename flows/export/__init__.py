"""The published warehouse as open data."""
