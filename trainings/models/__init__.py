from trainings.models.courses import Course
from trainings.models.enrolments import Attendance, Certification, Enrolment
from trainings.models.items import Item, ItemMovement
from trainings.models.sessions import HalfDay, Session, SessionSeries
from trainings.models.sites import CostLine, Site, SiteBudget, SiteCost
from trainings.models.staff import StaffMember
from trainings.models.workplan import WorkplanLine

__all__ = [
    "Attendance",
    "Certification",
    "CostLine",
    "Course",
    "Enrolment",
    "HalfDay",
    "Item",
    "ItemMovement",
    "Session",
    "SessionSeries",
    "Site",
    "SiteBudget",
    "SiteCost",
    "StaffMember",
    "WorkplanLine",
]
