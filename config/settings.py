"""Settings, all from the environment; with none set, the demo on SQLite.

DATABASE_URL        where a real office's data is; unset means the demo's own SQLite file
DATA_DIR            media, broker, cache, collected static files, the demo's database and keys (default: var/)
KEYS_DIR            secret_key and master_key of a real office, outside the project
CELERY_BROKER_URL   redis://... or amqp://... once one machine is outgrown; unset means the file system
ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, BEHIND_HTTPS, REQUIRE_SECOND_FACTOR, LENDER_NAME_KM, LENDER_NAME_EN,
TRAINING_NAME_KM, TRAINING_NAME_EN
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.keys import read_or_make_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
KEYS_DIR = Path(env("KEYS_DIR", default=str(DATA_DIR / "keys")))
DEMO = env("DATABASE_URL", default="") == ""
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = read_or_make_key(KEYS_DIR, "secret_key").hex()
MASTER_KEY = read_or_make_key(KEYS_DIR, "master_key")

DEBUG = env.bool("DEBUG", default=False)
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- What the paper says ------------------------------------------------------------------------------------
# A neutral lender's name stands on everything a client takes home: never the programme, never a donor.
LENDER_NAME_KM = env("LENDER_NAME_KM", default="កម្ចីអាជីវកម្មខ្នាតតូច")
LENDER_NAME_EN = env("LENDER_NAME_EN", default="Small Business Loans")
# On papers of trainings: who was trained need not have borrowed.
TRAINING_NAME_KM = env("TRAINING_NAME_KM", default="ការបណ្តុះបណ្តាលមុខរបរខ្នាតតូច")
TRAINING_NAME_EN = env("TRAINING_NAME_EN", default="Small Business Training")
COMPLAINT_PHONE = env("COMPLAINT_PHONE", default="")
RETENTION_YEARS = env.int("RETENTION_YEARS", default=5)

# --- Rooms --------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "office",
    "paper",
    "livelihoods",
    "loans",
    "trainings",
    "reports",
    "config.apps.ConfigConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "djmoney",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "office.middleware.SessionLimitMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "office.middleware.FirstStepsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Data ---------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'demo.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a writer waits for its turn at the start, instead of failing half-way with "locked".
        "transaction_mode": "IMMEDIATE",
        # An import of thousands of rows holds the file for a minute: money taken meanwhile waits, and is recorded.
        "timeout": 240,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Money, language, time ----------------------------------------------------------------------------------
CURRENCIES = ("KHR", "USD")
DEFAULT_CURRENCY = "KHR"
LANGUAGE_CODE = "km"
LANGUAGES = [("km", "ខ្មែរ"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
TIME_ZONE = "Asia/Phnom_Penh"

# --- Sign-in ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend", "loans.backends.DeputyBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "office.passwords.StrengthValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reports:home"
ACCOUNT_ADAPTER = "office.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
# The office's counter and its phones share one address: limit the name more tightly than the address.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,8/5m/key"}
# Behind HTTPS one proxy of the office stands before us; its word tells one address from another.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_HTTPS)
MFA_ADAPTER = "office.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = LENDER_NAME_EN
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEMO)

SESSION_IDLE_SECONDS = 15 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Files people send --------------------------------------------------------------------------------------
WORKBOOK_MAX_BYTES = 10 * 1024 * 1024
WORKBOOK_KEPT_SECONDS = 60 * 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Jobs ---------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    _broker = DATA_DIR / "broker"
    for _folder in (_broker, _broker / "control"):
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker),
        "data_folder_out": str(_broker),
        "control_folder": str(_broker / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "seal-the-trail": {"task": "office.tasks.seal_trail", "schedule": 60.0},
    "send-waiting-jobs": {"task": "paper.tasks.send_waiting_jobs", "schedule": 30.0},
    "expire-approvals": {"task": "loans.tasks.expire_approvals", "schedule": crontab(hour=0, minute=10)},
    "note-missed-instalments": {
        "task": "loans.tasks.note_missed_instalments",
        "schedule": crontab(hour=0, minute=15),
    },
    "note-missed-visits": {
        "task": "livelihoods.tasks.note_missed_visits",
        "schedule": crontab(hour=0, minute=18),
    },
    # Every hour: an office that switches its machine on in the morning must not wait for the night.
    "follow-handovers": {"task": "loans.tasks.follow_handovers", "schedule": crontab(minute=5)},
    "follow-tolerance": {"task": "loans.tasks.follow_tolerance", "schedule": crontab(minute=15)},
    "forget-after-retention": {
        "task": "livelihoods.tasks.forget_after_retention",
        "schedule": crontab(hour=0, minute=20),
    },
    "drop-old-uploads": {"task": "paper.tasks.drop_old_uploads", "schedule": crontab(minute="*/10")},
}

# --- Messages to phones: off unless chosen ("console" prints them, "http" hands them to a gateway) --------------
MESSAGE_BACKEND = env("MESSAGE_BACKEND", default="")
MESSAGE_GATEWAY_URL = env("MESSAGE_GATEWAY_URL", default="")
MESSAGE_GATEWAY_TOKEN = env("MESSAGE_GATEWAY_TOKEN", default="")

# --- Tables, logs -------------------------------------------------------------------------------------------
DJANGO_TABLES2_TEMPLATE = "tables/table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("All")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
