"""Scans of the open originals: what is recognised of them, and what that costs."""
