"""A write that only row-level security refuses: a plain refusal, never a server error, and nothing of it is left."""

import pytest
from django.db import connection
from django.urls import reverse

from clearances.roles import Role
from logistics.models import Task
from logistics.states import State
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden():
    """Every change of a task moves it to this label, which nobody here may see: something is broken."""
    label = make.label(make.NationFactory())
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "CREATE FUNCTION mislabel() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN NEW.label_id := {label.pk}; RETURN NEW; END $$;"
            "CREATE TRIGGER mislabel BEFORE UPDATE ON logistics_task FOR EACH ROW EXECUTE FUNCTION mislabel()"
        )
        cursor.execute("SET ROLE accord_app")
    return label


@pytest.fixture
def task():
    exchange = make.ExchangeFactory()
    return make.TaskFactory(delegation=make.DelegationFactory(exchange=exchange), created_by=make.UserFactory())


def test_it_is_answered_like_any_refusal_and_nothing_is_saved(signed_in, task, hidden, caplog):
    planner = make.member(Role.PLANNER, task.delegation.exchange)

    response = signed_in(planner).post(reverse("logistics:done", args=[task.pk]))

    assert response.status_code == 403
    for word in ("row-level", "policy", "logistics_task", str(hidden)):
        assert word not in response.content.decode()
    with as_system():
        assert Task.objects.get(pk=task.pk).state == State.OPEN
    assert "The database itself refused POST" in caplog.text
    assert "row-level" not in caplog.text


def test_reading_goes_on(signed_in, task, hidden):
    planner = make.member(Role.PLANNER, task.delegation.exchange)

    assert signed_in(planner).get(reverse("logistics:task", args=[task.pk])).status_code == 200
