"""Prints a DATABASE_URL where PostgreSQL and Redis both answer on loopback, and fails where they do not."""

import getpass
import sys

import psycopg
import redis

CANDIDATES = (
    "postgres://postgres@127.0.0.1:5432/postgres",
    f"postgres://{getpass.getuser()}@127.0.0.1:5432/postgres",
    "postgres://postgres:postgres@127.0.0.1:5432/postgres",
)


def answering_database() -> str | None:
    for url in CANDIDATES:
        try:
            with psycopg.connect(url, connect_timeout=2) as connection:
                row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
                if (may_create := row.fetchone()) and may_create[0]:
                    return url
        except psycopg.Error:
            continue
    return None


def redis_answers() -> bool:
    try:
        return bool(redis.Redis(host="127.0.0.1", socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False


if __name__ == "__main__":
    url = answering_database()
    if url is None or not redis_answers():
        sys.exit(1)
    print(url)
