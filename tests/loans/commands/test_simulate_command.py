"""`simulate_loan`: a case in, a result out, without a database."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[3]
TERMS = {
    "currency": "KHR", "principal": "1200000", "annual_rate": "18", "method": "declining",
    "amortisation": "equal_instalments", "instalments": 12, "every": 1, "unit": "months", "disbursed_on": "2026-01-15",
    "day_count": "30/360", "step": "100", "instalment_multiple": "100", "rounding": "half_up",
    "interest_rounding": "down", "allocation": "instalment_first",
}  # fmt: skip
CASE = {"terms": TERMS, "events": []}


@pytest.fixture
def simulate(monkeypatch):
    """simulate(document or raw bytes) gives what was written and the exit status."""

    def run(document):
        raw = document if isinstance(document, bytes) else json.dumps(document).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        out = io.StringIO()
        try:
            call_command("simulate_loan", stdout=out)
        except SystemExit as ended:
            return json.loads(out.getvalue()), ended.code
        return json.loads(out.getvalue()), 0

    return run


def test_a_case(simulate):
    result, status = simulate(CASE)
    assert (status, result["effective_rate"]) == (0, "0.194656")
    first = result["checkpoints"][0]["schedule"][0]
    assert (first["principal"], first["interest"], first["balance"]) == ("92000.00", "18000.00", "1108000.00")


def test_refused_terms_end_in_2(simulate):
    result, status = simulate({"terms": {**TERMS, "principal": "-5"}, "events": []})
    assert (status, list(result["errors"])) == (2, ["principal"])


def test_a_refused_event_too(simulate):
    event = {"seq": 1, "type": "repayment", "date": "2026-02-15", "entered_on": "2026-02-15", "amount": "5"}
    result, status = simulate({"terms": TERMS, "events": [event]})
    assert (status, list(result["errors"]["events"])) == (2, ["1"])


def test_a_batch_ends_in_0_whatever_its_cases(simulate):
    result, status = simulate({"cases": [CASE, {"terms": {}}, 7]})
    assert status == 0
    assert ["errors" in each for each in result["results"]] == [False, True, True]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[1,", b"\xff\xfe", b"9" * 5000, b"[" * 100_000, b'{"cases": 3}', b"[]", b"null", b'"x"', b"NaN"],
)
def test_what_is_no_case_is_refused_in_json(simulate, raw):
    result, status = simulate(raw)
    assert (status, list(result)) == (2, ["errors"])


def test_strange_text_inside_a_case_is_answered(simulate):
    result, status = simulate(b'{"terms": {"\\ud800": 1, "principal": 1.5, "\xe1\x9e\x80": NaN}}')
    assert status == 2
    assert "\ud800" in result["errors"]


def test_a_thousand_cases_are_answered_in_order(simulate):
    cases = [{"terms": {**TERMS, "principal": str(100_000 * (i + 1))}, "events": []} for i in range(1000)]
    result, status = simulate({"cases": cases})
    balances = [each["checkpoints"][0]["schedule"][0] for each in result["results"]]
    assert (status, len(balances)) == (0, 1000)
    assert all(float(row["balance"]) + float(row["principal"]) == 100_000 * (i + 1) for i, row in enumerate(balances))


def test_it_needs_no_database(tmp_path):
    environment = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "DATA_DIR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "simulate_loan"],
        input=json.dumps(CASE).encode(), capture_output=True, cwd=ROOT, env=environment, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert json.loads(done.stdout)["effective_rate"] == "0.194656"
