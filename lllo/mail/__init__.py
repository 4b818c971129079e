"""Mail that leaves the house, sent by the worker."""
