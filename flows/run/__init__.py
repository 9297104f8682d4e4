"""The steps of a refresh, the flow over them, their schedule and their history."""
