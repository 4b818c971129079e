"""Cohorts, events, registrations, attendance, coaching and course seats."""
