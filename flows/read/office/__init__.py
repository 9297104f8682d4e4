"""Files of offices: spreadsheets and texts, in the containers of two generations."""
