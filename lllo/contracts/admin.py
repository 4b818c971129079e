"""The back room of choices, contracts and entitlements: states change by actions, never here."""

from __future__ import annotations

from django.contrib import admin

from lllo.backroom import LastDay, ReadOnlyAdmin, ReadOnlyInline
from lllo.contracts.models import (
    Addendum,
    Choice,
    Contract,
    ContractLine,
    ContractYear,
    Entitlement,
    Signature,
    Use,
)


@admin.register(Choice)
class ChoiceAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "package_code", "state", "stated_on", "starts_on"]
    list_filter = ["state", "package_code"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "remark"]
    date_hierarchy = "stated_on"


class SignatureInline(ReadOnlyInline):
    model = Signature


class AddendumInline(ReadOnlyInline):
    model = Addendum


class ContractYearInline(LastDay, ReadOnlyInline):
    model = ContractYear
    fields = ("number", "starts_on", "last_day", "package_name")
    readonly_fields = fields


@admin.register(Contract)
class ContractAdmin(LastDay, ReadOnlyAdmin):
    list_display = [
        "number",
        "organisation",
        "package_name",
        "state",
        "starts_on",
        "last_day",
        "signed_on",
    ]
    list_filter = ["state", "package_name"]
    list_select_related = ["organisation"]
    search_fields = ["number", "organisation__name", "purchase_order_number"]
    readonly_fields = [
        "number",
        "organisation",
        "package_name",
        "state",
        "starts_on",
        "last_day",
        "years",
        "offered_on",
        "signed_on",
        "ended_on",
        "end_reason",
        "purchase_order_number",
        "orderer",
        "purchasing_terms",
        "instalments",
        "payment_days",
        "prices_include_vat",
        "agreement",
        "made_by",
        "made_at",
    ]
    fields = [*readonly_fields]
    inlines = [ContractYearInline, SignatureInline, AddendumInline]


class ContractLineInline(ReadOnlyInline):
    model = ContractLine


class EntitlementInline(ReadOnlyInline):
    model = Entitlement


@admin.register(ContractYear)
class ContractYearAdmin(LastDay, ReadOnlyAdmin):
    list_display = ["__str__", "organisation", "package_name", "starts_on", "last_day"]
    list_filter = ["package_name", "number"]
    list_select_related = ["contract__organisation"]
    search_fields = ["contract__number", "contract__organisation__name"]
    readonly_fields = ["contract", "number", "starts_on", "last_day", "package_name"]
    fields = [*readonly_fields]
    inlines = [ContractLineInline, EntitlementInline]

    @admin.display(description=Contract._meta.get_field("organisation").verbose_name)
    def organisation(self, contract_year: ContractYear) -> str:
        return str(contract_year.contract.organisation)


class UseInline(ReadOnlyInline):
    model = Use
    fields = ["used_on", "quantity", "person", "reason", "override_reason", "recorded_by"]


@admin.register(Entitlement)
class EntitlementAdmin(ReadOnlyAdmin):
    list_display = ["contract_year", "kind", "quantity"]
    list_filter = ["kind"]
    list_select_related = ["contract_year__contract"]
    search_fields = ["contract_year__contract__number"]
    inlines = [UseInline]


@admin.register(Use)
class UseAdmin(ReadOnlyAdmin):
    list_display = ["used_on", "entitlement", "quantity", "person", "reason", "recorded_by"]
    list_filter = ["entitlement__kind"]
    list_select_related = [
        "entitlement__contract_year__contract",
        "person",
        "recorded_by__person",
    ]
    search_fields = ["reason", "entitlement__contract_year__contract__number"]
    date_hierarchy = "used_on"
