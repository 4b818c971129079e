"""Organisations, people, roles, accounts and the audit trail."""
