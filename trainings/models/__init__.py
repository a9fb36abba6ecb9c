from trainings.models.courses import Course
from trainings.models.enrolments import Attendance, Certification, Enrolment
from trainings.models.items import Item, ItemMovement
from trainings.models.sessions import HalfDay, Session, SessionSeries
from trainings.models.staff import StaffMember

__all__ = [
    "Attendance",
    "Certification",
    "Course",
    "Enrolment",
    "HalfDay",
    "Item",
    "ItemMovement",
    "Session",
    "SessionSeries",
    "StaffMember",
]
