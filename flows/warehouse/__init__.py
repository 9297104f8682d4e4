"""The DuckDB file: connections, versions, locks."""
