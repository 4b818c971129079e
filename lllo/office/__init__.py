"""Finds, reads and checks the three office folders."""

from lllo.office.folders import folder
from lllo.office.mistakes import Mistake
from lllo.office.reading import check, open_questions, read

__all__ = ["Mistake", "check", "folder", "open_questions", "read"]
