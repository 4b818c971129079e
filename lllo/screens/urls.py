"""Addresses of the three users' screens; words in Dutch, names in English."""

from __future__ import annotations

from django.urls import include, path

from lllo.screens import style, views

urlpatterns = [
    path("", views.home, name="home"),
    path("kantoor/", include("lllo.screens.office.urls")),
    path("programma/", include("lllo.screens.lead.urls")),
    path("mijn-werk/", include("lllo.screens.lead.own_urls")),
    path("deelnemer/", include("lllo.screens.portal.urls")),
    path("bijeenkomst/<str:uid>.ics", views.event_ics, name="event_ics"),
    path("overeenkomst/<uuid:public_id>.pdf", views.agreement_pdf, name="agreement_pdf"),
    path("overeenkomst/<uuid:public_id>/", views.agreement_document, name="agreement_document"),
    path(
        "overeenkomst/<uuid:public_id>/getekend.pdf",
        views.agreement_copy_pdf,
        name="agreement_copy_pdf",
    ),
    path(
        "overeenkomst/<uuid:public_id>/addendum-<int:number>.pdf",
        views.addendum_pdf,
        name="addendum_pdf",
    ),
    path(
        "overeenkomst/<uuid:public_id>/addendum-<int:number>/",
        views.addendum_document,
        name="addendum_document",
    ),
    path(
        "overeenkomst/<uuid:public_id>/addendum-<int:number>/getekend.pdf",
        views.addendum_copy_pdf,
        name="addendum_copy_pdf",
    ),
    path("factuur/<uuid:public_id>.pdf", views.invoice_pdf, name="invoice_pdf"),
    path("factuur/<uuid:public_id>.xml", views.invoice_xml, name="invoice_xml"),
    path("factuur/<uuid:public_id>/", views.invoice_document, name="invoice_document"),
    path("stijl/", style.style, name="style"),
    path("toegankelijkheid/", style.accessibility, name="accessibility"),
]
