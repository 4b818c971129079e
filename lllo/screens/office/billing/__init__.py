"""The screens of invoicing: the run, invoices and how they fare, reminders, the bank."""
