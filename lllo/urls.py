"""All addresses of the site."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from lllo.screens.account.security import security_txt
from lllo.screens.calendar.answer import invitation_answer
from lllo.screens.calendar.office import OfficeRenew, OfficeSubscriptions
from lllo.screens.calendar.robots import robots_txt

handler400 = "lllo.screens.views.not_understood"
# The back room has no door of its own: one way to sign in, with one set of limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Second steps, ties to the sign-in service and sessions are their owner's; the office has actions.
for model in (Authenticator, SocialAccount, SocialApp, SocialToken, UserSession):
    admin.site.unregister(model)

urlpatterns = [
    path("", include("lllo.screens.urls")),
    path("account/", include("lllo.screens.account.urls")),
    path("account/agenda/", include("lllo.screens.calendar.urls")),
    path("kantoor/abonnementen/", OfficeSubscriptions.as_view(), name="office_subscriptions"),
    path(
        "kantoor/abonnementen/<uuid:public_id>/vernieuwen/",
        OfficeRenew.as_view(),
        name="office_subscription_renew",
    ),
    path("antwoord/<str:token>/", invitation_answer, name="invitation_answer"),
    path("kantoor/uitnodigingen/", include("lllo.screens.account.office_urls")),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("robots.txt", robots_txt, name="robots_txt"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("beheer/", admin.site.urls),
    # Browsers ask for this address by themselves where a page names no icon, such as a file.
    path("favicon.ico", RedirectView.as_view(url=static("lllo/mark.svg")), name="favicon"),
]
