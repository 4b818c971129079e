"""Addresses of the participants."""

from __future__ import annotations

from django.urls import path

from lllo.screens.portal import views

urlpatterns = [path("", views.portal_home, name="portal_home")]
