"""What no cache keeps, and what a form takes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.screens import scene as build


@pytest.mark.parametrize("path", ["/", "/kantoor/", "/account/", "/stijl/", "/nergens/"])
def test_no_cache_keeps_a_page_of_someone_signed_in(scene, client, path):
    client.force_login(build.make_account("backoffice", scene.university))
    kept = client.get(path).headers["Cache-Control"]
    assert {"no-store", "private"} <= set(kept.split(", "))


def test_pasted_text_of_three_megabytes_stays_in_the_form(alice, client):
    client.force_login(alice)
    path = reverse("portal_coaching_ask", args=[alice.contract.organisation.public_id])
    pasted = "lange tekst " * 250_000
    answer = client.post(path, {"subject": "Riool", "wish": pasted})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "2000" in str(answer.context["form"].errors["wish"])
    assert pasted.strip() in page


def test_more_than_a_form_takes_is_told_with_the_limit(alice, client):
    client.force_login(alice)
    path = reverse("portal_coaching_ask", args=[alice.contract.organisation.public_id])
    answer = client.post(path, {"subject": "Riool", "wish": "x" * (10 * 1024**2 + 1)})
    assert answer.status_code == 413
    assert "10 MB" in answer.content.decode()
