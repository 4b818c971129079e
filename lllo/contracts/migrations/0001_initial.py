import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lllo.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("package_code", models.SlugField(blank=True, verbose_name="package")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("committed", "committed orally"),
                            ("chosen", "package chosen"),
                            ("contracted", "agreement made"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("stated_on", models.DateField(verbose_name="stated on")),
                ("starts_on", models.DateField(verbose_name="wanted start")),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                (
                    "recorded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="recorded at"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="programmes.packageedition",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="people.organisation",
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
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "choice",
                "verbose_name_plural": "choices",
                "ordering": ["-stated_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["committed", "chosen"])),
                        fields=("organisation",),
                        name="choice_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["committed", "withdrawn"]),
                            models.Q(("package_code", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="choice_has_package",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            ("withdrawn_on__isnull", False),
                            _connector="OR",
                        ),
                        name="choice_withdrawn_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("package_code", models.SlugField(verbose_name="package")),
                ("package_name", models.CharField(max_length=100, verbose_name="package name")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("years", models.PositiveSmallIntegerField(verbose_name="years")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("offered", "offered"),
                            ("signed", "signed"),
                            ("ended", "ended"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("offered_on", models.DateField(blank=True, null=True, verbose_name="offered on")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("end_reason", models.TextField(blank=True, verbose_name="reason of the end")),
                (
                    "purchase_order_number",
                    models.CharField(blank=True, max_length=60, verbose_name="order number"),
                ),
                ("orderer", models.CharField(blank=True, max_length=200, verbose_name="orderer")),
                (
                    "purchasing_terms",
                    models.CharField(blank=True, max_length=200, verbose_name="purchasing terms"),
                ),
                (
                    "instalments",
                    models.PositiveSmallIntegerField(default=1, verbose_name="instalments a year"),
                ),
                (
                    "payment_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="days to pay"),
                ),
                (
                    "prices_include_vat",
                    models.BooleanField(default=False, verbose_name="prices include VAT"),
                ),
                ("made_at", models.DateTimeField(default=lllo.clock.now, verbose_name="made at")),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "choice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="contracts.choice",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="programmes.packageedition",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("years__gte", 1)), name="contract_has_years"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("instalments__gte", 1), ("instalments__lte", 12)),
                        name="contract_instalments_by_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="contract_end_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["offered", "signed", "ended"]), _negated=True),
                            models.Q(("agreement__isnull", False), ("offered_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="contract_offered_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["signed", "ended"]), _negated=True),
                            ("signed_on__isnull", False),
                            _connector="OR",
                        ),
                        name="contract_signed_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True),
                            models.Q(
                                ("ended_on__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contract_ended_has_date_and_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("takes_effect_on", models.DateField(verbose_name="takes effect on")),
                ("package_code", models.SlugField(verbose_name="package")),
                ("reason", models.TextField(verbose_name="reason")),
                ("agreed_on", models.DateField(verbose_name="agreed on")),
                (
                    "recorded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="recorded at"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="programmes.packageedition",
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
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="contracts.contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "addendum",
                "verbose_name_plural": "addenda",
                "ordering": ["contract", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "number"), name="addendum_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("package_code", models.SlugField(verbose_name="package")),
                ("package_name", models.CharField(max_length=100, verbose_name="package name")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_years",
                        to="contracts.contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract year",
                "verbose_name_plural": "contract years",
                "ordering": ["contract", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "number"), name="contract_year_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="contract_year_end_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("component_code", models.SlugField(verbose_name="component")),
                ("component_name", models.CharField(max_length=100, verbose_name="component name")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "borne_by_university",
                    models.BooleanField(default=False, verbose_name="borne by the university"),
                ),
                ("vat_code", models.SlugField(blank=True, verbose_name="VAT code")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "contract_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="contracts.contractyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract line",
                "verbose_name_plural": "contract lines",
                "ordering": ["contract_year", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract_year", "component_code"), name="contract_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="contract_line_amount_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entitlement",
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
                    "contract_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to="contracts.contractyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "entitlement",
                "verbose_name_plural": "entitlements",
                "ordering": ["contract_year", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract_year", "kind"), name="entitlement_kind_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__isnull", True), ("quantity__gt", 0), _connector="OR"
                        ),
                        name="entitlement_quantity_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "party",
                    models.CharField(
                        choices=[("participant", "participant"), ("university", "university")],
                        max_length=12,
                        verbose_name="party",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "job_title",
                    models.CharField(blank=True, max_length=200, verbose_name="job title"),
                ),
                ("signed_on", models.DateField(verbose_name="signed on")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("paper", "on paper"),
                            ("external", "by a signing service"),
                            ("portal", "agreed in the portal"),
                        ],
                        default="paper",
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="contracts.contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["contract", "signed_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "party"), name="signature_party_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="quantity"),
                ),
                ("used_on", models.DateField(verbose_name="used on")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "override_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason to go beyond"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="recorded at"),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="contracts.entitlement",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
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
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="contracts.use",
                    ),
                ),
            ],
            options={
                "verbose_name": "use",
                "verbose_name_plural": "uses",
                "ordering": ["entitlement", "used_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quantity__gt", 0), ("reverses__isnull", True)),
                            models.Q(("quantity__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="use_negative_only_as_reversal",
                    )
                ],
            },
        ),
    ]
