"""Screens of the lead."""
