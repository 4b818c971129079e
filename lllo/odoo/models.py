"""What was sent to which Odoo, with what result; the lock of its one writer; the runs."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import actor_field, money_field, public_id_field
from lllo.odoo.wording import in_words
from lllo.people.scopes import StaffQuerySet


class OdooServer(models.Model):
    """One Odoo database; whoever holds the lock is its only writer.

    ``server`` is host and database. ``pulled_until`` is the latest ``write_date`` that was read
    there, ``audit_seen`` the last row of the audit trail for which a push was asked.
    """

    server = models.CharField(_("server"), max_length=200, unique=True)
    holder = models.CharField(_("writer"), max_length=120, blank=True)
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)
    pulled_until = models.DateTimeField(_("read until"), null=True, blank=True)
    audit_seen = models.BigIntegerField(_("changes seen until"), default=0)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Odoo database")
        verbose_name_plural = _("Odoo databases")

    def __str__(self) -> str:
        return self.server


class OdooRecordQuerySet(StaffQuerySet):
    """Records by what the office has to do with them."""

    def here(self, server: str) -> Self:
        """Return the records of one Odoo database."""
        return self.filter(server=server)

    def troubled(self) -> Self:
        """Return the records that somebody must look at."""
        return self.filter(state__in=[OdooRecord.State.PROBLEM, OdooRecord.State.STOPPED])


class OdooRecord(models.Model):
    """One thing of ours and its record in Odoo.

    ``key`` names the thing (``organisation_`` and its public id) and, with the prefix of the
    installation, its external id. A record that was linked by a person has no external id.
    ``sha256`` is that of the values last sent, ``lines`` the keys of the lines last sent.
    ``make_new``: a person decided that it is none of the records that look like it.
    ``follows``: two of ours are one record there, and only the other one is sent.
    ``said`` is a note of ``lllo.odoo.wording``: how the last attempt ended.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to be sent")
        SENT = "sent", _("in step")
        PROBLEM = "problem", _("refused")
        STOPPED = "stopped", _("waits for a decision")
        LEFT = "left", _("not sent any more")

    public_id = public_id_field()
    server = models.CharField(_("server"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=150)
    label = models.CharField(_("label"), max_length=300, blank=True)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    odoo_model = models.CharField(_("model in Odoo"), max_length=60)
    odoo_id = models.BigIntegerField(_("id in Odoo"), null=True, blank=True)
    external_id = models.CharField(_("external id"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256 of what was sent"), max_length=64, blank=True)
    lines = models.JSONField(_("lines sent"), default=list, blank=True)
    accepted = models.JSONField(_("differences left as they are"), default=dict, blank=True)
    make_new = models.BooleanField(_("not one that is there already"), default=False)
    is_archived = models.BooleanField(_("archived by us"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    said = models.JSONField(_("last result"), default=dict, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # Of invoices, as Odoo says it.
    payment_state = models.CharField(_("payment state"), max_length=20, blank=True)
    residual = money_field(_("open in Odoo"), null=True, blank=True)
    booked_on = models.DateField(_("booked on"), null=True, blank=True)

    objects = OdooRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record in Odoo")
        verbose_name_plural = _("records in Odoo")
        ordering = ["server", "kind", "key"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="odoo_object")]
        constraints = [
            models.UniqueConstraint(fields=["server", "key"], name="odoo_key_once"),
            models.UniqueConstraint(
                fields=["server", "odoo_model", "odoo_id"],
                condition=models.Q(odoo_id__isnull=False),
                name="odoo_id_once",
            ),
            models.CheckConstraint(
                name="odoo_sent_has_id",
                condition=~models.Q(state="sent") | models.Q(odoo_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.key

    @property
    def result(self) -> str:
        """How the last attempt ended, in the language of the reader."""
        return in_words(self.said)

    @property
    def target_id(self) -> int | None:
        """The id by which other records refer to it in Odoo."""
        return self.follows.odoo_id if self.follows else self.odoo_id


class OdooRun(models.Model):
    """One push, pull, comparison or check, with what came of it in words.

    ``details`` holds the lines of a check and the counts and sums of a comparison, ``said`` the
    note of how it ended.
    """

    class Kind(models.TextChoices):
        PUSH = "push", _("send")
        PULL = "pull", _("fetch")
        RECONCILE = "reconcile", _("compare")
        CHECK = "check", _("check")

    public_id = public_id_field()
    server = models.CharField(_("server"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    started_at = models.DateTimeField(_("started at"), default=clock.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    details = models.JSONField(_("details"), default=dict, blank=True)
    said = models.JSONField(_("result"), default=dict, blank=True)
    is_whole = models.BooleanField(_("finished"), default=False)
    started_by = actor_field(_("started by"))

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("run with Odoo")
        verbose_name_plural = _("runs with Odoo")
        ordering = ["-started_at", "-pk"]

    @property
    def result(self) -> str:
        """How it ended, in the language of the reader."""
        return in_words(self.said)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_at:%Y-%m-%d %H:%M}"


class OdooDifferenceQuerySet(StaffQuerySet):
    """Differences by what is left to decide."""

    def open(self) -> Self:
        """Return the differences about which nobody decided yet; not sent yet needs no decision."""
        return self.filter(decision="").exclude(what=OdooDifference.What.UNSENT)


class OdooDifference(models.Model):
    """What the last comparison found about one record or one field of it, and what was decided.

    ``our_name`` and ``their_name`` say what is behind an id, where that is one of our records.
    ``record`` is empty for what only Odoo has, and for what was never sent. Those of an earlier
    comparison are not kept.
    """

    class What(models.TextChoices):
        UNSENT = "unsent", _("not sent yet")
        MISSING = "missing", _("missing in Odoo")
        MERGED = "merged", _("merged in Odoo")
        ARCHIVED = "archived", _("archived in Odoo")
        CHANGED = "changed", _("different")
        EXTRA = "extra", _("only in Odoo")

    class Decision(models.TextChoices):
        OURS = "ours", _("ours is sent")
        THEIRS = "theirs", _("theirs was left")

    public_id = public_id_field()
    run = models.ForeignKey(OdooRun, models.CASCADE, related_name="differences")
    record = models.ForeignKey(OdooRecord, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=150, blank=True)
    label = models.CharField(_("label"), max_length=300)
    what = models.CharField(_("what"), max_length=10, choices=What)
    field = models.CharField(_("field"), max_length=200, blank=True)
    ours = models.TextField(_("ours"), blank=True)
    theirs = models.TextField(_("in Odoo"), blank=True)
    our_name = models.CharField(_("ours in words"), max_length=300, blank=True)
    their_name = models.CharField(_("theirs in words"), max_length=300, blank=True)
    odoo_model = models.CharField(_("model in Odoo"), max_length=60, blank=True)
    odoo_id = models.BigIntegerField(_("id in Odoo"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=6, choices=Decision, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = actor_field(_("decided by"))

    objects = OdooDifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference with Odoo")
        verbose_name_plural = _("differences with Odoo")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="odoo_decision_has_moment",
                condition=models.Q(decision="") | models.Q(decided_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.field}" if self.field else self.label
