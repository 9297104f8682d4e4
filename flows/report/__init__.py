"""What was found and what it shows, as pages for people."""
