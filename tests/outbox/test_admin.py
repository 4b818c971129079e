"""The back room of the outbox: who looks at jobs may not try them again for that alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from lllo.outbox.models import Job


@pytest.mark.parametrize(
    ("permissions", "state"),
    [(["view_job"], "failed"), (["view_job", "change_job"], "pending")],
)
def test_try_again_takes_the_permission_to_change(backoffice, client, permissions, state):
    job = Job.objects.create(key="a", kind="test", state=Job.State.FAILED, attempts=6)
    backoffice.is_staff = True
    backoffice.save()
    backoffice.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(backoffice)
    client.post(
        reverse("admin:outbox_job_changelist"),
        {"action": "try_again", "_selected_action": [job.pk]},
    )
    job.refresh_from_db()
    assert (job.state, job.retried_by) == (state, backoffice if state == "pending" else None)
