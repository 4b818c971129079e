"""Choices, contracts, entitlements and their use."""
