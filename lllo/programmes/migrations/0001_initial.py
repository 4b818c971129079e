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
            name="Programme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="starts on")),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "ordering": ["starts_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "created_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="made at"),
                ),
            ],
            options={
                "verbose_name": "installation",
                "verbose_name_plural": "installation",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="installation_one_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PackageEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "loaded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="loaded at"),
                ),
                ("files", models.JSONField(default=dict, verbose_name="files")),
                (
                    "loaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="programmes.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "package edition",
                "verbose_name_plural": "package editions",
                "ordering": ["-valid_from", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="amount a year"
                    ),
                ),
                (
                    "borne_by_university",
                    models.BooleanField(default=False, verbose_name="borne by the university"),
                ),
                ("vat_code", models.SlugField(blank=True, verbose_name="VAT code")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="programmes.packageedition",
                    ),
                ),
            ],
            options={
                "verbose_name": "component",
                "verbose_name_plural": "components",
                "ordering": ["edition", "position", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "code"), name="component_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="component_amount_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DevelopmentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("aim", models.TextField(blank=True, verbose_name="aim")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="programmes.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "development line",
                "verbose_name_plural": "development lines",
                "ordering": ["programme", "position", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "code"), name="line_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(verbose_name="code")),
                ("question", models.TextField(verbose_name="question")),
                ("default", models.TextField(verbose_name="default in force")),
                ("reason", models.TextField(blank=True, verbose_name="why")),
                ("owner", models.CharField(max_length=100, verbose_name="owner")),
                ("confirmed", models.BooleanField(default=False, verbose_name="confirmed")),
                (
                    "holds_invoices",
                    models.BooleanField(default=False, verbose_name="holds invoices"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="programmes.packageedition",
                    ),
                ),
            ],
            options={
                "verbose_name": "open question",
                "verbose_name_plural": "open questions",
                "ordering": ["edition", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "code"), name="question_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Deliverable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.SlugField(verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("in_progress", "in progress"),
                            ("delivered", "delivered"),
                        ],
                        default="planned",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliverables",
                        to="programmes.developmentline",
                    ),
                ),
            ],
            options={
                "verbose_name": "deliverable",
                "verbose_name_plural": "deliverables",
                "ordering": ["line", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "code"), name="deliverable_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EntitlementTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("masterclass_seat", "masterclass seats"),
                            ("coaching_hour", "coaching hours"),
                            ("course_seat", "course seats"),
                            ("project_hour", "project hours"),
                            ("learning_credit", "learning on the job (EC)"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="quantity",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlement_terms",
                        to="programmes.component",
                    ),
                ),
            ],
            options={
                "verbose_name": "entitlement term",
                "verbose_name_plural": "entitlement terms",
                "ordering": ["component", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("component", "kind"), name="term_kind_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__isnull", True), ("quantity__gt", 0), _connector="OR"
                        ),
                        name="term_quantity_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "components",
                    models.ManyToManyField(
                        related_name="packages",
                        to="programmes.component",
                        verbose_name="components",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="programmes.packageedition",
                    ),
                ),
            ],
            options={
                "verbose_name": "package",
                "verbose_name_plural": "packages",
                "ordering": ["edition", "position", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "code"), name="package_code_once")
                ],
            },
        ),
    ]
