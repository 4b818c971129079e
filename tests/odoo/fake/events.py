"""Events and registrations: mail schedulers that mail people, seats, how a version cancels (facts §6)."""

from __future__ import annotations

from .errors import UserError, ValidationError
from .orm import Model, Values

SCHEDULERS = [
    {"interval_nbr": 0, "interval_unit": "now", "interval_type": "after_sub"},
    {"interval_nbr": 1, "interval_unit": "hours", "interval_type": "before_event"},
    {"interval_nbr": 3, "interval_unit": "days", "interval_type": "before_event"},
]


class Event(Model):
    ORDER = "date_begin, id"

    def defaults(self, values: Values) -> Values:
        return {
            "date_tz": self.env.user_zone,
            "stage_id": 1,
            "company_id": 1,
            "event_mail_ids": self._schedulers(values),
            **({"kanban_state": "normal"} if "kanban_state" in self.fields else {}),
            **values,
        }

    def _schedulers(self, values: Values) -> list:
        """Three, unless the context, the caller or the event's type says none."""
        if "default_event_mail_ids" in self.env.context:
            return self.env.context["default_event_mail_ids"] or []
        kind = values.get("event_type_id")
        if kind:
            mails = self.env["event.type.mail"]
            return [
                (0, 0, {name: mails.raw(one, name) for name in SCHEDULERS[0]})
                for one in mails.having("event_type_id", kind)
            ]
        return [(0, 0, dict(one)) for one in SCHEDULERS]

    def optional(self) -> set[str]:
        return {"badge_format", "date_tz"}

    def checked(self, keys: list[int], changed: set[str]) -> None:
        for key in keys if changed & {"date_begin", "date_end"} else []:
            row = self.rows[key]
            if row["date_end"] < row["date_begin"]:
                raise ValidationError("The closing date cannot be earlier than the beginning date.")
        for key in keys if changed & {"seats_max", "seats_limited"} else []:
            self.demand_seats(key)

    def taken(self, key: int) -> int:
        seats = self.env["event.registration"]
        held = [seats.rows[one] for one in seats.having("event_id", key)]
        return sum(row["state"] in ("open", "done") and bool(row["active"]) for row in held)

    def demand_seats(self, key: int) -> None:
        row = self.rows[key]
        if row.get("seats_limited") and row.get("seats_max") and self.taken(key) > row["seats_max"]:
            missing = self.taken(key) - row["seats_max"]
            raise ValidationError(
                f'There are not enough seats available for:\n- the event "{row["name"]}": Missing {missing} seats.'
            )

    def compute_seats_taken(self, key: int) -> int:
        return self.taken(key)

    def compute_seats_available(self, key: int) -> int:
        row = self.rows[key]
        return row["seats_max"] - self.taken(key) if row.get("seats_limited") else 0


class EventType(Model):
    def defaults(self, values: Values) -> Values:
        return {"event_type_mail_ids": [(0, 0, dict(one)) for one in SCHEDULERS], **values}

    def optional(self) -> set[str]:
        return set(self.fields) - {"name"}


class Registration(Model):
    RPC = Model.RPC | {"action_set_done", "action_cancel", "action_confirm", "action_set_draft"}
    ORDER = "id desc"

    def defaults(self, values: Values) -> Values:
        partner = values.get("partner_id")
        row = self.env["res.partner"].rows[partner] if partner else {}
        own = {name: row.get(name) for name in ("name", "email", "phone")}
        return {"state": "open", "company_id": 1, **own, **values}

    def make(self, values: Values) -> int:
        key = super().make(values)
        self._mail(key)
        return key

    def checked(self, keys: list[int], changed: set[str]) -> None:
        """The same person twice is accepted; more than the seats is not."""
        if changed & {"event_id", "state", "active"}:
            for event in {self.raw(key, "event_id") for key in keys}:
                self.env["event.event"].demand_seats(event)

    def _mail(self, key: int) -> None:
        """Each registration mails the participant when the event has schedulers."""
        row = self.rows[key]
        mails = self.env["event.mail"]
        at_once = [
            one
            for one in mails.having("event_id", row["event_id"])
            if mails.raw(one, "interval_unit") == "now"
        ]
        if not at_once or self.env.version == 18 or row["state"] != "open":
            return  # 18 queued nothing at once
        if not self.env.settings.get("wkhtmltopdf"):
            if self.env.version == 17:
                raise UserError(
                    "Unable to find Wkhtmltopdf on this system. The PDF can not be created."
                )
            return
        event = self.env["event.event"].raw(row["event_id"], "name")
        self.env["mail.mail"].make(
            {
                "subject": f"Your registration at {event}",
                "email_to": row.get("email"),
                "model": self.name,
                "res_id": key,
            }
        )

    def action_set_done(self, ids: list[int]) -> None:
        self.write(ids, {"state": "done"})

    def action_cancel(self, ids: list[int]) -> None:
        self.write(ids, {"state": "cancel"})

    def action_confirm(self, ids: list[int]) -> None:
        self.write(ids, {"state": "open"})

    def action_set_draft(self, ids: list[int]) -> None:
        self.write(ids, {"state": "draft"})


MODELS: dict[str, type[Model]] = {
    "event.event": Event,
    "event.type": EventType,
    "event.registration": Registration,
}
