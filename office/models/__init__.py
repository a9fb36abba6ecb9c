from office.models.calendar import ExchangeRate, Holiday
from office.models.keys import PersonKey
from office.models.offices import NumberSeries, Office, OfficeCommune
from office.models.places import Place
from office.models.policy import PolicyFigure
from office.models.trail import TrailEntry, TrailSeal
from office.models.users import CommuneAssignment, User

__all__ = [
    "CommuneAssignment",
    "ExchangeRate",
    "Holiday",
    "NumberSeries",
    "Office",
    "OfficeCommune",
    "PersonKey",
    "Place",
    "PolicyFigure",
    "TrailEntry",
    "TrailSeal",
    "User",
]
