from trainings.models.sites import CURRENCY_CHOICES, CostLine, Site, SiteBudget, SiteCost
from trainings.models.workplan import WorkplanLine

__all__ = ["CURRENCY_CHOICES", "CostLine", "Site", "SiteBudget", "SiteCost", "WorkplanLine"]
