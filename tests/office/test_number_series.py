"""Receipt and voucher numbers have no gaps."""

import pytest
from django.db import transaction

from office.models import NumberSeries
from tests.factories import make_office

Kind = NumberSeries.Kind


def take(office=None, kind=Kind.RECEIPT, year=2026, count=1):
    with transaction.atomic():
        return list(NumberSeries.take(office or make_office(), kind, year, count))


@pytest.mark.django_db
def test_numbers_follow_each_other():
    assert [take(), take(count=3), take()] == [[1], [2, 3, 4], [5]]


@pytest.mark.django_db
def test_every_office_kind_and_year_counts_alone():
    take(count=7)
    assert take(make_office("SR")) == take(kind=Kind.VOUCHER) == take(year=2027) == [1]
    assert take() == [8]


@pytest.mark.django_db
def test_what_was_rolled_back_is_given_again():
    take()

    class Undone(Exception):
        pass

    def write_a_paper_that_fails():
        with transaction.atomic():
            assert take() == [2]
            raise Undone

    with pytest.raises(Undone):
        write_a_paper_that_fails()
    assert take() == [2]


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        NumberSeries.take(make_office(communes=()), Kind.RECEIPT, 2026)
