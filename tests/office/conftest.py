from __future__ import annotations

import pytest

from tests.office import folders


@pytest.fixture
def root(tmp_path):
    return folders.copy_to(tmp_path)
