"""Projects, cases and student placements."""
