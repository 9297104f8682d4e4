"""`python -m flows.cli`: the command `budget` without its entry point."""

from flows.cli.app import main

main()
