"""On a phone, in Khmer: a list of forty filled in by keyboard and by touch; the cascade read by keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from livelihoods.models import Milestone
from tests.browser.conftest import fits
from tests.factories import make_participant, make_user
from tests.trainings.factories import attend, make_course, make_session, make_staff, make_trainer, manager, score, seat
from trainings.models import Attendance
from trainings.services.certifying import issue_certificates

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def forty():
    """A session that began yesterday, with forty people; nothing is entered yet."""
    user, lead = make_trainer()
    session = make_session(lead=lead, first_on=timezone.localdate() - timedelta(days=1))
    officer = make_user(communes=("010201",))
    seats = [seat(session, make_participant(by=officer, name_km=f"សុខ ភា{n}")) for n in range(40)]
    return user, session, seats


def test_a_list_of_forty_is_filled_in_by_keyboard_and_saved_once(forty, sign_in):
    user, session, seats = forty
    page = sign_in(user)
    page.goto(f"/trainings/{session.code}/attendance/")
    assert fits(page)
    boxes = page.locator("table.grid tbody input")
    assert boxes.count() == 160
    boxes.first.focus()
    for row in range(40):  # down the first column, ticking all but the last two
        if row < 38:
            page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")  # to the afternoon, and up
    for row in range(40):
        if row > 1:
            page.keyboard.press("Space")
        page.keyboard.press("ArrowUp")
    assert page.locator("tfoot output").all_inner_texts() == ["38", "38", "0", "0"]
    page.click("button.main-act")
    page.wait_for_url(f"**/trainings/{session.code}/")
    assert Attendance.objects.count() == 76
    assert {a.enrolment for a in Attendance.objects.select_related("enrolment")} == set(seats[:38])
    missed = Milestone.objects.filter(kind="missed").values_list("participant", flat=True)
    assert set(missed) == {each.participant_id for each in seats[38:]}
    page.click("a[href$='/absent/']")
    assert page.locator(".call").count() == 2
    assert fits(page)


def test_by_touch_a_whole_half_day_and_single_cells(forty, sign_in):
    user, session, seats = forty
    page = sign_in(user)
    page.goto(f"/trainings/{session.code}/attendance/")
    page.locator("button.all").nth(2).click()  # this morning: all of them
    label = page.locator("table.grid tbody tr").nth(4).locator("label").nth(2)
    size = label.bounding_box()
    assert size["width"] >= 44
    assert size["height"] >= 44
    label.click(position={"x": 4, "y": 4})  # the whole cell is the target, not the box alone
    assert page.locator("tfoot output").all_inner_texts() == ["0", "0", "39", "0"]
    page.click("button.main-act")
    page.wait_for_url(f"**/trainings/{session.code}/")
    assert Attendance.objects.count() == 39
    assert seats[4].attendances.count() == 0


def test_without_script_the_list_is_plain_checkboxes(forty, browser, live_server, sign_in):
    user, session, seats = forty
    signed_in = sign_in(user)
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, storage_state=signed_in.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"/trainings/{session.code}/attendance/")
    page.locator("table.grid tbody input").first.check()
    page.locator("form:has(table.grid) button.main-act").click()
    page.wait_for_url(f"**/trainings/{session.code}/")
    assert seats[0].attendances.count() == 1
    context.close()


def test_the_cascade_is_read_by_keyboard_alone(sign_in):
    course = make_course(topic="training", name_en="Teaching adults")
    master = make_staff(kind="master", certified=course, name_km="គឹម មាលា")
    session = make_session(course=course, lead=master, level=1, days=1)
    trained = seat(session, make_staff(name_km="ហេង ពិទូ"))
    attend(session, (trained, 0), (trained, 1))
    score(trained, pre=50, post=80)
    issue_certificates(session, by=manager(), on=session.last_on)
    page = sign_in(manager())
    page.goto("/trainings/cascade/")
    assert fits(page)
    below = page.locator(".branches details ul")
    assert not below.is_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.branches summary')"):
            break
    assert "គឹម មាលា" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert below.is_visible()
    assert "ហេង ពិទូ" in below.inner_text()
