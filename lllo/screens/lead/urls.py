"""Addresses of the programme lead."""

from __future__ import annotations

from django.urls import path

from lllo.screens.lead import views

urlpatterns = [path("", views.lead_home, name="lead_home")]
