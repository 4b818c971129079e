"""How the processes of xdist share the tests: a module at a time, for what it makes is made once.

A mark for this is xdist's own way, but its groups do not hold with pytest 9.2, which has no ``_nodeid``.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# Modules of a few long tests, each of which makes all it needs.
APART = (
    "tests/browser/test_walk.py",
    "tests/screens/test_access.py",
    "tests/screens/test_posts.py",
)


class ByModule(LoadScopeScheduling):
    """Hand out modules in the order of collection; the browser, which takes longest, comes first."""

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        return nodeid if nodeid.startswith(APART) else nodeid.partition("::")[0]
