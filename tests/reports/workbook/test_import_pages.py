"""The page: sent, checked in the background, looked at, written; seen by nobody but who sent it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from livelihoods.models import Participant
from loans.models import Loan
from office import roles
from paper import jobs
from paper.models import HeldFile, Job
from paper.tasks import drop_old_uploads
from reports.models import WorkbookImport
from reports.workbook.jobs import COMMIT
from tests.factories import make_user
from tests.reports.workbook.books import make_book, person, repayment, whole_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, importer, products):
    client.force_login(importer)
    return client


def send(client, content=None):
    file = SimpleUploadedFile("anything.xlsx", content or make_book(whole_book()))
    response = client.post(reverse("reports:import"), {"file": file})
    return response, WorkbookImport.objects.order_by("-pk").first()


def done(job):
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def result_page(client, sent):
    return client.get(reverse("reports:import-result", args=[sent.pk]))


def test_from_sending_to_writing(manager, second):
    response, sent = send(manager)
    page = reverse("reports:import-result", args=[sent.pk])
    assert response.url == page
    assert b"import-progress" in manager.get(page).content
    done(sent.check_job)
    assert not Participant.objects.exists()
    shown = manager.get(page)
    assert shown.context["can_write"]
    assert b"1,200,000" in shown.content
    assert manager.post(reverse("reports:import-commit", args=[sent.pk]), {"second": second.pk}).url == page
    sent.refresh_from_db()
    result = done(sent.commit_job).result
    assert (result["written"], result["error_count"]) == (7, 0)
    assert manager.get(page).context["is_written"]
    assert Loan.objects.get().steps.get(kind="imported").second == second


def test_errors_are_shown_with_sheet_cell_and_reason(manager):
    _response, sent = send(manager, make_book(whole_book(participants=[person(sex="?")])))
    done(sent.check_job)
    shown = result_page(manager, sent)
    assert not shown.context["can_write"]
    for language, words in (("km", "អ្នកចូលរួម"), ("en", "Participants")):
        manager.cookies["django_language"] = language
        [error] = result_page(manager, sent).context["errors"]
        assert (error["sheet"], error["cell"]) == (words, "D2")


def test_what_is_stored_names_nobody(manager):
    rows = whole_book(
        participants=[person(sex="?", village="?" * 99), person(ref="P-2", commune="Atlantis", phone="012")],
        repayments=[repayment(amount="many")],
    )
    _response, sent = send(manager, make_book(rows))
    stored = str(done(sent.check_job).result) + str(sent.check_job.params)
    for value in ("មាស", "Meas", "Atlantis", "012", "P-1", "many", "1990", "????"):
        assert value not in stored


def test_the_file_is_held_sealed_and_for_an_hour(manager):
    content = make_book(whole_book())
    _response, sent = send(manager, content)
    assert bytes(sent.file.content()) == content
    assert content[:200] not in bytes(sent.file.sealed)
    assert sent.file.keep_until - timezone.now() <= timedelta(hours=1)
    HeldFile.objects.update(keep_until=timezone.now() - timedelta(seconds=1))
    done(sent.check_job)
    drop_old_uploads()
    shown = result_page(manager, sent)
    assert shown.status_code == 200
    assert not shown.context["is_kept"]
    response = manager.post(reverse("reports:import-commit", args=[sent.pk]), {"second": ""})
    assert response.status_code == 200
    assert not Job.objects.filter(name=COMMIT).exists()


def test_a_file_dropped_before_its_check(manager):
    _response, sent = send(manager)
    HeldFile.objects.all().delete()
    assert [e["code"] for e in done(sent.check_job).result["errors"]] == ["file.gone"]
    assert result_page(manager, sent).status_code == 200


def test_the_same_file_again_would_change_nothing(manager, write):
    write(make_book(whole_book()))
    _response, sent = send(manager)
    done(sent.check_job)
    shown = result_page(manager, sent)
    assert shown.context["has_nothing_new"]
    assert not shown.context["can_write"]
    manager.post(reverse("reports:import-commit", args=[sent.pk]), {})
    assert not Job.objects.filter(name=COMMIT).exists()


def test_the_bar_asks_every_second_and_then_loads_the_page_anew(manager):
    _response, sent = send(manager)
    url = reverse("reports:import-progress", args=[sent.pk])
    Job.objects.filter(pk=sent.check_job.pk).update(state="running", done=420, total=1000)
    bar = manager.get(url, headers={"HX-Request": "true"})
    assert b'hx-trigger="every 1s"' in bar.content
    assert b"42 %" in bar.content
    Job.objects.filter(pk=sent.check_job.pk).update(state="done", result={"errors": [], "error_count": 0})
    assert manager.get(url)["HX-Refresh"] == "true"


def test_a_job_that_failed_says_so(manager):
    _response, sent = send(manager)
    Job.objects.filter(pk=sent.check_job.pk).update(state="failed")
    assert result_page(manager, sent).context["has_failed"]


def test_asked_to_write_twice_it_is_written_once(manager, second):
    _response, sent = send(manager)
    done(sent.check_job)
    for _time in range(2):
        manager.post(reverse("reports:import-commit", args=[sent.pk]), {"second": second.pk})
    assert Job.objects.filter(name=COMMIT).count() == 1


def test_a_commit_done_twice_writes_once(manager, second):
    _response, sent = send(manager)
    done(sent.check_job)
    manager.post(reverse("reports:import-commit", args=[sent.pk]), {"second": second.pk})
    sent.refresh_from_db()
    done(sent.commit_job)
    Job.objects.filter(pk=sent.commit_job.pk).update(state="waiting")
    assert done(sent.commit_job).result["written"] == 0
    assert Participant.objects.count() == 1


def test_the_second_person_is_chosen_from_those_who_approve(manager, importer, second):
    make_user("an-officer", role=roles.OFFICER)
    make_user("closed", role=roles.MANAGER, is_active=False)
    _response, sent = send(manager)
    done(sent.check_job)
    form = result_page(manager, sent).context["form"]
    assert list(form.fields["second"].queryset) == [second]
    refused = manager.post(reverse("reports:import-commit", args=[sent.pk]), {"second": importer.pk})
    assert refused.context["form"].errors["second"]
    assert not Job.objects.filter(name=COMMIT).exists()


def test_what_changed_after_the_check_is_told(manager, second, write):
    _response, sent = send(manager)
    done(sent.check_job)
    manager.post(reverse("reports:import-commit", args=[sent.pk]), {"second": second.pk})
    write(make_book(whole_book(participants=[person(sex="F")])))
    sent.refresh_from_db()
    result = done(sent.commit_job).result
    assert [e["code"] for e in result["errors"]] == ["ref.changed"]
    assert result_page(manager, sent).context["error_count"] == 1


NAMES = ("import-result", "import-progress")


@pytest.mark.parametrize("name", NAMES)
def test_only_who_sent_it_sees_it(manager, client, second, name):
    _response, sent = send(manager)
    client.force_login(second)
    assert client.get(reverse(f"reports:{name}", args=[sent.pk])).status_code == 404
    assert client.post(reverse("reports:import-commit", args=[sent.pk])).status_code == 404
    assert client.get(reverse("reports:import")).context["earlier"] == []


@pytest.mark.parametrize(
    "role", [roles.OFFICER, roles.CASHIER, roles.AUDITOR, roles.ADMIN, roles.MONITORING, roles.TRAINER]
)
def test_nobody_else_may_import(client, role):
    client.force_login(make_user(role=role))
    assert client.get(reverse("reports:import")).status_code == 403
    assert client.get(reverse("reports:import-template")).status_code == 403
    for name in NAMES:
        assert client.get(reverse(f"reports:{name}", args=[1])).status_code == 403
    assert client.post(reverse("reports:import-commit", args=[1])).status_code == 403
    assert client.post(reverse("reports:import")).status_code == 403


def test_writing_takes_a_post(manager):
    _response, sent = send(manager)
    assert manager.get(reverse("reports:import-commit", args=[sent.pk])).status_code == 405


def test_the_form_is_protected(manager, importer):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(importer)
    assert strict.post(reverse("reports:import"), {"file": SimpleUploadedFile("a.xlsx", b"x")}).status_code == 403


def test_a_file_that_is_too_large_is_not_taken_in(manager, settings):
    settings.WORKBOOK_MAX_BYTES = 1024
    response, sent = send(manager, b"x" * (200 * 1024))
    assert sent is None
    assert "file" in response.context["form"].errors
    assert not HeldFile.objects.exists()
    response, sent = send(manager, b"x" * 2000)
    assert sent is None
    assert "file" in response.context["form"].errors


def test_no_file(manager):
    response = manager.post(reverse("reports:import"), {})
    assert response.context["form"].errors["file"]


def test_the_file_never_lies_open_on_the_disk(manager, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    monkeypatch.setattr("django.conf.settings.FILE_UPLOAD_MAX_MEMORY_SIZE", 10)
    _response, sent = send(manager)
    assert sent is not None


def test_earlier_workbooks_are_listed(manager):
    _response, sent = send(manager)
    [row] = manager.get(reverse("reports:import")).context["earlier"]
    assert row["sent"] == sent


def test_the_template_is_read_back(manager, check, tmp_path):
    response = manager.get(reverse("reports:import-template"))
    assert "workbook-template.xlsx" in response["Content-Disposition"]
    checked = check(response.content)
    assert [f.code for f in checked.findings.errors] == ["file.no_rows"]
    assert checked.findings.warnings == []
    path = tmp_path / "template.xlsx"
    path.write_bytes(response.content)
    book = load_workbook(path)
    assert book.worksheets[0].title.startswith("Guide")
    assert book.worksheets[-1].title.startswith("Lists")
    assert len(book["Loans · កម្ចី"].data_validations.dataValidation) >= 3


def test_a_filled_template_is_accepted(manager, check, tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(manager.get(reverse("reports:import-template")).content)
    book = load_workbook(path)
    from reports.workbook.sheets import BY_KEY

    for key, rows in whole_book().items():
        sheet = BY_KEY[key]
        for row in rows:
            book[sheet.title].append([row.get(column.key) for column in sheet.columns])
    book.save(path)
    checked = check(path.read_bytes())
    assert checked.findings.errors == []
    assert len(checked.plan.repayments) == 3
