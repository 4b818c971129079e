"""Addresses of the office's list of invitations."""

from __future__ import annotations

from django.urls import path

from lllo.screens.account import inviting as pages

urlpatterns = [
    path("", pages.Invitations.as_view(), name=pages.Invitations.url_name),
    path("nieuw/", pages.Invite.as_view(), name="office_invitation_new"),
    path(
        "<uuid:public_id>/opnieuw/", pages.RenewInvitation.as_view(), name="office_invitation_renew"
    ),
    path(
        "<uuid:public_id>/intrekken/",
        pages.WithdrawInvitation.as_view(),
        name="office_invitation_withdraw",
    ),
]
