"""Addresses of one's own work, below ``mijn-werk/``."""

from __future__ import annotations

from django.urls import path

from lllo.screens.lead import own_work

urlpatterns = [
    path("", own_work.OwnWork.as_view(), name="own_work"),
    path("gesprekken/<str:uid>/gehouden/", own_work.TalkHeld.as_view(), name="own_talk_held"),
]
