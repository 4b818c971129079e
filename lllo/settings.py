"""Django settings: one file, read from the environment and from ``lllo.env`` in the working folder.

A value that cannot be used stops the start with a sentence. A ``lllo.env``
makes a folder an installation of its own: ``cd demo && lllo invoices list``.
"""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lllo.odoo import config as odoo_config

PACKAGE = Path(__file__).resolve().parent
HERE = Path.cwd()

env = environ.Env()
env_file = Path(env.str("LLLO_ENV_FILE", default=str(HERE / "lllo.env")))
if env_file.is_file():
    try:
        environ.Env.read_env(env_file)
    except UnicodeDecodeError as error:
        message = f"{env_file} is not a text in UTF-8."
        raise ImproperlyConfigured(message) from error
FOLDER = env_file.parent


def _clock(text: str) -> datetime | None:
    """Read LLLO_CLOCK: an ISO moment with its offset, or nothing."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"LLLO_CLOCK is {text!r}; expected a moment such as 2026-10-01T10:00+02:00."
        raise ImproperlyConfigured(message) from error
    if moment.tzinfo is None:
        message = f"LLLO_CLOCK is {text!r}; the offset is missing: 2026-10-01T10:00+02:00."
        raise ImproperlyConfigured(message)
    return moment


# The house
DEBUG = env.bool("LLLO_DEBUG", default=False)
SECRET_KEY = env.str("LLLO_SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("LLLO_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("LLLO_TRUSTED_ORIGINS", default=[])
LLLO_BASE_URL = env.str("LLLO_BASE_URL", default="http://127.0.0.1:8000")
LLLO_OFFICE_DIR = env.str("LLLO_OFFICE_DIR", default="")
LLLO_EINVOICE_RULES = env.str("LLLO_EINVOICE_RULES", default="")  # folder with a manifest.toml
LLLO_CLOCK = _clock(env.str("LLLO_CLOCK", default=""))
HTTPS = LLLO_BASE_URL.startswith("https://")

ROOT_URLCONF = "lllo.urls"
WSGI_APPLICATION = "lllo.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "lllo.documents",
    "lllo.outbox",
    "lllo.people",
    "lllo.programmes",
    "lllo.contracts",
    "lllo.training",
    "lllo.projects",
    "lllo.budget",
    "lllo.invoices",
    "lllo.feeds",
    "lllo.odoo",
    "lllo.screens",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "simple_history",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lllo.feeds.http.FeedGate",  # before everything that knows of visitors
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lllo.screens.account.middleware.unkept",
    "lllo.screens.account.middleware.acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lllo.screens.account.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lllo.screens.context.installation",
                "lllo.screens.account.context.acting",
            ],
        },
    },
]

# Database. SQLite: WAL and IMMEDIATE, so that a writer waits in turn instead of failing;
# no ATOMIC_REQUESTS, because a read inside atomic() would wait for the writer, too.
with warnings.catch_warnings(action="ignore"):  # it would print a wrong address, password and all
    DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{FOLDER / 'lllo.sqlite3'}")}
if "ENGINE" not in DATABASES["default"]:
    message = "DATABASE_URL cannot be read; expected sqlite:///FILE or postgres://USER@HOST/NAME."
    raise ImproperlyConfigured(message)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60

# Counts of rate limits, which all processes share; a migration makes the table
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lllo_cache",
    }
}

# People sign in with their mail address
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the office, never by signing up
ACCOUNT_ADAPTER = "lllo.screens.account.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "lllo.screens.account.forms.ChangePasswordForm",
    "login": "lllo.screens.account.forms.SignInForm",
    "reauthenticate": "lllo.screens.account.forms.ConfirmPasswordForm",
    "reset_password": "lllo.screens.account.forms.ResetPasswordForm",
    "reset_password_from_key": "lllo.screens.account.forms.NewPasswordForm",
    "set_password": "lllo.screens.account.forms.SetPasswordForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # another password or second step: the owner hears of it
ACCOUNT_SESSION_REMEMBER = None
# The number of proxies before us; each adds one address to X-Forwarded-For, and no other counts
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LLLO_PROXIES", default=1 if HTTPS else 0)

# A second step: an app with codes, or a passkey. It is demanded of these, but not in a demo
MFA_ADAPTER = "lllo.screens.account.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "lllo.screens.account.forms.AppForm",
    "add_webauthn": "lllo.screens.account.forms.AddForm",
    "authenticate": "lllo.screens.account.forms.CodeForm",
    "authenticate_webauthn": "lllo.screens.account.forms.AuthenticateForm",
    "edit_webauthn": "lllo.screens.account.forms.RenameForm",
    "login_webauthn": "lllo.screens.account.forms.LoginForm",
    "reauthenticate": "lllo.screens.account.forms.ConfirmCodeForm",
    "reauthenticate_webauthn": "lllo.screens.account.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on localhost only
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the office made the account, and knows the address
LLLO_MFA_ROLES = env.list(
    "LLLO_MFA_ROLES", default=["backoffice", "lead", "specialist", "auditor", "backroom"]
)
_known = {"backoffice", "lead", "specialist", "partner", "auditor", "contact", "participant"}
if unknown := set(LLLO_MFA_ROLES) - _known - {"backroom"}:
    message = f"LLLO_MFA_ROLES holds {', '.join(sorted(unknown))}; expected roles, or backroom."
    raise ImproperlyConfigured(message)

# Signing in through SURFconext or another OpenID Connect service: never an account by mere login
LLLO_OIDC_NAME = env.str("LLLO_OIDC_NAME", default="SURFconext")
LLLO_OIDC_ALLOW = env.list("LLLO_OIDC_ALLOW", default=[])  # addresses, or domains: @example.org
LLLO_OIDC_HAS_MFA = env.bool("LLLO_OIDC_HAS_MFA", default=False)
OIDC_SERVICE = {
    "provider_id": "surfconext",
    "name": LLLO_OIDC_NAME,
    "client_id": env.str("LLLO_OIDC_CLIENT_ID", default=""),
    "secret": env.str("LLLO_OIDC_SECRET", default=""),
    "settings": {
        "server_url": env.str("LLLO_OIDC_SERVER", default="https://connect.surfconext.nl"),
        "uid_field": "sub",
    },
}
SOCIALACCOUNT_ADAPTER = "lllo.screens.account.adapters.SignInServiceAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
# A link, not a form: form-action would have to name every page that the service leads through
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "SCOPE": ["openid", "email"],  # as few claims as will do
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [OIDC_SERVICE] if OIDC_SERVICE["client_id"] else [],
    }
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
FILTERS_EMPTY_CHOICE_LABEL = _("All")  # of a list

# Language and time
LANGUAGE_CODE = env.str("LLLO_LANGUAGE", default="nl")
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
USE_THOUSAND_SEPARATOR = True

# Files
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = True  # no collectstatic step; the files come from the package itself

# The last good bytes of calendars, for when the database is away
FEED_FOLDER = env.str("LLLO_FEED_FOLDER", default=str(FOLDER / "agenda"))

# Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = str(FOLDER / EMAIL_CONFIG.get("EMAIL_FILE_PATH", "mail"))  # for filemail:///mail
EMAIL_TIMEOUT = 20  # seconds; far shorter than a job's lease
DEFAULT_FROM_EMAIL = env.str("LLLO_MAIL_FROM", default="lllo@localhost")

# E-invoices: the access point, and the folder through which the first one works
LLLO_PEPPOL_PORT = env.str("LLLO_PEPPOL_PORT", default="lllo.mail.peppol.Folder")
LLLO_PEPPOL_OUTBOX = env.str("LLLO_PEPPOL_OUTBOX", default="")

# Invitations by mail: the mailbox that sends them, and by which replies to them are read (IMAP)
LLLO_CALENDAR_FROM = env.str("LLLO_CALENDAR_FROM", default="")  # empty: LLLO_MAIL_FROM
LLLO_IMAP_HOST = env.str("LLLO_IMAP_HOST", default="")  # empty: no replies are read
LLLO_IMAP_SECURITY = env.str("LLLO_IMAP_SECURITY", default="tls")
if LLLO_IMAP_SECURITY not in {"tls", "starttls", "none"}:
    message = f"LLLO_IMAP_SECURITY is {LLLO_IMAP_SECURITY!r}; expected tls, starttls or none."
    raise ImproperlyConfigured(message)
LLLO_IMAP_PORT = env.int("LLLO_IMAP_PORT", default=993 if LLLO_IMAP_SECURITY == "tls" else 143)
LLLO_IMAP_USER = env.str("LLLO_IMAP_USER", default="")
LLLO_IMAP_PASSWORD = env.str("LLLO_IMAP_PASSWORD", default="")
LLLO_IMAP_FOLDER = env.str("LLLO_IMAP_FOLDER", default="INBOX")

# Odoo: where it is and how it is spoken to; what is booked where is content (invoicing/odoo.toml)
LLLO_ODOO = odoo_config.read(env)

# What leaves the house: one handler for each kind of job
OUTBOX_HANDLERS = {
    "mail.agreement": "lllo.mail.agreement.send_agreement",
    "mail.addendum": "lllo.mail.addendum.send_addendum",
    "mail.invoice": "lllo.mail.invoice.send_invoice",
    "peppol.invoice": "lllo.mail.peppol.send_invoice",
    "mail.invitation": "lllo.mail.invitation.send_invitation",
    "mail.coaching": "lllo.mail.answers.send_coaching",
    "mail.course_seat": "lllo.mail.answers.send_course_seat",
    "mail.place": "lllo.mail.answers.send_place",
    "mail.placement": "lllo.mail.answers.send_placement",
    "mail.trial": "lllo.mail.trial.deliver_trial",
    "mail.calendar": "lllo.feeds.invitation_mail.send",
    "mail.calendar_renewal": "lllo.feeds.renewal_mail.send",
    "invoices.issue": "lllo.invoices.batch_actions.do_issue",
    "invoices.check": "lllo.invoices.batch_actions.do_check",
    "invoices.remind": "lllo.invoices.batch_actions.do_remind",
    "odoo.push": "lllo.odoo.jobs.push_changes",
    "odoo.pull": "lllo.odoo.jobs.pull_payments",
    "odoo.check": "lllo.odoo.jobs.check_connection",
    "odoo.reconcile": "lllo.odoo.jobs.compare_sides",
}

# What the worker does beside the jobs, each once in so many seconds
OUTBOX_CHORES = {
    "lllo.feeds.chores.invite": 10,
    "lllo.feeds.chores.read_replies": 300,
    "lllo.odoo.jobs.ask_when_due": 60,
    "lllo.odoo.jobs.forget_old": 86_400,
}

# Security: nothing but our own files, no inline script or style
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^agenda/"]  # calendar programs do not follow
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # browsers then take these from this host and over TLS only
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lllo.screens.components.pages.form_too_old"

# For /.well-known/security.txt: mailto: or https:
LLLO_SECURITY_CONTACT = env.str("LLLO_SECURITY_CONTACT", default="")
FILE_UPLOAD_HANDLERS = ["lllo.screens.uploads.LimitedUpload"]
DATA_UPLOAD_MAX_NUMBER_FILES = 4  # no form asks for more than one
# What is pasted into a form: up to here its field says what is too long, and all of it stays there
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024**2

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "lllo.masking.MaskedFormatter",  # addresses of calendars are secrets
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LLLO_LOG_LEVEL", default="WARNING")},
}
