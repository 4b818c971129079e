"""Invoices, credit notes, number series and payments."""
