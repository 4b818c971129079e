"""The programme, its lines, and package editions as loaded."""
