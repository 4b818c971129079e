"""Odoo, as the office sees it: the connection, what was sent, what differs."""
