import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lllo.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="OdooServer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("server", models.CharField(max_length=200, unique=True, verbose_name="server")),
                ("holder", models.CharField(blank=True, max_length=120, verbose_name="writer")),
                (
                    "locked_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="locked until"),
                ),
                (
                    "pulled_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="read until"),
                ),
                (
                    "audit_seen",
                    models.BigIntegerField(default=0, verbose_name="changes seen until"),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked at")),
            ],
            options={
                "verbose_name": "Odoo database",
                "verbose_name_plural": "Odoo databases",
            },
        ),
        migrations.CreateModel(
            name="OdooRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("server", models.CharField(max_length=200, verbose_name="server")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("key", models.CharField(max_length=150, verbose_name="key")),
                ("label", models.CharField(blank=True, max_length=300, verbose_name="label")),
                ("object_type", models.CharField(max_length=60, verbose_name="kind of object")),
                ("object_id", models.BigIntegerField(verbose_name="object")),
                ("odoo_model", models.CharField(max_length=60, verbose_name="model in Odoo")),
                (
                    "odoo_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="id in Odoo"),
                ),
                (
                    "external_id",
                    models.CharField(blank=True, max_length=200, verbose_name="external id"),
                ),
                (
                    "sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="SHA-256 of what was sent"
                    ),
                ),
                ("lines", models.JSONField(blank=True, default=list, verbose_name="lines sent")),
                (
                    "accepted",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="differences left as they are"
                    ),
                ),
                (
                    "make_new",
                    models.BooleanField(
                        default=False, verbose_name="not one that is there already"
                    ),
                ),
                ("is_archived", models.BooleanField(default=False, verbose_name="archived by us")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "to be sent"),
                            ("sent", "in step"),
                            ("problem", "refused"),
                            ("stopped", "waits for a decision"),
                            ("left", "not sent any more"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("said", models.JSONField(blank=True, default=dict, verbose_name="last result")),
                (
                    "tried_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last tried at"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "payment_state",
                    models.CharField(blank=True, max_length=20, verbose_name="payment state"),
                ),
                (
                    "residual",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="open in Odoo",
                    ),
                ),
                ("booked_on", models.DateField(blank=True, null=True, verbose_name="booked on")),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="odoo.odoorecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "record in Odoo",
                "verbose_name_plural": "records in Odoo",
                "ordering": ["server", "kind", "key"],
                "indexes": [models.Index(fields=["object_type", "object_id"], name="odoo_object")],
                "constraints": [
                    models.UniqueConstraint(fields=("server", "key"), name="odoo_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("odoo_id__isnull", False)),
                        fields=("server", "odoo_model", "odoo_id"),
                        name="odoo_id_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("odoo_id__isnull", False),
                            _connector="OR",
                        ),
                        name="odoo_sent_has_id",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OdooRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("server", models.CharField(max_length=200, verbose_name="server")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("push", "send"),
                            ("pull", "fetch"),
                            ("reconcile", "compare"),
                            ("check", "check"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="started at"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("calls", models.PositiveIntegerField(default=0, verbose_name="calls")),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("said", models.JSONField(blank=True, default=dict, verbose_name="result")),
                ("is_whole", models.BooleanField(default=False, verbose_name="finished")),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="started by",
                    ),
                ),
            ],
            options={
                "verbose_name": "run with Odoo",
                "verbose_name_plural": "runs with Odoo",
                "ordering": ["-started_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="OdooDifference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("key", models.CharField(blank=True, max_length=150, verbose_name="key")),
                ("label", models.CharField(max_length=300, verbose_name="label")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("unsent", "not sent yet"),
                            ("missing", "missing in Odoo"),
                            ("merged", "merged in Odoo"),
                            ("archived", "archived in Odoo"),
                            ("changed", "different"),
                            ("extra", "only in Odoo"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=200, verbose_name="field")),
                ("ours", models.TextField(blank=True, verbose_name="ours")),
                ("theirs", models.TextField(blank=True, verbose_name="in Odoo")),
                (
                    "our_name",
                    models.CharField(blank=True, max_length=300, verbose_name="ours in words"),
                ),
                (
                    "their_name",
                    models.CharField(blank=True, max_length=300, verbose_name="theirs in words"),
                ),
                (
                    "odoo_model",
                    models.CharField(blank=True, max_length=60, verbose_name="model in Odoo"),
                ),
                (
                    "odoo_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="id in Odoo"),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("ours", "ours is sent"), ("theirs", "theirs was left")],
                        max_length=6,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="odoo.odoorecord",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="differences",
                        to="odoo.odoorun",
                    ),
                ),
            ],
            options={
                "verbose_name": "difference with Odoo",
                "verbose_name_plural": "differences with Odoo",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", ""), ("decided_at__isnull", False), _connector="OR"
                        ),
                        name="odoo_decision_has_moment",
                    )
                ],
            },
        ),
    ]
