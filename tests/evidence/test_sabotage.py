"""The tests find mistakes: one line made wrong at a time, in the rules, the doors and the database's policies."""

from random import Random

import pytest

from tests.evidence.mutants import DOOR, MUTANTS
from tests.evidence.sabotage import missing, survivors
from tests.evidence.scale import FULL, counted

CHANCE = Random(20261122)
HANDFUL = [*CHANCE.sample([each for each in MUTANTS if each.killers == DOOR], 1),
           *CHANCE.sample([each for each in MUTANTS if each.place == "SQL"], 1)]  # fmt: skip


def test_there_are_sixty_mutants_and_each_finds_its_line():
    assert len(MUTANTS) >= 60
    assert len({(mutant.place, mutant.old, mutant.new) for mutant in MUTANTS}) == len(MUTANTS)
    assert missing() == [], "The code has moved on: say these mutants anew in tests/evidence/mutants.py."


@pytest.mark.parametrize("mutants", [MUTANTS[share::10] for share in range(10)] if FULL else [HANDFUL])
def test_every_mistake_is_noticed(mutants, tmp_path):
    counted("sabotage: mistakes noticed", len(mutants), survivors(mutants, tmp_path))
