#!/bin/sh
# The whole suite on SQLite with nothing else running; then again on PostgreSQL and Redis where they answer.
set -u
cd "$(dirname "$0")/.."
PY=.venv/bin/python
unset DATABASE_URL CELERY_BROKER_URL
run() { "$PY" -m pytest -q -n "${PYTEST_WORKERS:-auto}" "$@"; }

POSTGRES=$("$PY" tests/services.py) || {
    echo "== SQLite alone: PostgreSQL or Redis does not answer on loopback"
    run "$@"
    exit
}
echo "== SQLite"
run "$@" || exit
echo "== PostgreSQL and Redis"
export DATABASE_URL="$POSTGRES" CELERY_BROKER_URL=redis://127.0.0.1:6379/9
run -m "not browser" "$@"
