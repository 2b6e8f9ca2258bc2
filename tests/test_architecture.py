"""House rules that matter have a machine that checks them: what a review would forget, this finds."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import Error
from django.core.management import call_command
from django.urls import get_resolver

from clearances import checks as doors
from clearances.buckets import tracked
from clearances.catalogue import NAMES_A_LABEL
from clearances.guards import Guard, Guarded
from clearances.models import Labelled, TeamGrant
from config import checks as config_checks

ROOT = Path(settings.BASE_DIR)
APPS = [name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()]  # Ours, each a folder at the top level.

# Models without a guard, each with the reason why its rows may be read without one.
EXCUSED = {
    "accounts.Party": "Public names of nations and organisations.",
    "accounts.Group": "Public names of groups of nations.",
    "accounts.Membership": "Which nation belongs to a group is public, and a fact of every decision.",
    "accounts.Person": "Names and posts; nationality is read by the decision and by the person alone.",
    "accounts.Admission": "Who is invited to an account; listed to officers of that organisation alone.",
    "accounts.SignIn": "Sessions; listed to their own user, counted to officers of that organisation.",
    "accounts.Team": "Who holds grants together; carries no contents.",
    "accounts.User": "Accounts; read by sign-in and by their own person.",
    "accounts.Nationality": "As its person's.",
    "accounts.TeamMember": "As its team.",
    "audit.Event": "A policy in the database shows an auditor what they may read.",
    "audit.Leaf": "Digests alone.",
    "audit.Seal": "Digests alone.",
    "audit.Sealer": "How far the sealing has come.",
    "briefs.Reader": "How far somebody has read and when they want to be told; their own: briefs.services.",
    "calendars.BusyPeriod": "Days that a nation published as not available; says nothing else.",
    "calendars.Holiday": "Public holidays.",
    "calendars.ImportedPeriod": "Hangs from its blackout period; no page shows it.",
    "calendars.LoadedYear": "Which years of holidays are loaded; no page shows it.",
    "calendars.StandDown": "When a nation stands down is public.",
    "calendars.Weekend": "Which days of the week a nation doesn't work is public.",
    "clearances.CertificationDraft": "Read by its owner only: clearances.services.certification.draft_of.",
    "clearances.Policy": "A policy's levels are public knowledge among those who work under it.",
    "clearances.Classification": "As its policy.",
    "clearances.Compartment": "As its policy: only its administrators are offered the names.",
    "clearances.InformativeCategory": "As its policy.",
    "clearances.LabelUse": "Read by its own user only, and only labels that they dominate: clearances.label_choices.",
    "clearances.Label": "What the decision is about: rows name it, and it says nothing of them.",
    "clearances.SecurityAgreement": "A fact of every decision.",
    "clearances.Recognition": "A fact of every decision.",
    "clearances.Equivalence": "What nations call their levels: published, and no decision reads it.",
    "clearances.FactsVersion": "One number.",
    "clearances.ContextKey": "The application can't read it at all.",
    "clearances.Canary": "Two rows without contents: clearances.canary.",
    "exchanges.ReaderSet": "Which teams see a cover, as the grants say; the database keeps it and no page shows it.",
    "exchanges.ReaderSetMember": "As its set.",
    "files.Acknowledgement": "Who has read a content; told to its planners as far as they know of the nation.",
    "jobs.OutboxItem": "Ids for the workers; no page shows them.",
    "jobs.Lease": "Which sweep runs; no page shows it.",
    "jobs.Progress": "Read by its owner only: jobs.services.progress_of.",
    "logistics.Reminder": "When a task is due; swept, never shown.",
    "milestones.ActionItem": "That a task was given at a conference; shown to whoever sees both.",
    "phases.Edition": "Which exchange follows which; told to whoever may see both.",
    "milestones.MilestoneReminder": "When a milestone is due; swept, never shown.",
    "planning.SavedView": "An address of the board; read by its owner only: planning.saved_views.",
    "releases.Consent": "Of its release; its page names them to whoever sees that.",
    "releases.Opening": "Asked for by rows that its reader sees, under their label of that time: releases.openings.",
    "scenarios.Scenario": "When a demonstration was loaded.",
    "scenarios.Loaded": "Ids that the loader keeps; no page shows them.",
    "notifications.Notification": "Read by its recipient only, and decided again by its object's guard.",
}
# Labelled rows that row-level security alone keeps: they are asked for by rows which the reader was given before.
BY_LABEL_ALONE = {"releases.Opening"}
LABELLED_ELSEWHERE = {
    "audit_event",  # Keeps the number of a label; the application can't read it at all.
    "clearances_labeluse",  # Which labels somebody has used; offered to them alone, as far as they dominate them.
}


def our_models() -> list[type]:
    """All but those that keep the past of another: pages read the past through ``clearances.past`` alone."""
    return [model for model in apps.get_models() if model._meta.app_config.name in APPS and not tracked(model)]


def sources(*names: str) -> Iterator[tuple[Path, ast.Module]]:
    """Our Python files outside migrations; with *names*, only those of these names (or in a package of the name)."""
    listed = subprocess.run(["git", "ls-files", "--", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    for line in listed.stdout.split():
        path = Path(line)
        is_ours = path.parts[0] in APPS and "migrations" not in path.parts and (ROOT / path).exists()
        if is_ours and (not names or set(names) & {path.stem, *path.parts[:-1]}):
            yield path, ast.parse((ROOT / path).read_text())


# Models and their guards


def test_every_model_is_guarded_or_excused_with_a_reason():
    ungoverned = {
        model._meta.label
        for model in our_models()
        if not issubclass(model, Guarded) and not issubclass(model, TeamGrant)
    }

    assert ungoverned - set(EXCUSED) == set(), "Give it a guard, or say here why it needs none."
    assert set(EXCUSED) - ungoverned == set(), "These are excused for nothing."


def test_every_guarded_action_names_a_permission_that_some_role_may_hold():
    call_command("check", tags=["security"])
    known = {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename in [
            *(name for name, _words in model._meta.permissions),
            *(f"{action}_{model._meta.model_name}" for action in model._meta.default_permissions),
        ]
    }

    for model in our_models():
        if issubclass(model, Guarded):
            root = model.guard.root(model)
            holds_grants = hasattr(root, "grants")
            assert holds_grants or type(model.guard) is not Guard, f"{model.__name__}: nobody can be granted anything."
            for permission in model.guard.actions.values():
                assert permission in known, f"{model.__name__}: {permission} doesn't exist."
                if not holds_grants:  # Its guard asks for an office of a party that it names.
                    continue
                assert permission.partition(".")[0] == root._meta.app_label, (
                    f"{model.__name__}: {permission} can't be granted on a {root.__name__}."
                )


def test_a_labelled_model_is_guarded_and_keeps_the_constraints_of_its_parent():
    parents = {constraint.name for constraint in Labelled._meta.constraints}

    for model in our_models():
        if issubclass(model, Labelled):
            is_guarded = issubclass(model, Guarded) or model._meta.label in BY_LABEL_ALONE
            assert is_guarded, f"{model.__name__} has a label and no guard."
            assert parents <= {constraint.name for constraint in model._meta.constraints}, model.__name__


def test_only_the_label_names_the_label():
    """A labelled table has exactly one ``label_id``, through ``Labelled``; what else points at a label is a fact."""
    pointing = {
        model._meta.label
        for model in our_models()
        for field in model._meta.fields
        if getattr(field, "attname", "") == "label_id" and not issubclass(model, Labelled)
    }

    assert pointing == NAMES_A_LABEL | {"clearances.Canary"}


# What code may not do


def test_no_view_form_task_or_resource_reaches_a_row_past_its_guard():
    offenders = [
        f"{path}:{node.lineno}"
        for path, tree in sources("views", "forms", "tasks", "api")
        for parent in ast.walk(tree)
        for node in ast.iter_child_nodes(parent)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and not (isinstance(parent, ast.Attribute) and parent.attr == "for_user")
    ]

    assert offenders == []


@pytest.mark.parametrize(
    "name", ["is_superuser", "is_staff", "get_objects_for_user", "has_perm", "ObjectPermissionChecker"]
)
def test_nobody_asks_another_oracle(name):
    """There are no superusers at run time, and only ``clearances.guards`` decides."""
    offenders = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == name) or (isinstance(node, ast.Name) and node.id == name)
    ]

    assert offenders == []


def test_only_clearances_speaks_guardian():
    importing = {
        path.parts[0] for path, tree in sources() for module in imported(tree) if module.startswith("guardian")
    }

    assert importing == {"clearances"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_imports_stand_at_the_top():
    """A cycle is a design error, never an inline import. An app's ``ready`` may: nothing is loaded before it."""
    offenders = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for function in functions(tree)
        if function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert offenders == []


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_files_stay_short():
    long = {str(path): lines for path, _tree in sources() if (lines := (ROOT / path).read_text().count("\n")) > 400}

    assert long == {}


def test_functions_stay_short():
    """25 lines of code; what a docstring explains isn't counted, nor a signature with one argument a line."""
    long = {
        f"{path}:{function.lineno} {function.name}": size
        for path, tree in sources()
        for function in functions(tree)
        if (size := length(function)) > 25
    }

    assert long == {}


def test_views_stay_short():
    long = {
        f"{path}:{function.lineno} {function.name}": size
        for path, tree in sources("views")
        for function in functions(tree)
        if function.decorator_list and (size := length(function)) > 15
    }

    assert long == {}


def length(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_signal_receiver_outside_the_wiring():
    offenders = [
        str(path)
        for path, tree in sources()
        if str(path) != "config/wiring.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "receiver")
        or (isinstance(node, ast.Attribute) and node.attr == "connect" and "signal" in ast.unparse(node).lower())
    ]

    assert offenders == []


# What refuses to start


def test_every_route_declares_its_access_and_the_check_finds_one_that_does_not(monkeypatch):
    assert doors.every_view_declares_access(None) == []

    def careless(request: object) -> None:
        """A view that forgot."""

    monkeypatch.setattr(doors, "routes", lambda: [("careless/", careless)])
    assert [error.id for error in doors.every_view_declares_access(None)] == ["clearances.E001"]


def test_few_pages_are_public_and_each_says_why():
    public = {
        route: reason
        for route, view in doors.routes()
        if (access := doors.access_of(view)) and access[0] == "public"
        for reason in [access[1]]
    }

    assert len(public) <= 10
    assert all(len(reason) > 20 for reason in public.values())


def test_there_is_no_admin_and_no_debug_route():
    assert not [route for route, _view in doors.routes() if "admin/" in route or "__debug__" in route]
    assert get_resolver().urlconf_name == settings.ROOT_URLCONF


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("CELERY_TASK_ALWAYS_EAGER", True, config_checks.celery_is_real),
        ("CELERY_BROKER_URL", "memory://", config_checks.celery_is_real),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, doors.the_database_is_postgresql),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.postgresql"}}, doors.the_database_is_postgresql),
    ],
)
def test_settings_that_would_fool_us_refuse_to_start(monkeypatch, name, value, check):
    assert check(None) == []

    with monkeypatch.context() as patch:
        patch.setattr(settings, name, value, raising=False)
        assert [type(error) for error in check(None)] == [Error]
