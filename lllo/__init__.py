"""The administration of a multi-year programme for lifelong learning."""

__version__ = "0.1.0"
