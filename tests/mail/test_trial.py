from __future__ import annotations

import pytest
from django.core import mail

from lllo.errors import Refused
from lllo.mail.trial import deliver_trial, send_trial
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_trial_waits_in_the_outbox_and_is_sent_by_the_worker(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    job = send_trial("alice@example.org", by=None)
    assert Job.objects.get() == job
    assert AuditEntry.objects.get().action == "mail.tried"
    deliver_trial(job)
    assert mail.outbox[0].to == ["alice@example.org"]


def test_text_that_is_no_address_is_refused():
    with pytest.raises(Refused) as caught:
        send_trial("geen adres", by=None)
    assert caught.value.code == "mail_address"
    assert not Job.objects.exists()
