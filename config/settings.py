"""Accord's settings, read top to bottom. Nothing set means production, locked; nothing here starts anything."""

from pathlib import Path

import pghistory
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import contributors, env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("ACCORD_VAR", str(BASE_DIR / "var")))  # What this checkout makes: static files, accounts.

# What kind of installation this is.
DEBUG = env.flag("DEBUG", default=False)
DEMONSTRATION = env.flag("DEMONSTRATION", default=False)  # Persona picker and mailbox page: loopback only, checked.
SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.listed("SECRET_KEY_FALLBACKS")  # Former ones, believed until everything has started anew.
BASE_URL = env.text("BASE_URL")  # Where people reach the portal; written into mails.
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS")
TRUSTED_PROXIES = int(env.text("TRUSTED_PROXIES", "0"))  # How many proxies of ours stand in front.
OPERATOR_PARTY = env.text("OPERATOR_PARTY", "")  # Code of the party whose administrators keep the registry of parties.
SYSTEM_CEILINGS = env.pairs("SYSTEM_CEILINGS")  # Policy code to highest classification code that may be saved.

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # Its widget templates, for FORM_RENDERER.
    "pgtrigger",
    "pghistory",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_filters",
    "template_partials",
    "crispy_forms",
    "crispy_bootstrap5",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "accounts",
    "audit",
    "jobs",
    "notifications",
    "clearances",
    "calendars",
    "programs",
    "portions",
    "exchanges",
    "resources",
    "participants",
    "files",
    "logistics",
    "serials",
    "letters",
    "milestones",
    "phases",
    "threads",
    "releases",
    "planning",
    "briefs",
    "commitments",
    "demand",
    "api",
    "portal",
    "scenarios",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.entrance_for_fragments",
    "accounts.middleware.session_limits",
    "clearances.middleware.acting_as_the_user",  # From here on the database shows this person's rows only.
    "audit.middleware.recorded",  # Directly inside: what is loaded from here on was read.
    "portal.middleware.no_null_characters",
    "releases.middleware.noted",
    "clearances.middleware.RefusalsOfTheDatabase",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.require_second_factor",
    "portal.middleware.language_of_the_user",
    "portal.middleware.time_zone_of_the_user",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.marking_of_fragments",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.templatetags.ui",
                "portal.templatetags.marking",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data. PostgreSQL is the truth; Redis may lose everything at any time.
DATABASES = {"default": env.database("DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.secret("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "accord"}
}

# Celery executes; the rows decide. Short sweeps, ids only, no results kept.
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "retry_on_timeout": True,
    "health_check_interval": 20,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = "mail"
CELERY_TASK_ROUTES = {
    "jobs.tasks.*": {"queue": "tick"},
    "logistics.tasks.*": {"queue": "tick"},
    "notifications.tasks.deliver": {"queue": "mail"},
}
CELERY_TIMEZONE = "UTC"
SWEEP_SECONDS = 10  # How often each sweep runs; a due thing waits at most this long.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "jobs.tasks.sweep", "schedule": schedule(SWEEP_SECONDS), "options": {"expires": SWEEP_SECONDS}},
}

# Where rooms add to what others do (config/contributors.py says what each list is for).
SWEEPS = contributors.SWEEPS
OUTBOX_HANDLERS = contributors.OUTBOX_HANDLERS
EXCHANGE_CONTRIBUTORS = contributors.EXCHANGE_CONTRIBUTORS
EDITION_CONTRIBUTORS = contributors.EDITION_CONTRIBUTORS
EXCHANGE_BEGINNINGS = contributors.EXCHANGE_BEGINNINGS
CHANGE_KINDS = contributors.CHANGE_KINDS
WORKLIST_CONTRIBUTORS = contributors.WORKLIST_CONTRIBUTORS
CAVEAT_TARGETS = contributors.CAVEAT_TARGETS
CALENDAR_CONTRIBUTORS = contributors.CALENDAR_CONTRIBUTORS
LAST_USES = contributors.LAST_USES
LABEL_USES = contributors.LABEL_USES

# Sign-in.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # Accounts are made by an administrator; nobody signs up.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # One mechanism: axes, whose rows survive the loss of Redis.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Accord"
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = False
MFA_FORMS = {"authenticate": "accounts.forms.AuthenticateForm", "reauthenticate": "accounts.forms.ReauthenticateForm"}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # Hours.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_CLIENT_IP_CALLABLE = "accounts.attempts.client_address"
AXES_USERNAME_CALLABLE = "accounts.attempts.account_name"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code"]
AXES_VERBOSE = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
LIMITS = {"find": 60, "write": 300}  # Of one person in a minute (accounts.limits).
SESSION_IDLE_SECONDS = 15 * 60
ADMINISTRATOR_IDLE_SECONDS = 10 * 60
SESSION_ABSOLUTE_SECONDS = 8 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Object history (accounts.history). A version carries the instant of its statement, not of its transaction's start.
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

# guardian keeps the record of need-to-know; nobody is anonymous and nobody asks guardian itself.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = [
    "files.E001",  # The folder of uploads is made when the first one comes (files.receiving).
    "guardian.W001",  # Its backend would be a second door, one that knows neither labels nor ends.
]

# The audit record. Anchors: a file outside the database, best where its administrators can't write. Reads are events
# from the level of each policy that is named here ("USA=R,NATO=NR"), else from where a personal clearance is needed.
AUDIT_ANCHORS = env.text("AUDIT_ANCHORS", str(VAR_DIR / "audit" / "anchors.jsonl"))
AUDIT_READS_FROM = env.pairs("AUDIT_READS_FROM")

# Transport. A demonstration speaks plain HTTP on loopback; everything else must be TLS.
SECURE_TRANSPORT = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_TRANSPORT
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_TRANSPORT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_TRANSPORT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Words and time. Instants are UTC; a page shows the place's and the reader's zone.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Static files: built into static/dist, the only folder served.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.text("STATIC_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage")},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "jpg", "gz", "br", "woff2", "map")

# Files that people hand in: outside of what is served, limited while they arrive (files.receiving). The scanner is a
# socket of clamd, a path or host:port; set and out of reach means that no file is taken.
FILES_DIR = env.text("FILES_DIR", str(VAR_DIR / "files"))
FILES_MOST_BYTES = 25 << 20
FILES_MOST_AT_ONCE = 100 << 20
FILES_PER_EXCHANGE = 2 << 30
FILES_PER_PACKET = 250 << 20  # From each side.
CLAMAV_SOCKET = env.text("CLAMAV_SOCKET", "")
FILE_UPLOAD_HANDLERS = [
    "files.receiving.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = str(Path(FILES_DIR) / "incoming")
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Mail: neutral words and a link. With MAILBOX_DIR it lands in files instead (demonstration).
MAILBOX_DIR = env.text("MAILBOX_DIR", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend" if MAILBOX_DIR else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_FILE_PATH = MAILBOX_DIR or None
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env.text("EMAIL_PORT", "25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "accord@localhost")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "api.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": ["api.limits.Writes"],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Accord",
    "DESCRIPTION": "Programs, exchanges, invitations and tasks, as far as you may see them.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "api.refusals.described"],
    # Its deep links are links inside buttons, too small to hit: no keyboard or finger finds its way through them.
    "SWAGGER_UI_SETTINGS": {"deepLinking": False},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "config.masking.Masking",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.db.backends": {"level": "INFO"}},
}
