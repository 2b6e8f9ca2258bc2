"""Phases that are carried over to the next edition, for a planner who may not know who hosts them."""

from datetime import date

import pytest
import time_machine

from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import ExchangeContent
from participants.states import State as Invited
from phases.services import add_phase
from planning import editions
from planning.confirming import undone
from programs.models import Program, ProgramContent
from tests import factories as make
from tests.planning.polls import world_of
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def test_a_phase_whose_host_one_may_not_know_is_carried_over_like_one_without():
    with time_machine.travel("2031-01-10T12:00:00Z", tick=False):
        world = world_of(XAA=Invited.ACCEPTED, XBB=Invited.ACCEPTED)
        exchange, by, day = world.exchange, world.planner, world.exchange.starts_on
        with as_system():
            for model in (Program.objects.filter(pk=exchange.program_id), ProgramContent.objects):
                model.update(label=exchange.label)
            program = Program.objects.get(pk=exchange.program_id)
            grant(Role.PLANNER, by.personal_team, program, by=SYSTEM, reason="test")
        partner = make.member(Role.PLANNER, program, organisation=world.nation("XBB"))
        with acting_as(by):
            content = ExchangeContent.objects.get(exchange=exchange)
            add_phase(content, name="Sea", starts_on=day, ends_on=day, host=world.nation("XAA"), by=by)
            add_phase(content, name="Harbour", starts_on=day, ends_on=day, by=by)

        assert _notes(by, exchange) == {"Sea": "Without its host, who isn't invited yet", "Harbour": ""}
        assert _notes(partner, exchange) == {"Sea": "", "Harbour": ""}


def _notes(by, exchange):
    with acting_as(by):
        content = ExchangeContent.objects.for_user(by, "change").get(exchange=exchange)
        wish = editions.Wish(title="Next", starts_on=date(2032, 3, 1))
        effects = undone(lambda: editions.copy(content, wish, by=by)).effects
        return {row.title: row.note for effect in effects for row in effect.rows if row.title in {"Sea", "Harbour"}}
