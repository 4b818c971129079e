"""The parts that the screens of all users are made of."""
