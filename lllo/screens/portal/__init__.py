"""Screens of the portal."""
