"""A fictitious programme year, made with the office's own actions."""
