"""Addresses of subscriptions, below ``account/agenda/``."""

from __future__ import annotations

from django.urls import path

from lllo.screens.calendar import views, way

urlpatterns = [
    path("", views.Subscriptions.as_view(), name="subscriptions"),
    path("manier/", way.OwnWay.as_view(), name="calendar_way"),
    path("<uuid:public_id>/nieuw/", views.Renew.as_view(), name="subscription_renew"),
    path("<uuid:public_id>/stoppen/", views.Revoke.as_view(), name="subscription_revoke"),
]
