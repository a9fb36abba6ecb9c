"""What belongs to a business: shares, things, bookings of a shared facility; and the livelihood templates."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from moneyed import Money

from livelihoods.errors import LivelihoodError
from livelihoods.models import Asset, Booking, BusinessMember, LivelihoodKind
from livelihoods.services import add_asset, book, cancel_booking, end_share, give_share, note_asset_gone
from office.errors import KeySentBefore
from office.roles import AUDITOR, CASHIER, MANAGER
from tests.factories import LONG_AGO, make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 1)


@pytest.fixture
def officer():
    return make_user(communes=("010201",))


@pytest.fixture
def person(officer):
    return make_participant(by=officer)


@pytest.fixture
def business(person, officer):
    return make_business(person, by=officer)


@pytest.fixture
def floor(person, officer):
    return make_business(person, kind="cassava-drying", by=officer)


def percent(business):
    return [(m.participant.code, m.share, m.to_on) for m in business.memberships.order_by("pk")]


class TestShares:
    def test_shares_never_come_to_more_than_the_whole(self, business, person, officer):
        other = make_participant(by=officer)
        with pytest.raises(LivelihoodError, match="Only 0 percent are left"):
            give_share(business, participant=other, share=Decimal(1), on=DAY, by=officer)
        give_share(business, participant=person, share=Decimal("66.67"), on=DAY, by=officer)
        give_share(business, participant=other, share=Decimal("33.33"), on=DAY, by=officer)
        assert percent(business) == [(person.code, Decimal("66.67"), None), (other.code, Decimal("33.33"), None)]

    def test_a_share_is_changed_from_the_page_to_make_room(self, business, person, officer, sign_in):
        client, url = sign_in(officer), reverse("livelihoods:share-give", args=[business.pk])
        page = client.get(reverse("livelihoods:business", args=[business.pk])).content.decode()
        assert f"{url}?for={person.code}" in page
        assert f'value="{person.code}"' in client.get(url, {"for": person.code}).content.decode()
        client.post(url, {"participant": person.code, "share": "60", "on": "2026-02-01"})
        assert percent(business) == [(person.code, 60, None)]

    def test_a_share_that_ended_leaves_room(self, business, person, officer):
        other = make_participant(by=officer)
        give_share(business, participant=person, share=Decimal(50), on=DAY, by=officer)
        member = give_share(business, participant=other, share=Decimal(50), on=DAY, by=officer)
        end_share(member, on=DAY, by=officer)
        give_share(business, participant=person, share=Decimal(100), on=DAY, by=officer)
        assert percent(business) == [(person.code, 100, None), (other.code, 50, DAY)]

    def test_the_last_member_does_not_leave(self, business, officer):
        with pytest.raises(LivelihoodError, match="the only member"):
            end_share(business.memberships.get(), on=DAY, by=officer)

    def test_from_the_page_by_code_of_ones_own_communes_only(self, business, person, officer, sign_in):
        client, url = sign_in(officer), reverse("livelihoods:share-give", args=[business.pk])
        give_share(business, participant=person, share=Decimal(50), on=DAY, by=officer)
        stranger = make_participant(at="010301")
        unknown = client.post(url, {"participant": stranger.code, "share": "50", "on": "2026-02-01"}).content.decode()
        absent = client.post(url, {"participant": "0000000", "share": "50", "on": "2026-02-01"}).content.decode()
        assert "Nobody with this code is in your communes." in unknown
        assert "Nobody with this code is in your communes." in absent
        other = make_participant(by=officer)
        client.post(url, {"participant": other.code.lower(), "share": "៥០", "on": "2026-02-01"})
        page = client.get(reverse("livelihoods:business", args=[business.pk])).content.decode()
        assert page.count("50 %") == 2
        end = reverse("livelihoods:share-end", args=[business.pk, BusinessMember.objects.get(participant=other).pk])
        client.post(end, {"on": "2026-02-02"})
        assert BusinessMember.objects.get(participant=other).to_on == date(2026, 2, 2)

    def test_a_member_out_of_scope_is_another_member(self, business, person, officer, sign_in):
        give_share(business, participant=person, share=Decimal(50), on=DAY, by=officer)
        there = make_participant(at="010301", name_km="ចាន់ ដារា")
        give_share(business, participant=there, share=Decimal(50), on=DAY, by=officer)
        page = sign_in(officer).get(reverse("livelihoods:business", args=[business.pk])).content.decode()
        assert "another member" in page
        assert there.code not in page
        assert "ចាន់ ដារា" not in page


class TestAssets:
    def test_added_twice_alike_it_is_one_and_it_may_go(self, business, officer):
        bought = {"name": "ម៉ាស៊ីនសប់ខ្យល់", "bought_on": DAY, "cost": Money(400_000, "KHR"), "by": officer}
        asset = add_asset(business, **bought)
        assert add_asset(business, **bought) == asset
        with pytest.raises(LivelihoodError):
            note_asset_gone(asset, on=LONG_AGO, by=officer)
        note_asset_gone(asset, on=DAY, by=officer)
        assert Asset.objects.get().gone_on == DAY

    def test_its_name_is_sealed_and_not_for_who_sees_no_names(self, business, officer, sign_in):
        client, url = sign_in(officer), reverse("livelihoods:asset-add", args=[business.pk])
        sent = {"name": "ម៉ាស៊ីនសប់ខ្យល់", "currency": "USD", "cost": "99.50", "bought_on": "2026-02-01"}
        assert client.post(url, sent).status_code == 302
        asset = Asset.objects.get()
        assert (asset.money, asset.name) == (Money("99.50", "USD"), "ម៉ាស៊ីនសប់ខ្យល់")
        page = reverse("livelihoods:business", args=[business.pk])
        assert "ម៉ាស៊ីនសប់ខ្យល់" in client.get(page).content.decode()
        assert "ម៉ាស៊ីនសប់ខ្យល់" not in sign_in(make_user(role=AUDITOR)).get(page).content.decode()
        gone = reverse("livelihoods:asset-gone", args=[business.pk, asset.pk])
        client.post(gone, {"on": "2026-02-03"})
        assert client.post(gone, {"on": "2026-02-03"}).status_code == 404


class TestBookings:
    def booked(self, floor, officer, **changes):
        values = {"participant": None, "on": DAY, "tonnes": Decimal("2.5"), "fee": Money(50_000, "KHR"), "key": uuid4()}
        return book(floor, by=officer, **{**values, **changes})

    @pytest.mark.parametrize("on", [date(1900, 1, 1), date(2099, 1, 1)])
    def test_a_day_far_off_is_a_slip(self, floor, officer, on):
        with pytest.raises(LivelihoodError):
            self.booked(floor, officer, on=on)

    def test_only_a_shared_facility_takes_them(self, business, officer):
        with pytest.raises(LivelihoodError):
            self.booked(business, officer)

    def test_once_per_key_and_cancelled_once(self, floor, officer):
        key = uuid4()
        booking = self.booked(floor, officer, key=key)
        assert self.booked(floor, officer, key=key) == booking
        with pytest.raises(KeySentBefore):
            self.booked(floor, officer, key=key, tonnes=Decimal(3))
        assert cancel_booking(booking, by=officer) == cancel_booking(booking, by=officer)
        assert not Booking.objects.standing().exists()
        assert Booking.objects.count() == 2

    def test_tonnes_and_fees_add_up_on_the_page(self, floor, person, officer, sign_in):
        client, url = sign_in(officer), reverse("livelihoods:bookings", args=[floor.pk])
        sent = {"on": "2026-02-01", "currency": "KHR", "fee": "៥០ ០០០", "tonnes": "២.៥"}
        client.post(url, {**sent, "participant": person.code, "key": str(uuid4())})
        client.post(url, {**sent, "currency": "USD", "fee": "3", "tonnes": "1", "key": str(uuid4())})
        gone = self.booked(floor, officer)
        client.post(reverse("livelihoods:booking-cancel", args=[floor.pk, gone.pk]))
        answer = client.get(url)
        assert [f["value"] for f in answer.context["figures"]] == ["3.50", "50,000៛ · $3.00", "2"]
        assert person.code in answer.content.decode()
        wrong = client.post(url, {**sent, "tonnes": "0", "key": str(uuid4())})
        assert wrong.context["form"].errors["tonnes"]

    def test_a_usual_business_has_no_such_page(self, business, officer, sign_in):
        assert sign_in(officer).get(reverse("livelihoods:bookings", args=[business.pk])).status_code == 404

    def test_who_may_only_read_books_nothing(self, floor, sign_in):
        client, url = sign_in(make_user(role=AUDITOR)), reverse("livelihoods:bookings", args=[floor.pk])
        sent = {"on": "2026-02-01", "currency": "KHR", "fee": "1", "tonnes": "1", "key": str(uuid4())}
        assert client.get(url).status_code == 200
        assert client.post(url, sent).status_code == 403
        assert not Booking.objects.exists()


class TestKinds:
    FORM = {
        "name_km": "ចិញ្ចឹមទា", "name_en": "duck farming", "start_up_items_km": "ទ្រុង កូនទា",
        "start_up_items_en": "pen, ducklings", "cycle_days": "60", "first_month": "1", "last_month": "12",
        "usual_grace": "2",
    }  # fmt: skip

    def test_a_manager_adds_and_changes_them(self, sign_in):
        client = sign_in(make_user(role=MANAGER))
        assert client.post(reverse("livelihoods:kind-add"), self.FORM).status_code == 302
        kind = LivelihoodKind.objects.get(slug="duck-farming")
        client.post(reverse("livelihoods:kind-change", args=[kind.pk]), {**self.FORM, "usual_grace": "3"})
        kind.refresh_from_db()
        assert (kind.usual_grace, kind.slug) == (3, "duck-farming")
        assert "duck farming" in client.get(reverse("livelihoods:kinds")).content.decode()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"name_km": "duck"}, "name_km"), ({"first_month": "13"}, "first_month"),
         ({"usual_grace": "25"}, "usual_grace"), ({"name_en": "Pig farming"}, "name_en"),
         ({"cycle_days": "9999"}, "cycle_days")],
    )  # fmt: skip
    def test_what_is_wrong_is_said_at_its_field(self, changes, field, sign_in):
        answer = sign_in(make_user(role=MANAGER)).post(reverse("livelihoods:kind-add"), {**self.FORM, **changes})
        assert field in answer.context["form"].errors
        assert not LivelihoodKind.objects.filter(slug="duck-farming").exists()

    def test_nobody_else_may(self, sign_in):
        assert sign_in(make_user(role=CASHIER)).get(reverse("livelihoods:kinds")).status_code == 403
