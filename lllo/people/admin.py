"""The back room of organisations, people, accounts and the audit trail."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from lllo.backroom import ReadOnlyAdmin
from lllo.errors import Refused
from lllo.people import audit
from lllo.people.backroom import AuditedAdmin
from lllo.people.models import (
    AuditEntry,
    AuditHead,
    CorrectionRequest,
    Invitation,
    Membership,
    Organisation,
    Person,
    User,
)
from lllo.people.roles import refuse_role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

admin.site.site_header = admin.site.site_title = _("lllo back room")
admin.site.index_title = _("Rare edits; daily work is done on the other screens")


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin, SimpleHistoryAdmin):
    list_display = ["name", "kind", "kvk_number", "city", "invoice_channel"]
    list_filter = ["kind", "invoice_channel", "order_number_rule"]
    search_fields = ["name", "legal_name", "kvk_number", "oin", "city"]
    readonly_fields = ["created_at", "public_id"]
    fieldsets = [
        (None, {"fields": ["name", "legal_name", "kind", "remark"]}),
        (_("Numbers"), {"fields": ["kvk_number", "oin", "rsin", "vat_identifier", "iban"]}),
        (_("Address"), {"fields": ["street", "postal_code", "city", "country_code"]}),
        (
            _("Invoices"),
            {
                "fields": [
                    "invoice_attention",
                    "invoice_street",
                    "invoice_postal_code",
                    "invoice_city",
                    "invoice_email",
                    "invoice_channel",
                    "invoice_format",
                    "invoice_language",
                    "peppol_scheme",
                    "peppol_id",
                    "orderer",
                    "order_number_rule",
                    "order_number_above",
                    "order_number_label",
                    "contract_reference",
                    "annexes_merged",
                ]
            },
        ),
        (_("Kept by the system"), {"fields": ["created_at", "public_id"]}),
    ]


@admin.register(Person)
class PersonAdmin(AuditedAdmin, SimpleHistoryAdmin):
    list_display = ["__str__", "email", "phone", "language"]
    list_filter = ["memberships__role", "language"]
    search_fields = ["given_name", "family_name", "email"]
    readonly_fields = ["created_at", "public_id"]


class MembershipForm(forms.ModelForm):
    """Keeps roles of the university at the university, as the actions do."""

    def clean(self) -> dict[str, Any]:
        """Refuse a role that does not fit the organisation."""
        values = super().clean() or {}
        if values.get("role") and values.get("organisation"):
            try:
                refuse_role(values["role"], values["organisation"])
            except Refused as refused:
                raise ValidationError(str(refused)) from refused
        return values


@admin.register(Membership)
class MembershipAdmin(AuditedAdmin, SimpleHistoryAdmin):
    form = MembershipForm
    list_display = ["person", "role", "organisation", "job_title", "started_on", "ended_on"]
    list_filter = ["role", ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "organisation"]
    search_fields = ["person__given_name", "person__family_name", "organisation__name"]
    autocomplete_fields = ["person", "organisation"]


class AccountForm(UserChangeForm):
    """The change form of an account; it shows that there is a password, never which."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict[str, type] = {}


class NewAccountForm(AdminUserCreationForm):
    """The form of a new account; the mail address is the name."""

    class Meta:
        model = User
        fields = ["email", "person"]
        field_classes: dict[str, type] = {}


@admin.register(User)
class AccountAdmin(AuditedAdmin, UserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    list_display = ["email", "person", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    list_select_related = ["person"]
    search_fields = ["email", "person__given_name", "person__family_name"]
    ordering = ["email"]
    autocomplete_fields = ["person"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "password", "person", "is_active"]}),
        (
            _("Back room"),
            {"fields": ["is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        (_("Kept by the system"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "person", "usable_password", "password1", "password2"]})
    ]

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - the address of the page passes it by this name
        form_url: str = "",
    ) -> HttpResponse:
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if response.status_code == HTTPStatus.FOUND:  # else the form is shown
                account = User.objects.get(pk=id)
                audit.record("user.password_changed", account, by=cast(User, request.user))
        return response


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = [
        "at", "action", "object_label", "actor", "on_behalf_of", "origin", "address", "result"
    ]  # fmt: skip
    list_filter = ["origin", "result", "object_type"]
    list_select_related = ["actor__person", "on_behalf_of"]
    search_fields = ["action", "object_label", "actor__email"]
    date_hierarchy = "at"


@admin.register(AuditHead)
class AuditHeadAdmin(ReadOnlyAdmin):
    list_display = ["position", "sha256"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "person", "created_at", "expires_at", "accepted_at", "withdrawn_at"]
    list_select_related = ["person"]
    search_fields = ["email"]
    exclude = ["token_hash"]


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(ReadOnlyAdmin):
    """The office answers these on its own screens."""

    list_display = ["organisation", "state", "asked_on", "answered_on"]
    list_filter = ["state"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "remark"]
