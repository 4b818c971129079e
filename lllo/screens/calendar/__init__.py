"""Subscribing to calendars: one's own page, and the list of the office."""
