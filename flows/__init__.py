"""Budget disclosures in, a star schema out: read, land, transform, validate, publish."""
