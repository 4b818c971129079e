"""Budget years, hours, costs, contributions in kind, coverage."""
