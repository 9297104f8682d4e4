"""The command `budget`."""

from flows.cli.app import main

__all__ = ["main"]
