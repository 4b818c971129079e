import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lllo.clock
import lllo.training.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contracts", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CoachingSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=lllo.training.models.new_uid,
                        editable=False,
                        max_length=100,
                        unique=True,
                        verbose_name="UID",
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("location", models.CharField(blank=True, max_length=300, verbose_name="location")),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                (
                    "hours",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="hours"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("held", "held"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="sequence")),
                (
                    "changed_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="changed at"),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coached_sessions",
                        to="people.person",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coaching_sessions",
                        to="programmes.developmentline",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coaching_sessions",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coaching_sessions",
                        to="people.person",
                    ),
                ),
                (
                    "use",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coaching_session",
                        to="contracts.use",
                    ),
                ),
            ],
            options={
                "verbose_name": "coaching session",
                "verbose_name_plural": "coaching sessions",
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0)), name="coaching_hours_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CoachingRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                (
                    "wish",
                    models.TextField(blank=True, verbose_name="question and preferred moments"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an answer"),
                            ("planned", "planned"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="answered on"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coaching_requests",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coaching_requests",
                        to="people.person",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="training.coachingsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for coaching",
                "verbose_name_plural": "requests for coaching",
                "ordering": ["asked_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("session__isnull", False), ("state", "planned")),
                            models.Q(
                                models.Q(("state", "planned"), _negated=True),
                                ("session__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="coaching_request_planned_has_session",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="coaching_request_declined_has_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on__isnull", True), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("answered_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="coaching_request_answered_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="capacity"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohorts",
                        to="programmes.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "cohort",
                "verbose_name_plural": "cohorts",
                "ordering": ["programme", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "number"), name="cohort_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "course_code",
                    models.CharField(blank=True, max_length=40, verbose_name="course code"),
                ),
                ("course_name", models.CharField(max_length=200, verbose_name="course")),
                (
                    "ec",
                    models.DecimalField(
                        decimal_places=1, default=5, max_digits=4, verbose_name="EC"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "applied for"),
                            ("reserved", "reserved"),
                            ("confirmed", "confirmed"),
                            ("completed", "completed"),
                            ("withdrawn", "withdrawn"),
                            ("declined", "declined"),
                        ],
                        default="reserved",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark of the applicant")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("applied_on", models.DateField(blank=True, null=True, verbose_name="applied on")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_seats",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_seats",
                        to="people.person",
                    ),
                ),
                (
                    "use",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_seat",
                        to="contracts.use",
                    ),
                ),
            ],
            options={
                "verbose_name": "course seat",
                "verbose_name_plural": "course seats",
                "ordering": ["starts_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("person__isnull", False),
                            models.Q(("course_code", ""), _negated=True),
                            models.Q(("state__in", ["withdrawn", "declined"]), _negated=True),
                        ),
                        fields=("person", "course_code", "starts_on"),
                        name="course_seat_person_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["applied", "withdrawn", "declined"]),
                            models.Q(("course_code", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="course_seat_has_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["applied", "declined"]), _negated=True),
                            ("applied_on__isnull", False),
                            _connector="OR",
                        ),
                        name="course_seat_applied_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="course_seat_declined_has_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=lllo.training.models.new_uid,
                        editable=False,
                        max_length=255,
                        unique=True,
                        verbose_name="UID",
                    ),
                ),
                (
                    "key",
                    models.SlugField(
                        blank=True, max_length=100, verbose_name="key in the office folder"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("masterclass", "masterclass"),
                            ("knowledge_event", "knowledge event"),
                            ("challenge", "challenge"),
                            ("symposium", "symposium"),
                            ("training", "training"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("location", models.CharField(blank=True, max_length=300, verbose_name="location")),
                (
                    "leader",
                    models.CharField(blank=True, max_length=200, verbose_name="guest who leads"),
                ),
                ("url", models.URLField(blank=True, verbose_name="address of the page")),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                ("all_day", models.BooleanField(default=False, verbose_name="whole days")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("tentative", "tentative"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="confirmed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("is_published", models.BooleanField(default=True, verbose_name="published")),
                ("remark", models.TextField(blank=True, verbose_name="remark for the office")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="sequence")),
                (
                    "changed_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="changed at"),
                ),
                (
                    "announced_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="announced at"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="made at"),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="training.cohort",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="programmes.programme",
                    ),
                ),
                (
                    "specialist",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events_led",
                        to="people.person",
                        verbose_name="specialist",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("programme", "key"),
                        name="event_key_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="event_end_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("present", "present"),
                            ("absent", "absent"),
                            ("excused", "excused"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="recorded at"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="people.person",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="training.event",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendances",
                "ordering": ["event", "person"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "person"), name="attendance_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EventPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=lllo.training.models.new_uid,
                        editable=False,
                        max_length=255,
                        unique=True,
                        verbose_name="UID",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "leader",
                    models.CharField(blank=True, max_length=200, verbose_name="guest who leads"),
                ),
                ("location", models.CharField(blank=True, max_length=200, verbose_name="location")),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                (
                    "announced_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="announced at"),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="training.event",
                    ),
                ),
                (
                    "specialist",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts_led",
                        to="people.person",
                        verbose_name="specialist",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of an event",
                "verbose_name_plural": "parts of an event",
                "ordering": ["event", "starts_at", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="part_end_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("registered", "registered"), ("cancelled", "cancelled")],
                        default="registered",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "registered_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="registered at"),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="training.cohort",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="training.event",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="people.person",
                    ),
                ),
                (
                    "use",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registration",
                        to="contracts.use",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ["organisation", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cohort__isnull", False), ("event__isnull", True)),
                            models.Q(("cohort__isnull", True), ("event__isnull", False)),
                            _connector="OR",
                        ),
                        name="registration_for_cohort_or_event",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False), ("state", "registered")),
                        fields=("cohort", "person"),
                        name="registration_cohort_person_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False), ("state", "registered")),
                        fields=("event", "person"),
                        name="registration_event_person_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("accepted", "comes"),
                            ("tentative", "comes perhaps"),
                            ("declined", "does not come"),
                        ],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("page", "on the page of the invitation"),
                            ("mail", "by mail, not checked"),
                        ],
                        max_length=4,
                        verbose_name="way",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="sequence")),
                (
                    "answered_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="answered at"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="people.person",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="training.event",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="training.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to an invitation",
                "verbose_name_plural": "answers to invitations",
                "ordering": ["event", "registration", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("registration", "event", "person"),
                        name="answer_once_for_each_event",
                    )
                ],
            },
        ),
    ]
