"""The lists of the office, one module each: columns, filters, and what is done to many rows."""
