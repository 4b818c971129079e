from __future__ import annotations

import io
import uuid

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.screens import scene as build


@pytest.fixture
def office(bob, client):
    """A browser of the backoffice."""
    client.force_login(bob)
    return Office(client)


@pytest.fixture
def auditor(scene, client):
    """A browser of an auditor."""
    client.force_login(build.make_account("auditor", scene.university, given_name="Olivia"))
    return Office(client)


class Office:
    """Reads lists, and works on many of their rows."""

    def __init__(self, client):
        self.client = client

    def page(self, name, *args, **asked):
        answer = self.client.get(reverse(name, args=args), asked)
        assert answer.status_code == 200
        return answer

    def labels(self, name, *args, **asked):
        """Return what stands in the first column of each row."""
        return [row["label"] for row in self.page(name, *args, **asked).context["rows"]]

    def cells(self, name, *args, **asked):
        """Return the texts of each row."""
        rows = self.page(name, *args, **asked).context["rows"]
        return [[cell.text for cell in row["cells"]] for row in rows]

    def foot(self, name, **asked):
        """Return the totals that are shown, by the key of their column."""
        return {
            column.key: total.replace("\xa0", " ")
            for column, total in self.page(name, **asked).context["foot"]
            if total
        }

    def sheet(self, name, **asked):
        """Return the rows of the spreadsheet."""
        answer = self.page(name, formaat="xlsx", **asked)
        return (
            CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
            .get_sheet_by_index(0)
            .to_python()
        )

    def _post(self, name, args, code, rows, step, data):
        keys = [str(getattr(row, "public_id", None) or row.uid) for row in rows]
        sent = {"bulk": code, "rij": keys, "stap": step, "once": str(uuid.uuid4()), **data}
        return self.client.post(reverse(name, args=args), sent)

    def shown(self, name, code, rows, *, args=(), **data):
        """Return what the page of the preview shows."""
        answer = self._post(name, args, code, rows, "bekijk", data)
        assert answer.status_code == 200, answer.context["form"].errors
        return answer.context

    def preview(self, name, code, rows, *, args=(), **data):
        """Return who will be done, and why the others will not."""
        context = self.shown(name, code, rows, args=args, **data)
        return [each.row for each in context["will_do"]], [
            each.why_not for each in context["skipped"]
        ]

    def do(self, name, code, rows, *, args=(), **data):
        """Do it; return how many were done, and why the others were not."""
        answer = self._post(name, args, code, rows, "doe", data)
        assert answer.status_code == 302
        result = self.client.get(answer.headers["Location"]).context["result"]
        return result["done"], [why for _label, why in result["failed"]]
