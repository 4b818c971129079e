"""Which class plays which model."""

from __future__ import annotations

from collections import defaultdict

from . import events, moves, partners, payments, sales
from .orm import Model

CLASSES: dict[str, type[Model]] = defaultdict(
    lambda: Model, partners.MODELS | moves.MODELS | payments.MODELS | sales.MODELS | events.MODELS
)
