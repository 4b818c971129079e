"""``python -m lllo`` is the same as ``lllo``."""

from lllo.cli import main

main()
