"""Documents to `raw.*`."""
