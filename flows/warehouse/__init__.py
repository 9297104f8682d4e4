"""The DuckDB file: connections, versions, locks; the lake of many of them."""
