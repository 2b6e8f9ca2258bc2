"""Markings as they are written: every example of the standards that we know of, in both languages."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from clearances import labels, markings
from clearances.models import Label
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

NATO_LEVELS = [
    ("NU", "NATO UNCLASSIFIED", "NATO SANS CLASSIFICATION", "u"),
    ("NR", "NATO RESTRICTED", "NATO DIFFUSION RESTREINTE", "cui"),
    ("NC", "NATO CONFIDENTIAL", "NATO CONFIDENTIEL", "c"),
    ("NS", "NATO SECRET", "NATO SECRET", "s"),
    ("CTS", "COSMIC TOP SECRET", "COSMIC TRÈS SECRET", "ts"),
]
NAMES = {
    "AUS": ("Australia", "Australie"),
    "CHE": ("Switzerland", "Suisse"),
    "FRA": ("France", "France"),
    "GBR": ("United Kingdom", "Royaume-Uni"),
    "IRL": ("Ireland", "Irlande"),
    "JPN": ("Japan", "Japon"),
    "SWE": ("Sweden", "Suède"),
    "UKR": ("Ukraine", "Ukraine"),
    "USA": ("United States", "États-Unis"),
}


def nation(code):
    return make.NationFactory(code=code, name_en=NAMES[code][0], name_fr=NAMES[code][1])


def group(code, *members):
    found = make.GroupFactory(code=code, name_en=code, name_fr={"NATO": "OTAN"}.get(code, code))
    for member in members:
        make.MembershipFactory(group=found, party=nation(member))
    return found


@pytest.fixture
def nato():
    """NATO's policy, as the standard's own sample has it."""
    alliance = group("NATO", "FRA", "GBR", "USA")
    with as_system():
        headquarters = make.NationFactory(
            code="NATO-HQ", is_nation=False, members=alliance, name_en="NATO Headquarters", name_fr="Siège de l’OTAN"
        )
        policy = make.PolicyFactory(owner=headquarters, code="NATO", marking_style="nato", levels=None)
        policy.classifications.all().delete()
        for rank, (code, name_en, name_fr, colour) in enumerate(NATO_LEVELS):
            policy.classifications.create(rank=rank, code=code, name_en=name_en, name_fr=name_fr, colour=colour)
        unclassified = policy.classifications.get(code="NU")
        policy.informative_categories.create(code="STAFF", name_en="STAFF", name_fr="STAFF")
        policy.informative_categories.create(code="KFOR", name_en="KFOR", name_fr="KFOR", is_context=True)
        policy.informative_categories.create(
            code="EAPC", name_en="EAPC", name_fr="CPEA", is_context=True, highest=unclassified
        )
    return policy


@pytest.fixture
def usa():
    with as_system():
        policy = make.PolicyFactory(owner=nation("USA"), marking_style="capco")
        for code, name in {"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET"}.items():
            policy.classifications.filter(code=code).update(name_en=name, name_fr=name)
        for code in ("CYBER", "ASW"):
            policy.compartments.create(code=code, name=code)
    return policy


def value(policy, level, *, to=(), groups=(), excluded=(), owner=None, **changes):
    return labels.LabelValue(
        policy.classifications.select_related("policy__owner").get(code=level),
        owner or policy.owner,
        parties=frozenset(nation(each) if isinstance(each, str) else each for each in to),
        groups=frozenset(groups),
        excluded=frozenset(map(nation, excluded)),
        **{name: frozenset(some) if isinstance(some, set) else some for name, some in changes.items()},
    )


def intern(*args, **kwargs) -> Label:
    with as_system():
        return labels.intern(value(*args, **kwargs))


def reads(label, language="en"):
    with translation.override(language):
        return markings.of_label(label.pk).text


def both(label):
    return reads(label, "en"), reads(label, "fr")


def page(*labels_shown, language="en"):
    with translation.override(language):
        return markings.of_page([label.pk for label in labels_shown]).text


def alliance():
    return make.GroupFactory(code="NATO")


# NATO (ADatP-4774, table 17)


def test_nato_unclassified_releasable_to_groups(nato):
    others = [group(code, "SWE") for code in ("KFOR", "ISAF", "RESOLUTE SUPPORT")]

    assert both(intern(nato, "NU", groups=[alliance(), *others])) == (
        "NATO UNCLASSIFIED Releasable to ISAF, KFOR, RESOLUTE SUPPORT",
        "NATO SANS CLASSIFICATION Communicable à ISAF, KFOR, RESOLUTE SUPPORT",
    )


def test_nato_unclassified(nato):
    assert both(intern(nato, "NU", groups=[alliance()])) == ("NATO UNCLASSIFIED", "NATO SANS CLASSIFICATION")


def test_nato_unclassified_staff(nato):
    label = intern(nato, "NU", groups=[alliance()], informative={"STAFF"})

    assert both(label) == ("NATO UNCLASSIFIED - STAFF", "NATO SANS CLASSIFICATION - STAFF")


def test_nato_restricted_releasable_to_nations_in_the_order_of_the_readers_language(nato):
    label = intern(nato, "NR", groups=[alliance()], to=["UKR", "JPN", "CHE"])

    assert both(label) == (
        "NATO RESTRICTED Releasable to Japan, Switzerland, Ukraine",
        "NATO DIFFUSION RESTREINTE Communicable à Japon, Suisse, Ukraine",
    )


def test_nato_kfor_confidential_for_some_nations_and_nato_only(nato):
    label = intern(nato, "NC", groups=[alliance()], to=["UKR", "SWE", "IRL"], informative={"KFOR"})

    assert both(label) == (
        "NATO/KFOR CONFIDENTIAL Ireland, Sweden, Ukraine, NATO ONLY",
        "NATO/KFOR CONFIDENTIEL Irlande, Suède, Ukraine, OTAN UNIQUEMENT",
    )


def test_cosmic_top_secret(nato):
    assert both(intern(nato, "CTS", groups=[alliance()])) == ("COSMIC TOP SECRET", "COSMIC TRÈS SECRET")


def test_a_context_is_refused_above_the_level_up_to_which_it_may_be_used(nato):
    allowed = intern(nato, "NU", groups=[alliance()], informative={"EAPC"})

    with pytest.raises(ValidationError) as refused:
        intern(nato, "NC", groups=[alliance(), group("ISAF", "SWE")], informative={"EAPC"})

    assert reads(allowed).startswith("NATO/EAPC UNCLASSIFIED ")
    assert refused.value.message_dict == {"informative": ["EAPC may be used up to NATO UNCLASSIFIED only."]}


def test_what_nato_itself_isnt_released_names_everybody_who_may_read_it(nato):
    assert reads(intern(nato, "NR", to=["SWE"])) == "NATO RESTRICTED Sweden, NATO Headquarters ONLY"
    assert reads(intern(nato, "NR")) == "NATO RESTRICTED NATO Headquarters ONLY"


def test_the_alliances_own_bodies_are_part_of_it_but_an_originator_is_named(nato):
    with as_system():
        college = make.NationFactory(
            code="NDC", is_nation=False, members=alliance(), name_en="NATO Defense College", name_fr="Collège"
        )
    label = intern(nato, "NR", owner=college, groups=[alliance()], to=[nato.owner, "JPN"])

    assert both(label) == (
        "NATO RESTRICTED Releasable to Japan (originator: NATO Defense College)",
        "NATO DIFFUSION RESTREINTE Communicable à Japon (autorité d’origine : Collège)",
    )


def test_an_excluded_member_of_the_alliance_is_named(nato):
    label = intern(nato, "NR", groups=[alliance()], excluded=["FRA"])

    assert both(label) == (
        "NATO RESTRICTED, not releasable to France",
        "NATO DIFFUSION RESTREINTE, non communicable à France",
    )


def test_natos_portions_are_marked_in_short(nato):
    shown = {
        "(NU)": intern(nato, "NU", groups=[alliance()]),
        "(NR REL CHE, JPN, UKR)": intern(nato, "NR", groups=[alliance()], to=["UKR", "JPN", "CHE"]),
        "(NC/KFOR IRL, SWE, UKR, NATO ONLY)": intern(
            nato, "NC", groups=[alliance()], to=["IRL", "SWE", "UKR"], informative={"KFOR"}
        ),
    }

    assert [markings.of_label(label.pk).portion for label in shown.values()] == list(shown)


# The United States (CAPCO)


def test_rel_to_names_the_originator_first_then_nations_by_code_then_groups(usa):
    quad = group("QUAD", "AUS", "JPN")
    label = intern(usa, "S", to=["GBR", "AUS"], groups=[quad], compartments={"CYBER"})

    assert both(label) == ("SECRET//CYBER//REL TO USA, AUS, GBR, QUAD",) * 2


def test_what_only_the_originator_reads_is_noforn(usa):
    assert reads(intern(usa, "S")) == "SECRET//NOFORN"


def test_orcon_stands_before_the_release(usa):
    assert reads(intern(usa, "C", to=["GBR"], orcon=True)) == "CONFIDENTIAL//ORCON/REL TO USA, GBR"
    assert reads(intern(usa, "C", orcon=True)) == "CONFIDENTIAL//ORCON/NOFORN"


def test_several_compartments_stand_in_one_block(usa):
    assert reads(intern(usa, "S", to=["GBR"], compartments={"CYBER", "ASW"})) == "SECRET//ASW/CYBER//REL TO USA, GBR"


def test_a_group_with_an_excluded_member_is_written_as_the_others(usa):
    four = group("QUAD", "AUS", "JPN", "USA", "GBR")

    assert reads(intern(usa, "S", groups=[four], excluded=["JPN"])) == "SECRET//REL TO USA, AUS, GBR"


def test_an_excluded_agency_that_a_list_of_nations_would_let_in_is_named(usa):
    with as_system():
        navy = make.NationFactory(code="GBR-NAVY", is_nation=False, nation=nation("GBR"))
        label = labels.intern(
            labels.LabelValue(
                usa.classifications.get(code="S"),
                usa.owner,
                parties=frozenset({nation("GBR")}),
                excluded=frozenset({navy, nation("FRA")}),
            )
        )

    assert reads(label) == "SECRET//REL TO USA, GBR//NOT RELEASABLE TO GBR-NAVY"


def test_american_portions_are_marked_in_short(usa):
    shown = {
        "(S//REL TO USA, GBR)": intern(usa, "S", to=["GBR"]),
        "(S//CYBER//OC/REL TO USA, GBR)": intern(usa, "S", to=["GBR"], compartments={"CYBER"}, orcon=True),
        "(U//NF)": intern(usa, "U"),
    }

    assert [markings.of_label(label.pk).portion for label in shown.values()] == list(shown)


def test_the_banner_is_released_to_those_whom_every_portion_is_released_to(usa):
    first = intern(usa, "C", to=["AUS", "GBR"])
    second = intern(usa, "S", to=["GBR", "JPN"], compartments={"CYBER"})

    assert page(first, second) == "SECRET//CYBER//REL TO USA, GBR"
    assert page(first, intern(usa, "U", to=["JPN"])) == "CONFIDENTIAL//NOFORN"
    assert page(first, intern(usa, "U")) == "CONFIDENTIAL//NOFORN"


def test_an_american_banner_stays_english(usa):
    assert page(intern(usa, "C", to=["GBR"]), intern(usa, "S", to=["GBR"]), language="fr") == "SECRET//REL TO USA, GBR"


# Everybody else


@pytest.fixture
def plain():
    return make.PolicyFactory(owner=nation("AUS"))


def test_plain_words_name_the_originator_first(plain):
    assert reads(intern(plain, "R", to=["JPN", "FRA"])) == "AUS R releasable to Australia, France, Japan"
    assert reads(intern(plain, "R")) == "AUS R for Australia only"
    assert markings.of_label(intern(plain, "R", to=["JPN"]).pk).portion == "(R REL TO AUS, JPN)"


def test_an_originator_in_anothers_policy_is_named(plain):
    label = intern(plain, "R", owner=nation("FRA"), to=["JPN"])

    assert reads(label) == "AUS R releasable to France, Japan (originator: France)"


def test_one_label_and_a_page_of_it_read_alike(plain, usa, nato):
    """A banner must not be another one because a second row of the same marking is shown."""
    for policy in (plain, usa, nato):
        low = "NU" if policy == nato else "U"
        high = "NR" if policy == nato else "C"
        groups = [alliance()] if policy == nato else []
        first = intern(policy, low, to=["JPN", "SWE"], groups=groups)
        second = intern(policy, high, to=["JPN", "SWE"], groups=groups)

        assert page(first, second) == page(second) == reads(second)


def test_a_group_is_named_on_a_page_only_as_far_as_all_of_it_may_read_everything(plain):
    quad = group("QUAD", "JPN", "SWE")
    low, high = intern(plain, "U", groups=[quad]), intern(plain, "R", groups=[quad], to=["FRA"])
    without_sweden = intern(plain, "U", groups=[quad], excluded=["SWE"])

    assert page(low, high) == "AUS R releasable to Australia, QUAD"
    assert page(low, high, without_sweden) == "AUS R releasable to Australia, Japan, not to Sweden"


# What never decides


def test_informative_categories_change_nobodys_sight_and_join_as_a_union(nato):
    plainly = intern(nato, "NR", groups=[alliance()])
    remarked = intern(nato, "NR", groups=[alliance()], informative={"STAFF"})

    assert plainly != remarked
    assert labels.at_least(plainly, remarked)
    assert labels.at_least(remarked, plainly)
    assert page(plainly, remarked) == "NATO RESTRICTED - STAFF"


def test_labels_without_informative_categories_keep_their_digest(plain):
    """What was interned before there were any is found again."""
    label = intern(plain, "R", to=["JPN"])
    columns = ["policy_id", "classification_id", "owner_id", "compartments", "parties", "groups", "excluded", "orcon"]
    said_before = {name: getattr(label, name) for name in [*columns, "successor_id", "succeeds_on"]}

    assert label.digest == hashlib.sha256(json.dumps(said_before, sort_keys=True).encode()).hexdigest()


def test_a_succession_takes_effect_in_words_too(plain):
    lower = value(plain, "U", to=["JPN"])
    yesterday = timezone.localdate() - timedelta(days=1)

    succeeded = intern(plain, "R", to=["JPN"], successor=lower, succeeds_on=yesterday)
    later = intern(plain, "R", to=["JPN"], successor=lower, succeeds_on=yesterday + timedelta(days=9))

    assert reads(succeeded) == "AUS U releasable to Australia, Japan"
    assert reads(later) == "AUS R releasable to Australia, Japan"
