"""The page of each record of the office, and the forms that change it."""
