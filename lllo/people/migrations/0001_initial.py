import uuid

import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import lllo.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, unique=True, verbose_name="mail address"),
                ),
                (
                    "is_staff",
                    models.BooleanField(default=False, verbose_name="may enter the back room"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "date_joined",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="made at"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "end of the audit trail",
                "verbose_name_plural": "end of the audit trail",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="audit_head_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOrganisation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "legal_name",
                    models.CharField(blank=True, max_length=200, verbose_name="legal name"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("municipality", "municipality"),
                            ("grid_operator", "grid operator"),
                            ("water_authority", "water authority"),
                            ("utility", "utility"),
                            ("province", "province"),
                            ("university", "university"),
                            ("partner", "partner"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "kvk_number",
                    models.CharField(blank=True, max_length=8, verbose_name="KvK number"),
                ),
                ("oin", models.CharField(blank=True, max_length=20, verbose_name="OIN")),
                ("rsin", models.CharField(blank=True, max_length=9, verbose_name="RSIN")),
                (
                    "vat_identifier",
                    models.CharField(blank=True, max_length=14, verbose_name="VAT identifier"),
                ),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="IBAN")),
                (
                    "street",
                    models.CharField(blank=True, max_length=200, verbose_name="street and number"),
                ),
                (
                    "postal_code",
                    models.CharField(blank=True, max_length=10, verbose_name="postal code"),
                ),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                (
                    "country_code",
                    models.CharField(default="NL", max_length=2, verbose_name="country"),
                ),
                (
                    "invoice_attention",
                    models.CharField(blank=True, max_length=200, verbose_name="invoice attention"),
                ),
                (
                    "invoice_street",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="invoice street or PO box"
                    ),
                ),
                (
                    "invoice_postal_code",
                    models.CharField(blank=True, max_length=10, verbose_name="invoice postal code"),
                ),
                (
                    "invoice_city",
                    models.CharField(blank=True, max_length=100, verbose_name="invoice city"),
                ),
                (
                    "invoice_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="invoice mail address"
                    ),
                ),
                (
                    "invoice_channel",
                    models.CharField(
                        choices=[
                            ("mail", "mail"),
                            ("peppol", "Peppol"),
                            ("both", "mail and Peppol"),
                        ],
                        default="mail",
                        max_length=6,
                        verbose_name="invoice channel",
                    ),
                ),
                (
                    "invoice_format",
                    models.CharField(
                        choices=[("peppol_bis_3", "Peppol BIS Billing 3"), ("nlcius", "NLCIUS")],
                        default="peppol_bis_3",
                        max_length=12,
                        verbose_name="format of e-invoices",
                    ),
                ),
                (
                    "invoice_language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("en", "English")],
                        default="nl",
                        max_length=2,
                        verbose_name="language of invoices",
                    ),
                ),
                (
                    "peppol_scheme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0190", "0190 (OIN)"),
                            ("0106", "0106 (KvK)"),
                            ("9944", "9944 (VAT identifier)"),
                        ],
                        max_length=4,
                        verbose_name="kind of Peppol number",
                    ),
                ),
                (
                    "peppol_id",
                    models.CharField(blank=True, max_length=20, verbose_name="Peppol number"),
                ),
                ("orderer", models.CharField(blank=True, max_length=200, verbose_name="orderer")),
                (
                    "order_number_rule",
                    models.CharField(
                        choices=[
                            ("never", "never"),
                            ("always", "always"),
                            ("above", "above an amount"),
                        ],
                        default="never",
                        max_length=6,
                        verbose_name="order number required",
                    ),
                ),
                (
                    "order_number_above",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="order number required above",
                    ),
                ),
                (
                    "order_number_label",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="wording of the order number"
                    ),
                ),
                (
                    "contract_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="contract reference"),
                ),
                (
                    "annexes_merged",
                    models.BooleanField(default=True, verbose_name="annexes in the same PDF"),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                (
                    "confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="last confirmed on"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="made at"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical organisation",
                "verbose_name_plural": "historical organisations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPerson",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "given_name",
                    models.CharField(blank=True, max_length=100, verbose_name="given name"),
                ),
                ("initials", models.CharField(blank=True, max_length=20, verbose_name="initials")),
                (
                    "name_prefix",
                    models.CharField(blank=True, max_length=30, verbose_name="name prefix"),
                ),
                ("family_name", models.CharField(max_length=100, verbose_name="family name")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="mail address"),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("en", "English")],
                        default="nl",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="last confirmed on"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="made at"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical person",
                "verbose_name_plural": "historical people",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_key",
                    models.CharField(db_index=True, default="", editable=False, max_length=250),
                ),
                (
                    "legal_name",
                    models.CharField(blank=True, max_length=200, verbose_name="legal name"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("municipality", "municipality"),
                            ("grid_operator", "grid operator"),
                            ("water_authority", "water authority"),
                            ("utility", "utility"),
                            ("province", "province"),
                            ("university", "university"),
                            ("partner", "partner"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "kvk_number",
                    models.CharField(blank=True, max_length=8, verbose_name="KvK number"),
                ),
                ("oin", models.CharField(blank=True, max_length=20, verbose_name="OIN")),
                ("rsin", models.CharField(blank=True, max_length=9, verbose_name="RSIN")),
                (
                    "vat_identifier",
                    models.CharField(blank=True, max_length=14, verbose_name="VAT identifier"),
                ),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="IBAN")),
                (
                    "street",
                    models.CharField(blank=True, max_length=200, verbose_name="street and number"),
                ),
                (
                    "postal_code",
                    models.CharField(blank=True, max_length=10, verbose_name="postal code"),
                ),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                (
                    "country_code",
                    models.CharField(default="NL", max_length=2, verbose_name="country"),
                ),
                (
                    "invoice_attention",
                    models.CharField(blank=True, max_length=200, verbose_name="invoice attention"),
                ),
                (
                    "invoice_street",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="invoice street or PO box"
                    ),
                ),
                (
                    "invoice_postal_code",
                    models.CharField(blank=True, max_length=10, verbose_name="invoice postal code"),
                ),
                (
                    "invoice_city",
                    models.CharField(blank=True, max_length=100, verbose_name="invoice city"),
                ),
                (
                    "invoice_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="invoice mail address"
                    ),
                ),
                (
                    "invoice_channel",
                    models.CharField(
                        choices=[
                            ("mail", "mail"),
                            ("peppol", "Peppol"),
                            ("both", "mail and Peppol"),
                        ],
                        default="mail",
                        max_length=6,
                        verbose_name="invoice channel",
                    ),
                ),
                (
                    "invoice_format",
                    models.CharField(
                        choices=[("peppol_bis_3", "Peppol BIS Billing 3"), ("nlcius", "NLCIUS")],
                        default="peppol_bis_3",
                        max_length=12,
                        verbose_name="format of e-invoices",
                    ),
                ),
                (
                    "invoice_language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("en", "English")],
                        default="nl",
                        max_length=2,
                        verbose_name="language of invoices",
                    ),
                ),
                (
                    "peppol_scheme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0190", "0190 (OIN)"),
                            ("0106", "0106 (KvK)"),
                            ("9944", "9944 (VAT identifier)"),
                        ],
                        max_length=4,
                        verbose_name="kind of Peppol number",
                    ),
                ),
                (
                    "peppol_id",
                    models.CharField(blank=True, max_length=20, verbose_name="Peppol number"),
                ),
                ("orderer", models.CharField(blank=True, max_length=200, verbose_name="orderer")),
                (
                    "order_number_rule",
                    models.CharField(
                        choices=[
                            ("never", "never"),
                            ("always", "always"),
                            ("above", "above an amount"),
                        ],
                        default="never",
                        max_length=6,
                        verbose_name="order number required",
                    ),
                ),
                (
                    "order_number_above",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="order number required above",
                    ),
                ),
                (
                    "order_number_label",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="wording of the order number"
                    ),
                ),
                (
                    "contract_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="contract reference"),
                ),
                (
                    "annexes_merged",
                    models.BooleanField(default=True, verbose_name="annexes in the same PDF"),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                (
                    "confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="last confirmed on"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="made at"),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kvk_number", ""), _negated=True),
                        fields=("kvk_number",),
                        name="organisation_kvk_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("oin", ""), _negated=True),
                        fields=("oin",),
                        name="organisation_oin_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("order_number_above__gte", 0),
                                ("order_number_above__isnull", False),
                                ("order_number_rule", "above"),
                            ),
                            models.Q(
                                models.Q(("order_number_rule", "above"), _negated=True),
                                ("order_number_above", None),
                            ),
                            _connector="OR",
                        ),
                        name="organisation_order_number_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("peppol_id", ""), ("peppol_scheme", "")),
                            models.Q(
                                models.Q(("peppol_scheme", ""), _negated=True),
                                models.Q(("peppol_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="organisation_peppol_number_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "given_name",
                    models.CharField(blank=True, max_length=100, verbose_name="given name"),
                ),
                ("initials", models.CharField(blank=True, max_length=20, verbose_name="initials")),
                (
                    "name_prefix",
                    models.CharField(blank=True, max_length=30, verbose_name="name prefix"),
                ),
                ("family_name", models.CharField(max_length=100, verbose_name="family name")),
                (
                    "name_key",
                    models.CharField(db_index=True, default="", editable=False, max_length=250),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="mail address"),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("en", "English")],
                        default="nl",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="last confirmed on"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="made at"),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["family_name", "given_name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="person_email_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMembership",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("backoffice", "backoffice"),
                            ("lead", "programme lead"),
                            ("specialist", "specialist"),
                            ("partner", "partner"),
                            ("auditor", "auditor"),
                            ("contact", "organisation contact"),
                            ("participant", "participant"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "job_title",
                    models.CharField(blank=True, max_length=100, verbose_name="job title"),
                ),
                (
                    "started_on",
                    models.DateField(default=lllo.clock.today, verbose_name="started on"),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical membership",
                "verbose_name_plural": "historical memberships",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="user",
            name="person",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="user",
                to="people.person",
            ),
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("before", models.JSONField(blank=True, default=dict, verbose_name="as it is")),
                (
                    "wanted",
                    models.JSONField(blank=True, default=dict, verbose_name="as it should be"),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the backoffice"),
                            ("accepted", "changed"),
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
                        related_name="correction_requests",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for a correction",
                "verbose_name_plural": "requests for corrections",
                "ordering": ["asked_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("organisation",),
                        name="correction_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_declined_has_answer",
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
                        name="correction_answered_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=lllo.clock.now, verbose_name="moment")),
                ("origin", models.CharField(max_length=60, verbose_name="origin")),
                (
                    "address",
                    models.GenericIPAddressField(
                        blank=True, null=True, verbose_name="network address"
                    ),
                ),
                ("action", models.CharField(max_length=60, verbose_name="action")),
                ("object_type", models.CharField(max_length=60, verbose_name="kind of object")),
                ("object_id", models.CharField(max_length=60, verbose_name="object")),
                ("object_label", models.CharField(max_length=300, verbose_name="label")),
                ("result", models.CharField(default="done", max_length=20, verbose_name="result")),
                ("detail", models.JSONField(default=dict, verbose_name="detail")),
                (
                    "position",
                    models.BigIntegerField(
                        null=True, unique=True, verbose_name="position in the chain"
                    ),
                ),
                (
                    "previous",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="hash of the row before"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="hash of this row"),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="on behalf of",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit trail",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["object_type", "object_id"], name="audit_object")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("backoffice", "backoffice"),
                            ("lead", "programme lead"),
                            ("specialist", "specialist"),
                            ("partner", "partner"),
                            ("auditor", "auditor"),
                            ("contact", "organisation contact"),
                            ("participant", "participant"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "job_title",
                    models.CharField(blank=True, max_length=100, verbose_name="job title"),
                ),
                (
                    "started_on",
                    models.DateField(default=lllo.clock.today, verbose_name="started on"),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ["organisation", "person", "role"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("person", "organisation", "role"),
                        name="membership_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="mail address")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=lllo.clock.now, verbose_name="made at"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="used at"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True), ("withdrawn_at__isnull", True)
                        ),
                        fields=("person",),
                        name="invitation_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                            _connector="OR",
                        ),
                        name="invitation_one_end",
                    ),
                ],
            },
        ),
    ]
