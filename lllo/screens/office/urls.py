"""Addresses of the office."""

from __future__ import annotations

from django.urls import include, path

from lllo.screens.office import views
from lllo.screens.office.search import SearchPage

urlpatterns = [
    path("", views.office_home, name="office_home"),
    path("zoeken/", SearchPage.as_view(), name="office_search"),
    path("", include("lllo.screens.office.lists.urls")),
    path("", include("lllo.screens.office.records.urls")),
    path("", include("lllo.screens.office.billing.urls")),
    path("", include("lllo.screens.office.odoo.urls")),
]
