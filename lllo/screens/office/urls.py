"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from lllo.screens.office import views

urlpatterns = [
    path("", views.office_home, name="office_home"),
    path("werklijst/<slug:code>/", views.work_list, name="work_list"),
]
