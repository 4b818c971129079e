"""Loading the programme and checking the installation."""
