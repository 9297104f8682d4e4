"""Findings on documents: what they are, how they are collected, how their pages show them."""
