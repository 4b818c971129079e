"""How an organisation is billed: one form, what is still missing, annexes."""

from __future__ import annotations

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lllo.invoices.models import InvoiceAnnex
from lllo.people.models import Organisation

NAME = "Gemeente Beekdorp (demo)"


def test_billing_data_are_saved_and_what_is_missing_is_told(site):
    organisation = Organisation.objects.get(name=NAME)
    path = reverse("organisation_billing", args=[organisation.public_id])
    form = site.get(path).context["form"]
    data = {name: value for name, value in form.initial.items() if value is not None}
    assert site.get(path).context["problems"] == []
    data |= {
        "invoice_street": "Postbus 20", "invoice_channel": "both", "peppol_scheme": "0106",
        "peppol_id": "90000037", "order_number_rule": "above", "order_number_above": "1.000,00",
        "invoice_email": "", "annexes_merged": "",
    }  # fmt: skip
    answer = site.post(path, data, follow=True)
    saved = Organisation.objects.get(name=NAME)
    assert (saved.invoice_street, saved.peppol_id, saved.order_number_above) == (
        "Postbus 20", "90000037", 1000,
    )  # fmt: skip
    assert not saved.annexes_merged
    assert saved.name == NAME
    assert len(site.get(path).context["problems"]) == 1  # the mail address
    assert any(NAME in str(message) for message in answer.context["messages"])
    assert site.post(path, {**data, "order_number_above": ""}).status_code == 422
    assert site.post(path, {**data, "kvk_number": "1234567"}).status_code == 422
    assert site.post(path, {**data, "country_code": "XX"}).status_code == 422
    countries = list(form.fields["country_code"].choices)
    assert (countries[0][0], len(countries)) == ("NL", 249)
    assert [name for code, name in countries if code in ("BE", "AX")] == ["Åland", "België"]


def test_annexes_are_added_and_taken_away(site):
    organisation = Organisation.objects.get(name=NAME)
    Organisation.objects.update(annexes_merged=False)
    path = reverse("organisation_annexes", args=[organisation.public_id])
    buffer = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(buffer)
    for content, status in ((buffer.getvalue(), 302), (b"%PDF- kapot %%EOF", 422), (b"x", 422)):
        file = SimpleUploadedFile("voorwaarden.pdf", content)
        assert site.post(path, {"file": file, "title": ""}).status_code == status, content[:10]
    annex = InvoiceAnnex.objects.get()
    assert annex.title == "voorwaarden"
    assert site.get(reverse("annex_pdf", args=[annex.public_id])).content == buffer.getvalue()
    site.post(reverse("annex_remove", args=[annex.public_id]))
    assert list(site.get(path).context["annexes"]) == []
