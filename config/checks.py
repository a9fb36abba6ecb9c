"""What `make serve` refuses to start with. Run by `manage.py check --deploy --tag serve --database default`."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from config.keys import is_weak


@register("serve", deploy=True)
def check_keys(app_configs: Any, **kwargs: Any) -> list[Error]:
    problems = []
    if settings.KEYS_DIR.resolve().is_relative_to(settings.BASE_DIR):
        problems.append(
            Error(
                "KEYS_DIR is inside the project: the keys must live outside it and outside its backups.",
                id="serve.E001",
            )
        )
    if is_weak(settings.MASTER_KEY) or is_weak(bytes.fromhex(settings.SECRET_KEY)):
        problems.append(Error("A key in KEYS_DIR is weak: it needs 32 random bytes, base64.", id="serve.E002"))
    if settings.DEMO:
        problems.append(Error("DATABASE_URL is not set: this would serve the demo.", id="serve.E003"))
    if settings.DEBUG:
        problems.append(Error("DEBUG is on.", id="serve.E004"))
    return problems


@register("serve", deploy=True)
def check_messages(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Names and phones leave the office only to a gateway behind TLS, or on this machine."""
    chosen, url = settings.MESSAGE_BACKEND, settings.MESSAGE_GATEWAY_URL
    if chosen not in ("", "console", "http"):
        return [Error("MESSAGE_BACKEND is none of: console, http, or empty.", id="serve.E006")]
    if chosen == "http" and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        return [Error("MESSAGE_GATEWAY_URL must begin with https://.", id="serve.E007")]
    return []


@register("serve", deploy=True)
def check_no_demo_users(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    if not databases:
        return []
    from django.db import connection

    from office.demo import DEMO_USERNAMES
    from office.models import User

    if User._meta.db_table not in connection.introspection.table_names():
        return []
    if User.objects.filter(username__in=DEMO_USERNAMES).exists():
        return [Error("This database holds the demo's sign-ins.", id="serve.E005")]
    return []
