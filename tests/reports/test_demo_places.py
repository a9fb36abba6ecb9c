"""The demo's sites, workplan, complaints and linkages: of every state, believable, and in neutral words."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from livelihoods.models import Complaint, ComplaintStep, Linkage
from office.models import User
from reports.demo.maker import COMMUNES
from tests.test_do_no_harm import speaks_of
from trainings.documents.site_money import money_of
from trainings.models import Site, SiteCost, WorkplanLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    for count in (6, 8):  # more people later bring no second set of sites
        call_command("seed_demo", participants=count, stdout=StringIO(), stderr=StringIO())


def test_it_began_in_eight_communes_and_is_planned_for_350(demo):
    assert set(Site.objects.active().values_list("commune", flat=True)) == set(COMMUNES)
    assert (Site.objects.count(), Site.objects.planned().count()) == (350, 342)


def test_each_site_at_work_has_budget_and_cost_in_both_currencies(demo):
    today = timezone.localdate()
    for site in Site.objects.active():
        sheets = money_of(site, on=today)
        assert [sheet.currency for sheet in sheets] == ["KHR", "USD"]
        assert all(sheet.to_date.actual and sheet.to_date.budget and len(sheet.months) == 12 for sheet in sheets)
    assert not SiteCost.objects.filter(spent_on__gt=today).exists()


def test_the_workplan_has_lines_of_every_status(demo):
    today = timezone.localdate()
    assert {line.status(on=today) for line in WorkplanLine.objects.all()} == set(WorkplanLine.Status)


def test_complaints_are_of_every_state_and_one_is_about_an_officer(demo):
    today = timezone.localdate()
    complaints = Complaint.objects.all()
    assert complaints.count() == 6
    assert complaints.overdue(on=today).count() == complaints.open().filter(owner=None).count() == 1
    assert complaints.exclude(closed_on=None).count() == 2
    assert set(complaints.values_list("participant", flat=True)) > {None}
    officer = User.objects.get(username="demo-officer1")
    assert complaints.get(about=officer) not in complaints.visible_to(officer)
    assert complaints.visible_to(officer).filter(owner=officer).exists()


def test_linkages_are_open_and_done(demo):
    assert Linkage.objects.open().count() == Linkage.objects.exclude(done_on=None).count() == 3


def test_its_words_are_neutral(demo):
    texts = [c.text for c in Complaint.objects.select_related("key")]
    texts += [s.note for s in ComplaintStep.objects.select_related("complaint__key")]
    texts += [link.to for link in Linkage.objects.select_related("participant__key")]
    texts += [text for line in WorkplanLine.objects.all() for text in (line.activity_km, line.activity_en)]
    assert len([text for text in texts if text]) > 25
    assert {text: word for text in texts if (word := speaks_of(text))} == {}
