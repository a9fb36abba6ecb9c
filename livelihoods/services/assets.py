"""What a business works with."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.errors import LivelihoodError
from livelihoods.models import Asset, Business
from office import trail
from office.models import User
from paper.core.khmer_spelling import one_line


@transaction.atomic
def add_asset(business: Business, *, name: str, bought_on: date, cost: Money, by: User, loan_number: str = "") -> Asset:
    """Added twice alike on one day, it is one."""
    business = Business.objects.select_for_update(of=("self",)).select_related("key").get(pk=business.pk)
    name = one_line(name)
    alike = business.assets.filter(bought_on=bought_on, cost=cost.amount, currency=cost.currency.code)
    if same := next((a for a in alike.select_related("business__key") if a.name == name), None):
        return same
    asset = Asset.objects.create(
        business=business, name=name, bought_on=bought_on, cost=cost.amount, currency=cost.currency.code,
        loan_number=loan_number,
    )  # fmt: skip
    trail.record(trail.Act.WRITE, asset, by=by, fields=["added"])
    return asset


@transaction.atomic
def note_asset_gone(asset: Asset, *, on: date, by: User) -> None:
    """Sold, broken or lost since that day."""
    if on < asset.bought_on:
        raise LivelihoodError(_("It cannot be gone before it was bought."), field="on")
    asset.gone_on = on
    asset.save(update_fields=["gone_on"])
    trail.record(trail.Act.WRITE, asset, by=by, fields=["gone_on"])
