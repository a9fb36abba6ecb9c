"""The list of people: scope, search, filters, order, export, and the trace each leaves."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from livelihoods.models import LivelihoodKind, Participant
from livelihoods.searching import read_query
from livelihoods.services import change_participant
from office.models import CommuneAssignment, TrailEntry
from office.roles import AUDITOR, CASHIER, MANAGER
from tests.factories import commune, make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
PEOPLE, EXPORT = reverse("livelihoods:people"), reverse("livelihoods:people-export")


def page_of(client, query="", **posted):
    response = client.post(f"{PEOPLE}{query}", posted, follow=True) if posted else client.get(f"{PEOPLE}{query}")
    assert response.status_code == 200
    return response


def codes_on(response):
    return [row.record.code for row in response.context["table"].paginated_rows]


def text_of(response):
    return response.content.decode()


# --- Scope ----------------------------------------------------------------------------------------------------


def test_an_officer_sees_the_communes_assigned_today_and_no_other(officer, sign_in):
    mine, theirs = make_participant(at="010201"), make_participant(at="010301")
    response = page_of(sign_in(officer))
    assert codes_on(response) == [mine.code]
    assert theirs.code not in text_of(response)


@pytest.mark.parametrize(
    ("starts", "ends", "sees"), [(-9, -1, False), (-9, 0, True), (0, None, True), (1, None, False)]
)
def test_an_assignment_counts_from_its_first_to_its_last_day(starts, ends, sees, sign_in):
    today = timezone.localdate()
    someone = make_user()
    CommuneAssignment.objects.create(
        user=someone, commune=commune(), from_on=today + timedelta(starts),
        to_on=None if ends is None else today + timedelta(ends),
    )  # fmt: skip
    person = make_participant()
    assert (person.code in text_of(page_of(sign_in(someone)))) is sees


def test_whoever_moves_away_is_no_longer_listed_and_is_where_they_moved(officer, sign_in):
    person, there = make_participant(at="010201"), make_user(communes=("010301",))
    change_participant(person, by=officer, on=timezone.localdate(), commune=commune("010301"))
    assert person.code not in text_of(page_of(sign_in(officer)))
    assert person.code in text_of(page_of(sign_in(there)))


def test_the_list_needs_the_permission(sign_in):
    client = sign_in(make_user(role=CASHIER))
    assert client.get(PEOPLE).status_code == client.post(PEOPLE, {"q": "សុខ"}).status_code == 403
    assert client.get(EXPORT).status_code == 403


def test_names_are_shown_to_those_who_may_see_them_and_never_a_phone(officer, sign_in):
    person = make_participant(phone="012 345 678")
    assert "សុខ សុភា" in text_of(page_of(sign_in(officer)))
    for_auditor = text_of(page_of(sign_in(make_user(role=AUDITOR))))
    assert person.code in for_auditor
    assert "សុភា" not in for_auditor
    for user in (officer, make_user(role=MANAGER)):
        assert "345" not in re.sub(r'value="[^"]*"', "", text_of(page_of(sign_in(user)))).replace(person.code, "")


# --- Search ---------------------------------------------------------------------------------------------------


def test_a_search_finds_and_leaves_no_name_in_the_address(officer, sign_in):
    sophea, dara = make_participant(), make_participant(name_km="ចាន់ ដារ៉ា", name_latin="Chan Dara")
    response = page_of(sign_in(officer), q="សុភា")
    assert codes_on(response) == [sophea.code]
    address = response.redirect_chain[-1][0]
    assert "%E1" not in address
    assert "q=" not in address
    assert codes_on(page_of(sign_in(officer), q="DARA")) == [dara.code]


def test_a_code_finds_and_a_code_out_of_scope_finds_nobody(officer, sign_in):
    mine, theirs = make_participant(at="010201"), make_participant(at="010301")
    assert codes_on(page_of(sign_in(officer), q=mine.code.lower())) == [mine.code]
    assert codes_on(page_of(sign_in(officer), q=theirs.code)) == []
    assert codes_on(page_of(sign_in(officer), q="សុភា")) == [mine.code]


def test_too_little_gets_a_friendly_hint_and_nobody(officer, sign_in):
    make_participant()
    response = page_of(sign_in(officer), q="ស")
    assert codes_on(response) == []
    assert "at least two Khmer letters" in text_of(response)
    assert 'value="ស"' in text_of(response)


def test_an_auditor_finds_by_code_alone(sign_in):
    person = make_participant()
    client = sign_in(make_user(role=AUDITOR))
    assert "whole code" in text_of(page_of(client, q="សុភា"))
    assert codes_on(page_of(client, f"?found={read_query('សុភា')}")) == []
    assert codes_on(page_of(client, q=person.code)) == [person.code]


def test_a_search_keeps_the_filter_and_the_filter_keeps_the_search(officer, sign_in):
    client = sign_in(officer)
    here, _there = make_participant(at="010201"), make_participant(at="010202")
    response = page_of(client, "?commune=010201", q="សុភា")
    assert codes_on(response) == [here.code]
    assert f'name="found" value="{read_query("សុភា")}"' in text_of(response)


def test_an_empty_search_shows_everybody_again(officer, sign_in):
    make_participant()
    response = page_of(sign_in(officer), f"?found={read_query('ចាន់')}&sex=F", q=" ")
    assert response.redirect_chain[-1][0] == f"{PEOPLE}?sex=F"
    assert len(codes_on(response)) == 1


# --- Filters and order ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("commune=010202", {"dara"}),
        ("sex=M", {"dara"}),
        ("status=moved", {"dara"}),
        ("status=active&sex=F", {"sophea"}),
        ("livelihood=KIND", {"sophea"}),
        ("commune=010301", set()),  # not of this officer
        ("sex=X", set()),
        ("commune=%27;--", set()),
    ],
)
def test_filters(query, found, officer, sign_in):
    people = {
        "sophea": make_participant(by=officer),
        "dara": make_participant(by=officer, at="010202", sex="M", name_km="ចាន់ ដារ៉ា"),
    }
    change_participant(people["dara"], by=officer, on=timezone.localdate(), status="moved")
    make_business(people["sophea"], kind="phone-repair")
    query = query.replace("KIND", str(LivelihoodKind.objects.get(slug="phone-repair").pk))
    assert set(codes_on(page_of(sign_in(officer), f"?{query}"))) == {people[name].code for name in found}


def test_only_communes_of_the_scope_are_offered(officer, sign_in):
    make_participant(at="010301")
    offered = page_of(sign_in(officer)).context["filter"].form.fields["commune"].queryset
    assert {c.code for c in offered} == {"010201", "010202"}
    offered = page_of(sign_in(make_user(role=MANAGER))).context["filter"].form.fields["commune"].queryset
    assert {c.code for c in offered} == {"010301"}  # where somebody lives


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize("sort", ["code", "commune", "registered_on"])
def test_the_list_is_ordered_by_the_database(sort, language, officer, sign_in):
    for number, place in enumerate(["010202", "010201", "010202"]):
        make_participant(by=officer, at=place, on=date(2025, 1, 1 + number))
    name = {"commune": f"commune__name_{language}"}.get(sort, sort)
    for minus in ("", "-"):
        expected = list(Participant.objects.order_by(f"{minus}{name}", f"{minus}code").values_list("code", flat=True))
        client = sign_in(officer, language)
        assert codes_on(page_of(client, f"?sort={minus}{sort}")) == expected


def test_an_officer_may_order_by_name_as_a_khmer_dictionary_does(officer, sign_in):
    names = ["ហេង វិសាល", "កែវ ចិន្តា", "សុខ សុភា", "ខៀវ សំណាង"]
    by_name = {name: make_participant(by=officer, name_km=name).code for name in names}
    client = sign_in(officer)
    order = [by_name[n] for n in ("កែវ ចិន្តា", "ខៀវ សំណាង", "សុខ សុភា", "ហេង វិសាល")]
    assert codes_on(page_of(client, "?sort=name")) == order
    assert codes_on(page_of(client, "?sort=-name")) == order[::-1]


def test_nobody_orders_the_whole_country_by_name(officer, sign_in, monkeypatch):
    make_participant(by=officer, name_km="ហេង វិសាល", on=date(2025, 2, 1))
    make_participant(by=officer, name_km="កែវ ចិន្តា", on=date(2025, 1, 1))
    by_day = list(Participant.objects.order_by("-registered_on").values_list("code", flat=True))
    assert codes_on(page_of(sign_in(make_user(role=MANAGER)), "?sort=name")) == by_day
    monkeypatch.setattr("livelihoods.views.people.MOST_SORTED_BY_NAME", 1)
    assert codes_on(page_of(sign_in(officer), "?sort=name")) == by_day


def test_a_page_costs_the_same_queries_for_one_row_and_for_ten(officer, sign_in, django_assert_num_queries):
    make_business(make_participant(by=officer))
    client = sign_in(officer)
    page_of(client)
    with CaptureQueriesContext(connection) as one:
        page_of(client)
    for _ in range(9):
        make_business(make_participant(by=officer), kind="pig-farming")
    with django_assert_num_queries(len(one)):
        assert len(codes_on(page_of(client))) == 10
    with CaptureQueriesContext(connection) as by_name:
        page_of(client, "?sort=name")
    assert len(by_name) <= len(one) + 1


def test_long_lists_have_pages_and_a_page_too_far_is_the_last(officer, sign_in):
    for _ in range(26):
        make_participant(by=officer)
    client = sign_in(officer)
    first, second = codes_on(page_of(client)), codes_on(page_of(client, "?page=2"))
    assert (len(first), len(second)) == (25, 1)
    assert not set(first) & set(second)
    assert codes_on(page_of(client, "?page=99")) == second


# --- Trail ----------------------------------------------------------------------------------------------------


def last_line(user):
    entry = TrailEntry.objects.filter(user=user).order_by("-pk")[0]
    return entry.act, entry.what, entry.object_ids, entry.fields


def test_listing_and_searching_leave_a_trace_without_what_was_typed(officer, sign_in):
    person, client = make_participant(), sign_in(officer)
    page_of(client)
    assert last_line(officer) == ("list", "livelihoods.participant", str(person.pk), "")
    page_of(client, "?sex=F&commune=010201")
    assert last_line(officer) == ("list", "livelihoods.participant", str(person.pk), "commune sex")
    page_of(client, q="សុភា")
    assert last_line(officer) == ("search", "livelihoods.participant", str(person.pk), "found")
    assert all(f"{e.what}{e.object_ids}{e.fields}".isascii() for e in TrailEntry.objects.all())


# --- Export ---------------------------------------------------------------------------------------------------


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_carries_codes_and_nothing_that_names_anybody(officer, sign_in):
    person = make_participant(by=officer, phone="012 345 678", village="ភូមិ១")
    make_participant(at="010301")
    make_business(person, name="ហាងសុភា", place="ផ្សារ")
    response = sign_in(officer).get(EXPORT)
    assert response["Content-Type"].startswith("text/csv")
    (row,) = rows_of(response)
    assert (row["code"], row["sex"], row["commune_code"]) == (person.code, "F", "010201")
    assert row["livelihoods"] == "phone repair"
    for secret in ("សុភា", "Sophea", "345678", "ភូមិ១", "ហាង", "1990"):
        assert secret not in response.content.decode()
    assert last_line(officer) == ("export", "livelihoods.participant", str(person.pk), "")
    assert response["Content-Disposition"].endswith(f'"people-{timezone.localdate()}.csv"')


def test_the_export_is_narrowed_like_the_list(officer, sign_in):
    make_participant(by=officer)
    man = make_participant(by=officer, sex="M")
    client = sign_in(officer)
    assert [row["code"] for row in rows_of(client.get(f"{EXPORT}?sex=M"))] == [man.code]
    assert rows_of(client.get(f"{EXPORT}?sex=X")) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_export_becomes_a_formula(start, officer, sign_in):
    kind = LivelihoodKind.objects.get(slug="phone-repair")
    kind.name_en = f"{start}HYPERLINK(1)"
    kind.save()
    make_business(make_participant(by=officer))
    (row,) = rows_of(sign_in(officer).get(EXPORT))
    assert row["livelihoods"].startswith("'")


def test_the_export_costs_the_same_queries_for_one_row_and_for_ten(officer, sign_in, django_assert_num_queries):
    make_business(make_participant(by=officer))
    client = sign_in(officer)
    client.get(EXPORT)
    with CaptureQueriesContext(connection) as one:
        client.get(EXPORT)
    for _ in range(9):
        make_business(make_participant(by=officer))
    with django_assert_num_queries(len(one)):
        assert len(rows_of(client.get(EXPORT))) == 10


@pytest.mark.parametrize("language", ["km", "en"])
def test_the_list_reads_in_both_languages(language, officer, sign_in):
    make_participant(by=officer)
    response = sign_in(officer, language).get(PEOPLE)
    assert f'<html lang="{language}">' in text_of(response)
    assert "សុខ សុភា" in text_of(response)
    assert ("Banteay Neang" in text_of(response)) is (language == "en")


def test_a_page_title_names_nobody(officer, sign_in):
    make_participant(by=officer)
    title = re.search("<title>(.*?)</title>", text_of(page_of(sign_in(officer), q="សុភា")), re.DOTALL)[1]
    assert "សុភា" not in title
