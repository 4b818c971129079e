"""The pages of allauth that people need, at Dutch addresses and under allauth's own names.

Changing one's mail address is not among them: it names the account, and the
office keeps it.
"""

from __future__ import annotations

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as service
from django.urls import path, re_path
from django.views.generic import RedirectView

from lllo.screens.account import invitations
from lllo.screens.account import views as own

urlpatterns = [
    path("", own.overview, name="account_overview"),
    path("apparaten/", own.devices, name="account_devices"),
    path("rol/", own.choose_role, name="account_choose_role"),
    path("namens/stoppen/", own.stop_acting, name="account_stop_acting"),
    path("namens/<uuid:public_id>/", own.act_for, name="account_act_for"),
    path("uitnodiging/", invitations.accept, name="invitation_accept"),
    path("uitnodiging/<str:token>/", invitations.open_link, name="invitation"),
    path("inloggen/", views.login, name="account_login"),
    path("uitloggen/", views.logout, name="account_logout"),
    path("aanmelden/", views.signup, name="account_signup"),  # closed, and says so
    path("inactief/", views.account_inactive, name="account_inactive"),
    path("bevestigen/", views.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/wijzigen/", views.password_change, name="account_change_password"),
    path("wachtwoord/instellen/", views.password_set, name="account_set_password"),
    path("wachtwoord/vergeten/", views.password_reset, name="account_reset_password"),
    path(
        "wachtwoord/vergeten/verstuurd/",
        views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(  # a key holds hyphens, too
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/nieuw/klaar/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("tweede-stap/", mfa.index, name="mfa_index"),
    path("tweede-stap/inloggen/", mfa.authenticate, name="mfa_authenticate"),
    path("tweede-stap/bevestigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("tweede-stap/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("tweede-stap/app/weg/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("tweede-stap/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "tweede-stap/codes/nieuw/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "tweede-stap/codes/bestand/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/nieuw/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/inloggen/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "passkeys/bevestigen/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path("passkeys/<int:pk>/naam/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/weg/", own.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("surfconext/", own.service_door, name="service_door"),
    path(
        "surfconext/terug/",
        service.callback,
        {"provider_id": own.SERVICE},
        name="openid_connect_callback",
    ),
    path("koppelingen/", social.connections, name="socialaccount_connections"),
    path("koppelingen/afgebroken/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("koppelingen/mislukt/", social.login_error, name="socialaccount_login_error"),
    # allauth wants a name to lead to; nobody signs up
    path(
        "koppelingen/aanmelden/",
        RedirectView.as_view(pattern_name="account_signup"),
        name="socialaccount_signup",
    ),
]
