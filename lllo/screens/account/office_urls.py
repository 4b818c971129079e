"""Addresses of the office's list of invitations."""

from __future__ import annotations

from django.urls import path

from lllo.screens.account import invitations

urlpatterns = [
    path("", invitations.office_list, name="office_invitations"),
    path("nieuw/", invitations.office_new, name="office_invitation_new"),
    path("<uuid:public_id>/opnieuw/", invitations.office_renew, name="office_invitation_renew"),
    path(
        "<uuid:public_id>/intrekken/",
        invitations.office_withdraw,
        name="office_invitation_withdraw",
    ),
]
