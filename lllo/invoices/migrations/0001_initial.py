import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import lllo.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contracts", "0001_initial"),
        ("documents", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "invoice"), ("credit_note", "credit note")],
                        default="invoice",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("issued", "issued")],
                        default="draft",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "instalment",
                    models.PositiveSmallIntegerField(default=1, verbose_name="instalment"),
                ),
                ("revision", models.PositiveSmallIntegerField(default=0, verbose_name="revision")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("series", models.SlugField(blank=True, verbose_name="number series")),
                (
                    "number",
                    models.CharField(
                        blank=True, max_length=40, null=True, unique=True, verbose_name="number"
                    ),
                ),
                ("issue_date", models.DateField(blank=True, null=True, verbose_name="issue date")),
                ("due_date", models.DateField(blank=True, null=True, verbose_name="due date")),
                ("period_starts_on", models.DateField(verbose_name="period starts on")),
                ("period_ends_on", models.DateField(verbose_name="period ends on")),
                (
                    "purchase_order_number",
                    models.CharField(blank=True, max_length=60, verbose_name="order number"),
                ),
                ("orderer", models.CharField(blank=True, max_length=200, verbose_name="orderer")),
                (
                    "net_amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="amount without VAT"
                    ),
                ),
                (
                    "vat_amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="VAT"
                    ),
                ),
                (
                    "payable_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="amount to pay",
                    ),
                ),
                ("made_at", models.DateTimeField(default=lllo.clock.now, verbose_name="made at")),
                (
                    "issued_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="issued at"),
                ),
                ("seller", models.JSONField(blank=True, default=dict, verbose_name="seller")),
                ("buyer", models.JSONField(blank=True, default=dict, verbose_name="buyer")),
                (
                    "snapshot",
                    models.JSONField(blank=True, default=dict, verbose_name="what it says"),
                ),
                (
                    "contract_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="contracts.contractyear",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="invoices.invoice",
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
                        related_name="invoices",
                        to="people.organisation",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "xml",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                        verbose_name="UBL",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "ordering": ["number", "pk"],
                "indexes": [
                    models.Index(fields=["series", "issue_date"], name="invoice_series_day")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "invoice")),
                        fields=("contract_year", "instalment", "revision"),
                        name="invoice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("state", "draft")),
                            models.Q(
                                ("due_date__isnull", False),
                                ("issue_date__isnull", False),
                                ("issued_at__isnull", False),
                                ("number__isnull", False),
                                ("payable_amount__isnull", False),
                                ("pdf__isnull", False),
                                ("state", "issued"),
                                ("vat_amount__isnull", False),
                                ("xml__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_issued_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", True), ("kind", "invoice")),
                            models.Q(
                                ("corrects__isnull", False),
                                ("kind", "credit_note"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_credit_note_corrects",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vat_amount__isnull", True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Round("payable_amount", 2),
                                django.db.models.functions.math.Round(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("net_amount"), "+", models.F("vat_amount")
                                    ),
                                    2,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("filename", models.CharField(max_length=200, verbose_name="file name")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("statement_id", models.CharField(max_length=60, verbose_name="statement")),
                ("account", models.CharField(max_length=34, verbose_name="IBAN")),
                ("read_at", models.DateTimeField(default=lllo.clock.now, verbose_name="read at")),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="read by",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank statement",
                "verbose_name_plural": "bank statements",
                "ordering": ["-read_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sha256", "statement_id"), name="bank_statement_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BankEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="key")),
                ("booked_on", models.DateField(verbose_name="booked on")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("payer", models.CharField(blank=True, max_length=140, verbose_name="payer")),
                (
                    "payer_iban",
                    models.CharField(blank=True, max_length=34, verbose_name="IBAN of the payer"),
                ),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="description")),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, max_length=140, verbose_name="reference of the bank"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("matched", "matched"),
                            ("unmatched", "not matched"),
                            ("dismissed", "no payment of an invoice"),
                        ],
                        default="unmatched",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="invoices.bankstatement",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank entry",
                "verbose_name_plural": "bank entries",
                "ordering": ["booked_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("disputed", "disputed"), ("paused", "paused")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "placed_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="placed at"),
                ),
                (
                    "lifted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lifted at"),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="invoices.invoice",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lifted by",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="placed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "ordering": ["-placed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("invoice",),
                        name="hold_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="hold_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceAnnex",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                (
                    "archivable",
                    models.BooleanField(verbose_name="can stand in the PDF of the invoice"),
                ),
                ("added_at", models.DateTimeField(default=lllo.clock.now, verbose_name="added at")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="removed at"),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_annexes",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_annexes",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="removed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "annex of invoices",
                "verbose_name_plural": "annexes of invoices",
                "ordering": ["organisation", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("component_code", models.SlugField(verbose_name="component")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="description"),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=2, default=1, max_digits=9, verbose_name="quantity"
                    ),
                ),
                (
                    "unit_price",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="unit price"),
                ),
                (
                    "net_amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="net amount"),
                ),
                ("vat_code", models.SlugField(blank=True, verbose_name="VAT code")),
                (
                    "vat_category",
                    models.CharField(blank=True, max_length=2, verbose_name="VAT category"),
                ),
                (
                    "vat_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="VAT rate in per cent",
                    ),
                ),
                (
                    "credits",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credited_by",
                        to="invoices.invoiceline",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice line",
                "verbose_name_plural": "invoice lines",
                "ordering": ["invoice", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invoice", "position"), name="invoice_line_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(verbose_name="code")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("last_number", models.PositiveIntegerField(default=0, verbose_name="last number")),
            ],
            options={
                "verbose_name": "number series",
                "verbose_name_plural": "number series",
                "ordering": ["code", "year"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "year"), name="number_series_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=140, verbose_name="reference"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("hand", "by hand"),
                            ("bank", "bank statement"),
                            ("erp", "finance system"),
                        ],
                        default="hand",
                        max_length=4,
                        verbose_name="source",
                    ),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, max_length=120, verbose_name="key at the source"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="recorded at"),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="invoices.bankentry",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="invoices.invoice",
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
                        to="invoices.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ["received_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="payment_negative_only_as_reversal",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source", "source_key"),
                        name="payment_once_by_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("level", models.PositiveSmallIntegerField(verbose_name="step")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("template", models.CharField(max_length=100, verbose_name="template")),
                ("reminded_on", models.DateField(verbose_name="reminded on")),
                (
                    "open_amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="open amount"
                    ),
                ),
                ("made_at", models.DateTimeField(default=lllo.clock.now, verbose_name="made at")),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="invoices.invoice",
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
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["invoice", "level"],
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "level"), name="reminder_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "mail"), ("peppol", "Peppol")],
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="key")),
                ("recipient", models.CharField(max_length=254, verbose_name="recipient")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waiting"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("failed", "failed"),
                            ("unknown", "not known whether it arrived"),
                        ],
                        default="pending",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                ("asked_at", models.DateTimeField(default=lllo.clock.now, verbose_name="asked at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "delivered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="delivered at"),
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
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="invoices.invoice",
                    ),
                ),
                (
                    "reminder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="invoices.reminder",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="delivery_sent_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "delivered"), _negated=True),
                            ("delivered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="delivery_delivered_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunPreview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("on", models.DateField(verbose_name="day")),
                ("rows", models.JSONField(default=dict, verbose_name="rows")),
                ("made_at", models.DateTimeField(default=lllo.clock.now, verbose_name="made at")),
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
            ],
            options={
                "verbose_name": "preview of a run",
                "verbose_name_plural": "previews of runs",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Validation",
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
                        choices=[
                            ("valid", "valid"),
                            ("invalid", "not valid"),
                            ("not_checked", "not checked"),
                        ],
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                ("xml_sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the XML")),
                ("rules", models.JSONField(blank=True, default=list, verbose_name="rules")),
                ("findings", models.JSONField(blank=True, default=list, verbose_name="findings")),
                (
                    "checked_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="checked at"),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="validations",
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of an e-invoice",
                "verbose_name_plural": "checks of e-invoices",
                "ordering": ["-checked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "not_checked"),
                            models.Q(("rules", []), _negated=True),
                            _connector="OR",
                        ),
                        name="validation_checked_by_rules",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VatTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=2, verbose_name="VAT category")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="VAT rate in per cent"
                    ),
                ),
                (
                    "taxable_amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="taxable amount"
                    ),
                ),
                (
                    "tax_amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="VAT"),
                ),
                (
                    "exemption_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="exemption reason"),
                ),
                (
                    "exemption_code",
                    models.CharField(blank=True, max_length=40, verbose_name="exemption code"),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vat_totals",
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "VAT total",
                "verbose_name_plural": "VAT totals",
                "ordering": ["invoice", "category", "rate"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invoice", "category", "rate"), name="vat_total_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="balance",
                        serialize=False,
                        to="invoices.invoice",
                    ),
                ),
                (
                    "paid_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="paid"
                    ),
                ),
                (
                    "credited_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="credited"
                    ),
                ),
                (
                    "open_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="open amount"
                    ),
                ),
            ],
            options={
                "verbose_name": "balance of an invoice",
                "verbose_name_plural": "balances of invoices",
                "ordering": ["invoice"],
                "indexes": [models.Index(fields=["open_amount"], name="balance_open")],
            },
        ),
    ]
