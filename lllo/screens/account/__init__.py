"""Signing in, second steps, invitations, devices, and in which role one acts."""
