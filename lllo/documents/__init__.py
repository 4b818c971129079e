"""Office templates, PDF, and the documents that left the house."""
