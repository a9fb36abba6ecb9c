import pytest

from office import roles
from tests.factories import make_office, make_product, make_user
from tests.reports.workbook.books import TODAY


@pytest.fixture
def importer(db):
    return make_user("importer", role=roles.MANAGER, office=make_office())


@pytest.fixture
def second(db):
    return make_user("second", role=roles.MANAGER, office=make_office())


@pytest.fixture
def products(db):
    return (
        make_product(shift="none"),
        make_product(name_en="Dollar loan", name_km="កម្ចីជាដុល្លារ", currency="USD", least_principal=50,
                     greatest_principal=3000, instalment_multiple="0.01", method="declining", annual_rate=12,
                     shift="none"),
    )  # fmt: skip


@pytest.fixture
def check(importer, products):
    from reports.workbook.checking import check_workbook

    return lambda content, **options: check_workbook(content, **{"on": TODAY, "by": importer, **options})


@pytest.fixture
def write(importer, second, check):
    """Check and commit; the number of rows written."""
    from reports.workbook.committing import commit

    def write(content):
        checked = check(content)
        assert checked.findings.errors == []
        return commit(checked, by=importer, second=second, on=TODAY)

    return write
