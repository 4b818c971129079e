"""Finds the folder that holds packages_config, invoicing and calendar."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """Return the root of the three office folders.

    ``LLLO_OFFICE_DIR`` (from the environment or from ``lllo.env``) decides;
    else the copy inside an installed package, else the checkout.
    """
    chosen = os.environ.get("LLLO_OFFICE_DIR") or _from_env_file()
    if chosen:
        return Path(chosen).expanduser()
    shipped = PACKAGE / "_office"
    return shipped if shipped.is_dir() else PACKAGE.parent


def _from_env_file() -> str:
    """Read LLLO_OFFICE_DIR from ``lllo.env`` as the settings do, without starting Django."""
    env_file = Path(os.environ.get("LLLO_ENV_FILE", "lllo.env"))
    if not env_file.is_file():
        return ""
    import environ  # noqa: PLC0415 - 55 ms that most starts do not need

    environ.Env.read_env(env_file)
    return os.environ.get("LLLO_OFFICE_DIR", "")
