"""All addresses of the site."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

# The back room has no door of its own: one way to sign in, with one set of limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("lllo.screens.urls")),
    path("account/", include("lllo.screens.account_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("beheer/", admin.site.urls),
    # Browsers ask for this address by themselves where a page names no icon, such as a file.
    path("favicon.ico", RedirectView.as_view(url=static("lllo/mark.svg")), name="favicon"),
]
