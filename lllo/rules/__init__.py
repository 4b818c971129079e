"""Money, price, entitlement, budget, invoice totals and periods: values in, values out."""
