"""Who opened what is forgotten after a year, that their nation did after ten; nothing else is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import Event
from releases import openings
from releases.models import Opening
from releases.retention import forget_old
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def test_the_person_is_forgotten_after_a_year_and_the_nation_after_ten(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    user, now = make.UserFactory(), timezone.now()
    label = make.label(user.organisation, "U")
    with as_system():
        for days in (365, 366, 3653, 3654):
            openings.add(user, [(label.pk, "exchanges.exchange", str(days))], now - timedelta(days=days))
        forget_old(now)
        forget_old(now)

        kept = Opening.objects.order_by("-day").values_list("object_id", "user", "party")
        assert list(kept) == [
            ("365", user.pk, user.organisation.pk),
            ("366", None, user.organisation.pk),
            ("3653", None, user.organisation.pk),
        ]
        assert Event.objects.get(action="openings.forgotten").facts == {"unnamed": 2, "deleted": 1}
