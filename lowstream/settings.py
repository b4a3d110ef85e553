"""Django's settings, all from the environment; `make serve` and `make demo` fill in what a single machine needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import dj_database_url

from apps.common.logs import secrets_of

from . import env
from .launcher import redis_server

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("LOWSTREAM_VAR", str(BASE_DIR / "var")))

DEBUG = env.boolean("DEBUG")
# The launcher makes var/secret_key. Empty is fine for commands that sign nothing; Django refuses the first use of it.
_secret_file = VAR_DIR / "secret_key"
SECRET_KEY = env.text("SECRET_KEY") or (_secret_file.read_text().strip() if _secret_file.is_file() else "")

# What encrypts the workspaces' secrets, the newest key first; the launcher makes var/secrets_key.
SECRETS_KEYS = env.fernet_keys("LOWSTREAM_SECRETS_KEYS", VAR_DIR / "secrets_key")

# The launcher and probes ask by a loopback name, whatever names the site has besides.
LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost", "[::1]")
HOST = env.host("HOST", "127.0.0.1")
PORT = env.port("PORT", 8000)
_own_host = [] if HOST in ("0.0.0.0", "::") else [f"[{HOST}]" if ":" in HOST else HOST]  # noqa: S104
ALLOWED_HOSTS = [*env.listing("ALLOWED_HOSTS"), *LOOPBACK_HOSTS, *_own_host]
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")

# HTTPS=on: the site is reached over https, by a proxy that sets X-Forwarded-Proto.
HTTPS = env.boolean("HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # probes ask the process itself, past the proxy
# A year, as browsers' preload lists ask; HSTS_SECONDS lets an operator begin with an hour.
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 31_536_000, least=0, most=2 * 31_536_000) if HTTPS else 0
# A site speaks for its own name: whether all names below it have https is not ours to promise, much less for good.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # for browsers that don't know frame-ancestors; the others go by apps.common.csp
# Browsers take a cookie of this name from https alone, of this very host, for all of its paths.
_cookie = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_cookie}sessionid", f"{_cookie}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # pages carry the CSRF token their script sends
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "django_vite",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "apps.common",
    "apps.audit",
    "apps.accounts",
    "apps.vault",
    "apps.streams",
    "apps.builder",
    "apps.live",
    "apps.demo",
    "lowstream.launcher",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "apps.common.headers.BrowserHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.People",
    "apps.common.pages.ProblemPages",
    "apps.common.addresses.PossibleIds",
]

ROOT_URLCONF = "lowstream.urls"
ASGI_APPLICATION = "lowstream.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# SQLite: readers and one writer don't block each other (WAL); a commit survives a crash of the program, and of the
# machine but for the last moments (NORMAL); who wants to write waits his turn from the start (IMMEDIATE), up to 10 s.
SQLITE_OPTIONS: Final[dict[str, Any]] = {
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
}
# No persistent connections: under ASGI each request may run in a thread of its own and would leave one behind.
_database: dict[str, Any] = dict(
    dj_database_url.parse(
        env.url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}", ("sqlite", "postgres", "postgresql")),
        conn_max_age=0,
    )
)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {**SQLITE_OPTIONS, **_database.get("OPTIONS", {})}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
# A working day's dashboard stays open; a laptop that was sold or lost is signed out by itself within two weeks, however
# much it is used. What matters most (password, two-step sign-in) asks again in between.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
PASSWORD_RESET_TIMEOUT = 60 * 60  # long enough to find the mail, short enough to be worthless in an old mailbox
# How many proxies of one's own add to X-Forwarded-For: the address before theirs is the visitor's.
PROXIES = env.integer("PROXIES", 1 if HTTPS else 0, least=0, most=10)

# Accounts, by django-allauth (docs/accounts.md). Nobody signs up: accounts come by invitation or by command.
ACCOUNT_ADAPTER = "apps.accounts.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has proved the address, or an owner vouches for it
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # between proving it's still you and the change you came for
# Django's own: it depends on the user alone, while allauth's keeps a second list of addresses.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.SignInForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "set_password": "apps.accounts.forms.SetPasswordForm",
    "reset_password": "apps.accounts.forms.ForgotPasswordForm",
    "reset_password_from_key": "apps.accounts.forms.NewPasswordForm",
    "reauthenticate": "apps.accounts.forms.ConfirmByPasswordForm",
}
# Passwords are counted by apps.accounts.throttle; these are for what allauth counts. Six digits are found by 10 guesses
# an hour in some three years; a mailbox gets five mails an hour from whoever types its address.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "10/h/key",
    "reauthenticate": "20/h/user",
    "change_password": "10/h/user",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/h/ip",
}
MFA_ADAPTER = "apps.accounts.adapter.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Lowstream"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "apps.accounts.forms.CodeForm",
    "reauthenticate": "apps.accounts.forms.ConfirmByCodeForm",
    "activate_totp": "apps.accounts.forms.TurnOnForm",
}

globals().update(env.mail("EMAIL_URL"))  # EMAIL_BACKEND, EMAIL_HOST and so on
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "Lowstream <lowstream@localhost>")
CSRF_FAILURE_VIEW = "apps.common.pages.csrf_failure"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.common.requests.SessionAuthentication",  # the first names the scheme where nobody is signed in
        "apps.accounts.tokens.authentication.BearerAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["apps.common.requests.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["apps.accounts.request_throttle.RequestThrottle"],
    "EXCEPTION_HANDLER": "apps.common.problems.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Lowstream",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",  # pydantic writes the schemas of this version
    "DESCRIPTION": "Apps, their drafts and releases, the windows of their streams; workspaces. Errors are "
    "`{code, message}`. Programs send an API token as `Authorization: Bearer ls_…`; it acts as its person, within its "
    "scopes. An operation whose security doesn't list `token` is not for tokens.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "VisibilityEnum": "apps.builder.models.Visibility",
        "RoleEnum": "apps.accounts.models.Role",
        "OutgoingKindEnum": ["text", "json", "hex", "base64"],
        "MessageFormatEnum": ["auto", "json", "text", "ndjson", "binary"],
    },
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# Vite writes its result to static/dist, from where it is served as it is: nothing is collected.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static" / "dist"
STATICFILES_DIRS: list[Path] = []
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": STATIC_ROOT / "manifest.json"}}

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = env.choice("LOG_FORMAT", "text", ("text", "json"))
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "apps.common.logs.Text", "fmt": "%(asctime)s %(levelname)s %(name)s%(about)s: %(message)s"},
        "json": {"()": "apps.common.logs.Json"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.request": {"level": "ERROR"},  # a 404 is the visitor's affair
        "django.db.backends": {"level": "INFO"},  # its DEBUG would print every query with its values
        "daphne": {"level": "WARNING"},
        "uvicorn": {"level": "WARNING"},  # its INFO is an access log
        "asyncio": {"level": "WARNING"},
    },
}

# --- Lowstream's own ----------------------------------------------------------------------------------------------
# What `manage.py runweb` serves with; docs/adr/0009 compares them.
WEB_SERVER = env.choice("WEB_SERVER", "uvicorn", ("uvicorn", "daphne"))
# Who brings it as `Authorization: Bearer …` may read /metrics; without one only an owner of the house may.
METRICS_TOKEN = env.text("METRICS_TOKEN")
# Without one, the launcher's private Redis while it runs: `manage.py streams` then looks into the house that is there.
_private_redis = VAR_DIR.resolve() / "redis.sock"
REDIS_URL = env.text(
    "REDIS_URL", redis_server.url(_private_redis) if _private_redis.is_socket() else "redis://127.0.0.1:6379/0"
)
# What counts across web processes: requests, sign-in attempts, used codes. Each counts for itself while Redis is away.
CACHES = {
    "default": {
        "BACKEND": "apps.common.cache.SharedCache",
        "LOCATION": [REDIS_URL],
        "KEY_PREFIX": "ls:cache",
    }
}
# How long the audit log is kept. Each web process sweeps once a day what is older.
AUDIT_DAYS = env.integer("AUDIT_DAYS", 365, least=1, most=3650)
# Where upstreams may lead although the guard refuses it, and where never: host, host:port, *.domain, CIDR (and :port
# for DENY), comma-separated. DENY wins.
UPSTREAM_ALLOW = env.listing("UPSTREAM_ALLOW")
UPSTREAM_DENY = env.listing("UPSTREAM_DENY")
# Whether queries may set a Host header of their own; a server behind a shared front would take them elsewhere by it.
UPSTREAM_HOST_HEADER = env.boolean("UPSTREAM_HOST_HEADER")
# The proxy that hubs dial through (HTTP CONNECT), and whether it resolves names. HTTP_PROXY and the like don't count.
EGRESS_PROXY = env.text("EGRESS_PROXY")
EGRESS_PROXY_RESOLVES = env.boolean("EGRESS_PROXY_RESOLVES")
# How often a minute apps may be opened by who isn't signed in: from one network address, and each app by all of them.
OPENINGS_PER_ADDRESS = env.integer("OPENINGS_PER_ADDRESS", 600, 1, 1_000_000)
OPENINGS_PER_APP = env.integer("OPENINGS_PER_APP", 6_000, 1, 1_000_000)
# Where the queries of new sample apps lead; `make demo` sets it to the exchange it starts.
EXCHANGE_URL = env.text("EXCHANGE_URL", "ws://127.0.0.1:8765/")
EXCHANGE_OFFERED = env.text("EXCHANGE_URL") != ""  # the studio offers it to new queries, once somebody says it is there

# --- Limits that an operator may move; docs/limits.md has all of them with their reasons --------------------------
# A hub has 2,000 upstream connections, a web process 5,000 sockets: no workspace takes more than half.
LIMIT_WORKSPACE_STREAMS = env.integer("LIMIT_WORKSPACE_STREAMS", 1_000, least=1, most=1_000_000)
LIMIT_WORKSPACE_SOCKETS = env.integer("LIMIT_WORKSPACE_SOCKETS", 2_500, least=1, most=1_000_000)
# A person's own: fifteen tabs that run all they may; more tabs than anybody has open.
LIMIT_USER_STREAMS = env.integer("LIMIT_USER_STREAMS", 500, least=1, most=1_000_000)
LIMIT_USER_SOCKETS = env.integer("LIMIT_USER_SOCKETS", 200, least=1, most=1_000_000)
# Other streams that one session opens (64 at once): who turns a dial opens no more, a program could fill a hub.
LIMIT_SESSION_OPENS_PER_SECOND = env.integer("LIMIT_SESSION_OPENS_PER_SECOND", 5, least=1, most=1_000_000)
# Requests to the REST API, of one person; of one network address, signed out, four times as many.
LIMIT_REQUESTS_PER_SECOND = env.integer("LIMIT_REQUESTS_PER_SECOND", 50, least=1, most=1_000_000)

_unspoken = secrets_of(
    *(SECRET_KEY, *SECRETS_KEYS, METRICS_TOKEN, REDIS_URL, EGRESS_PROXY),
    *(env.text("DATABASE_URL"), env.text("EMAIL_URL")),
)
for _formatter in LOGGING["formatters"].values():
    _formatter["secrets"] = _unspoken
