"""The order of a Khmer dictionary, one name on both databases."""

# PostgreSQL has km-x-icu; paper.apps teaches it to SQLite. Quoted here: Django quotes it for one of them.
KHMER = '"km-x-icu"'
