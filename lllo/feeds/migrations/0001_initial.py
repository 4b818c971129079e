import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lllo.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("outbox", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("training", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                ("name", models.CharField(blank=True, max_length=300, verbose_name="name")),
                ("filename", models.CharField(blank=True, max_length=200, verbose_name="file")),
                ("etag", models.CharField(blank=True, max_length=70, verbose_name="ETag")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="changed at")),
                ("checked_to", models.BigIntegerField(default=-1)),
                ("checked_on", models.DateField(null=True)),
                ("body", models.BinaryField(default=b"")),
            ],
            options={
                "verbose_name": "calendar as it was made",
                "verbose_name_plural": "calendars as they were made",
            },
        ),
        migrations.CreateModel(
            name="Form",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, unique=True, verbose_name="name")),
            ],
            options={
                "verbose_name": "form of entries",
                "verbose_name_plural": "forms of entries",
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "chosen_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="chosen at"),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="chosen by",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail_choice",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitations by mail",
                "verbose_name_plural": "invitations by mail",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.CharField(max_length=255, verbose_name="UID")),
                ("stamp", models.TextField(verbose_name="stamp")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="sequence")),
                ("place_and_time", models.CharField(max_length=64)),
                ("modified_at", models.DateTimeField(verbose_name="changed at")),
                ("body", models.BinaryField()),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="feeds.form",
                        to_field="name",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a calendar",
                "verbose_name_plural": "entries of calendars",
                "constraints": [
                    models.UniqueConstraint(fields=("uid", "form"), name="entry_once_in_each_form")
                ],
            },
        ),
        migrations.CreateModel(
            name="MailedInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("uid", models.CharField(max_length=255, verbose_name="UID")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="mail address"),
                ),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="sequence")),
                ("stamp", models.CharField(blank=True, max_length=60)),
                ("aim", models.CharField(blank=True, max_length=60)),
                ("is_open", models.BooleanField(default=False, verbose_name="invited")),
                ("shown", models.JSONField(default=dict)),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("jobs", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailed_invitations",
                        to="training.event",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.job",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailed_invitations",
                        to="people.person",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailed_invitations",
                        to="training.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation that was mailed",
                "verbose_name_plural": "invitations that were mailed",
                "ordering": ["person", "ends_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("uid", "person"), name="mailed_invitation_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("feed", models.SlugField(max_length=60, verbose_name="calendar")),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("person", "own programme"),
                            ("organisation", "organisation"),
                            ("cohort", "cohort"),
                            ("coach", "coach"),
                            ("office", "office"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("answered_since", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(default=lllo.clock.now, verbose_name="made at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("renewed", "renewed"), ("revoked", "revoked")],
                        max_length=10,
                        verbose_name="why it ended",
                    ),
                ),
                (
                    "last_used_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last used"),
                ),
                ("use_count", models.PositiveIntegerField(default=0, verbose_name="times used")),
                (
                    "answered",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="feeds.feedfile",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="training.cohort",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="feeds.feedfile",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar subscription",
                "verbose_name_plural": "calendar subscriptions",
                "ordering": ["person", "feed", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("cohort", None), ("ended_at__isnull", True), ("organisation", None)
                        ),
                        fields=("feed", "person"),
                        name="subscription_own_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("organisation__isnull", False)
                        ),
                        fields=("feed", "person", "organisation"),
                        name="subscription_organisation_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cohort__isnull", False), ("ended_at__isnull", True)),
                        fields=("feed", "person", "cohort"),
                        name="subscription_cohort_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cohort", None),
                                ("organisation__isnull", False),
                                ("scope", "organisation"),
                            ),
                            models.Q(
                                ("cohort__isnull", False),
                                ("organisation", None),
                                ("scope", "cohort"),
                            ),
                            models.Q(
                                models.Q(("scope__in", ["organisation", "cohort"]), _negated=True),
                                ("cohort", None),
                                ("organisation", None),
                            ),
                            _connector="OR",
                        ),
                        name="subscription_scope_has_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(
                                ("ended_at__isnull", False), models.Q(("end", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="subscription_end_has_reason",
                    ),
                ],
            },
        ),
    ]
