import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lllo.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contracts", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("programmes", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "staff_days",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="staff days"),
                ),
                (
                    "day_rate",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="day rate"),
                ),
                (
                    "hours_per_day",
                    models.DecimalField(
                        decimal_places=2, max_digits=9, verbose_name="hours in a day"
                    ),
                ),
                (
                    "extras",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="extras"),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_years",
                        to="programmes.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "budget year",
                "verbose_name_plural": "budget years",
                "ordering": ["programme", "year"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "year"), name="budget_year_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="budget_amount_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetAmount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(default=1, verbose_name="weight of the key"),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_amounts",
                        to="programmes.developmentline",
                    ),
                ),
                (
                    "budget_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amounts",
                        to="budget.budgetyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "budget amount",
                "verbose_name_plural": "budget amounts",
                "ordering": ["budget_year", "line"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("budget_year", "line"), name="budget_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="budget_line_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Expense",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("description", models.CharField(max_length=300, verbose_name="description")),
                (
                    "recorded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="recorded at"),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("supplier", models.CharField(blank=True, max_length=200, verbose_name="supplier")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.developmentline",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="budget.expense",
                    ),
                ),
            ],
            options={
                "verbose_name": "costs",
                "verbose_name_plural": "costs",
                "ordering": ["-on", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gte", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lte", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="expense_negative_only_as_reversal",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HourEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("description", models.CharField(max_length=300, verbose_name="description")),
                (
                    "recorded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="recorded at"),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "hours",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="hours"),
                ),
                (
                    "day_rate",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="day rate"),
                ),
                (
                    "key",
                    models.CharField(blank=True, max_length=64, verbose_name="key of the import"),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.developmentline",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hour_entries",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hour_entries",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="budget.hourentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "hours",
                "verbose_name_plural": "hours",
                "ordering": ["-on", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gte", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lte", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="hourentry_negative_only_as_reversal",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("key",),
                        name="hours_key_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InKindEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("description", models.CharField(max_length=300, verbose_name="description")),
                (
                    "recorded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="recorded at"),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "hours",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="hours"
                    ),
                ),
                (
                    "override_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason to go beyond"
                    ),
                ),
                (
                    "contract_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_kind_entries",
                        to="contracts.contractyear",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.developmentline",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_kind_entries",
                        to="projects.placement",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="budget.inkindentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "contribution in kind",
                "verbose_name_plural": "contributions in kind",
                "ordering": ["-on", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gte", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lte", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="inkindentry_negative_only_as_reversal",
                    )
                ],
            },
        ),
    ]
