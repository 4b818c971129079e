"""An Odoo of our own for the tests: a server process that behaves as 17, 18 and 19 were measured to."""

from .client import Fake, start_fake

__all__ = ["Fake", "start_fake"]
