"""Odoo in step: what we know goes out, what was paid comes back, nothing twice."""
