"""One line of the rules made wrong at a time: each must be noticed by the tests named beside it.

A text must occur exactly once in its file; ``test_sabotage`` says when code has moved on and a mutant must be said
anew. What begins with "SQL" is done to the database instead, as its owner.
"""

from dataclasses import dataclass

DECISIONS = ("tests/clearances/test_decisions.py",)
VECTORS = ("tests/clearances/test_decisions.py", "tests/clearances/test_vectors.py")
ALGEBRA = ("tests/clearances/test_label_algebra.py",)
LAYERS = ("tests/clearances/test_guards.py", "tests/evidence/test_layer_independence.py")
SUBJECTS = ("tests/clearances/test_subjects.py", "tests/evidence/test_layer_independence.py")
GRANTS = ("tests/clearances/test_grants.py", "tests/clearances/test_roles.py")
DOOR = ("tests/evidence/test_leaks_at_the_door.py",)
LABELS = ("tests/clearances/test_labels.py",)
TOKENS = ("tests/clearances/test_tokens.py",)
DESK = ("tests/clearances/test_clearance_services.py",)
DATABASE = ("tests/clearances/test_catalogue.py", "tests/clearances/test_row_level_security.py")
READERS = ("tests/exchanges/test_reader_sets.py",)
SIGNED = ("tests/clearances/test_row_level_security.py",)


@dataclass(frozen=True)
class Mutant:
    place: str  # A file, or "SQL".
    old: str
    new: str
    killers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {' '.join(self.old.split())[:70]!r} → {' '.join(self.new.split())[:70]!r}"


def of(place: str, killers: tuple[str, ...], *pairs: tuple[str, str]) -> list[Mutant]:
    return [Mutant(place, old, new, killers) for old, new in pairs]


RULES = of(
    "clearances/decisions/rules.py",
    DECISIONS,
    ("if not q.subject.active:", "if False:"),
    ("if q.subject.suspended:", "if False:"),
    ("q.subject.assurance is not None and q.subject.assurance < _asked(q)", "False"),
    ("q.subject.assurance < _asked(q)", "q.subject.assurance + 1 < _asked(q)"),
    ("if not q.granted:", "if False:"),
    ("if q.parties & q.world.parties(q.label.owner):", "if True:"),
    ("if q.label.rank > q.world.agreed_rank(", "if q.label.rank > 1 + q.world.agreed_rank("),
    ("if q.parties & barred(q.label):", "if False:"),
    ("if not q.parties & q.audience:", "if not q.audience:"),
    ("if q.subject.nationalities and not foreign:", "if not foreign:"),
    ("foreign = q.subject.nationalities - _admitted(q)", "foreign = frozenset()"),
    ("if q.subject.waived(q.label, q.at):", "if q.subject.waivers:"),
    ("if not q.subject.clearances:\n        return _no", "if not q.subject.clearances:\n        return _yes"),
    ('if clearance.status != "active":', 'if clearance.status == "revoked":'),
    ("if clearance.period.covers(q.at):", "if True:"),
    ("if _counts_as(q, clearance) is None:", "if False:"),
    ("counted is None or counted[0] < q.label.rank", "counted is None or counted[0] + 1 < q.label.rank"),
    ("counted is None or not q.label.compartments <= counted[1]", "counted is None"),
    ("bool(self.label.compartments) or self.policy", "self.policy"),
    ("self.label = effective(named, inquiry.at)", "self.label = named"),
    (
        "assurance_for(label.rank) for label in (q.named, q.label))",
        "assurance_for(label.rank) for label in (q.label,))",
    ),
    ("(q.label.policy, q.label.rank, q.label.compartments)", "(q.label.policy, q.label.rank)"),
    ("return (q.audience | _staff(q)) - barred(q.label)", "return q.audience | _staff(q)"),
    ("key=_reach)", "key=len)"),
)
ORDER = of(
    "clearances/decisions/order.py",
    VECTORS,
    ("label.succeeds_at <= at:", "label.succeeds_at < at:"),
    ("return label.excluded - {label.owner}", "return label.excluded"),
    ("named |= snapshot & world.members(group, at)", "named |= snapshot"),
    ("named |= snapshot & world.members(group, at)", "named |= world.members(group, at)"),
    ("return named | {label.owner}", "return named"),
) + of(
    "clearances/decisions/order.py",
    ALGEBRA,
    ("if not world.parties(party) & out)", "if party not in out)"),
    ("and low.rank <= high.rank", "and True"),
    ("and low.compartments <= high.compartments", "and True"),
    ("and low.parties >= high.parties", "and True"),
    ("and not any(_lets_in(high, party, world, now) for party in low.excluded)", "and True"),
    ("rank=max(source.rank for source in sources)", "rank=min(source.rank for source in sources)"),
    ("frozenset.intersection(*(source.parties for source", "frozenset.union(*(source.parties for source"),
    ("if not parties:\n        raise EmptyAudience", "if False:\n        raise EmptyAudience"),
    ("orcon=any(source.orcon for source in sources)", "orcon=all(source.orcon for source in sources)"),
)
FACTS = of(
    "clearances/decisions/facts.py",
    DECISIONS,
    ("(self.end is None or at < self.end)", "(self.end is None or at <= self.end)"),
    ("return threshold is not None and rank >= threshold", "return threshold is not None and rank > threshold"),
    ("if row.party in parties and row.period.covers(at)), default=0)", "if row.party in parties), default=0)"),
    ("return min(row.as_rank for row in in_force), held", "return max(row.as_rank for row in in_force), held"),
) + of(
    "clearances/facts.py",
    SUBJECTS,
    ("day + timedelta(days=1), time.min, zone", "day + timedelta(days=2), time.min, zone"),
    ("if kept is None or kept.version != version:", "if kept is None:"),
    ("excluded=frozenset(row.excluded),", "excluded=frozenset(),"),
    ("compartments=frozenset(row.compartments),", "compartments=frozenset(),"),
    ("groups=tuple((code, frozenset(members)) for code, members in row.groups),", "groups=(),"),
    ("if party.suspended_at is not None)", "if False)"),
)
SUBJECT = of(
    "clearances/subjects.py",
    SUBJECTS,
    ("active=self._user.may_enter_at(self.at),", "active=True,"),
    ("suspended=not self.facts.suspended.isdisjoint(world.parties(organisation)),", "suspended=False,"),
    ("assurance=self.assurance,\n", "assurance=3,\n"),
    ("return self.known.active and not self.known.suspended", "return self.known.active"),
    ("if self.decide(label_id).allow]", "]"),
    ("isinstance(acting, Subject) and acting.user_id == user.pk", "isinstance(acting, Subject)"),
)
CROWD = of(
    "clearances/collective.py",
    ("tests/clearances/test_collective.py",),
    ('in teams[None if "view" in model.guard.anywhere else row.root_pk]:', "in self.together.team_ids:"),
    ("if each.user_id in named or not", "if not"),
)
GUARD = (
    of(
        "clearances/guards.py",
        LAYERS,
        ('if self.own and action == "view":', 'if self.own or action == "view":'),
        ('            yield "label_id"', "            pass"),
        ('            yield f"{self.via}__label_id"', "            pass"),
        ('                yield f"{self.via}__content__label_id"', "                pass"),
        ('return Q(**{f"{path}pk__in": granted.values("content_object_id")})', "return Q()"),
        ("type(row).objects.for_user(user, action).filter(pk=row.pk)", "type(row).objects.filter(pk=row.pk)"),
        ("if not can(by, action, row):", "if False:"),
    )
    + of(
        "clearances/guards.py",
        GRANTS,
        ("return Q(Exists(granted))", "return Q()"),
        ('if self.readers and action == "view":', 'if self.readers and action != "view":'),
    )
    + of(
        "clearances/models/grants.py",
        (*GRANTS, *LAYERS),
        ("group_id__in=subject.team_ids,\n", ""),
        (".filter(permission_id__in=subject.facts.permissions.get(permission, ()))", ""),
        ("Q(lapses_at__isnull=True) | Q(lapses_at__gt=subject.at),", ""),
        ("Q(lapses_at__gt=subject.at)", "Q(lapses_at__isnull=False)"),
    )
)
DOORS = of(
    "clearances/decorators.py",
    DOOR,
    ("model.objects.for_user(request.user, action), **kwargs)", "model.objects.all(), **kwargs)"),
    ('visible = model.objects.for_user(request.user, "view")', "visible = model.objects.all()"),
    ('            if action != "view":', '            if action == "view":'),
    ("return _declare(login_required(wrapper), (model, action))", "return _declare(wrapper, (model, action))"),
    ("            if not held.exists():\n                raise Http404", "            pass"),
    ('return _declare(login_required(view), ("own", ""))', 'return _declare(view, ("own", ""))'),
)
ROLES = of(
    "clearances/roles.py",
    ("tests/participants/test_access_by_state.py", *GRANTS),
    (
        'Role.LIAISON: frozenset({"participants.view_delegation",',
        'Role.LIAISON: frozenset({"participants.view_content", "participants.view_delegation",',
    ),
    ('Role.INVITED: frozenset({"exchanges.view_exchange"})', 'Role.INVITED: frozenset({"exchanges.view_content"})'),
    (
        'Role.CONTRIBUTOR: frozenset({"participants.view_content",',
        'Role.CONTRIBUTOR: frozenset({"participants.change_delegation",',
    ),
)
INTERN = of(
    "clearances/labels.py",
    LABELS,
    ("if value.owner in value.excluded:", "if False:"),
    ("ceiling is not None and value.classification.rank > ceiling.rank", "False"),
    ('"compartments": sorted(value.compartments),', '"compartments": [],'),
)
CONTEXT = of(
    "clearances/postgresql/base.py",
    SIGNED,
    ("            super()._savepoint_rollback(sid)  # type: ignore[misc]  # As above.\n        self.renew_at = 0.0",
     "            super()._savepoint_rollback(sid)  # type: ignore[misc]  # As above."),
    ("if session is None or (wanted == connection.applied and now < connection.renew_at):",
     "if session is None or wanted == connection.applied:"),
)  # fmt: skip
SETS = of(
    "clearances/lookups.py",
    READERS,
    ("WHERE team_id = ANY(%s::integer[])", "WHERE %s <> ''"),
    ("lapses_at > %s", "lapses_at > %s - interval '9 years'"),
) + of(
    "SQL",
    READERS,
    ("DROP TRIGGER readers_after_delete ON exchanges_exchangegrant", ""),
    ("DROP TRIGGER readers_after_update ON exchanges_exchangegrant", ""),
    ("DROP TRIGGER readers_stay ON exchanges_exchange", ""),
    ("GRANT UPDATE ON exchanges_readersetmember TO accord_app", ""),
)
EXCHANGE = '"exchanges_exchange"'
POLICIES = of(
    "SQL",
    DATABASE,
    (f"ALTER POLICY label ON {EXCHANGE} USING (true)", ""),
    (f"ALTER POLICY label ON {EXCHANGE} WITH CHECK (true)", ""),
    (f"DROP POLICY label ON {EXCHANGE}", ""),
    (f"ALTER TABLE {EXCHANGE} DISABLE ROW LEVEL SECURITY", ""),
    (f"ALTER TABLE {EXCHANGE} NO FORCE ROW LEVEL SECURITY", ""),
    (f"CREATE POLICY more ON {EXCHANGE} AS PERMISSIVE FOR ALL TO accord_app USING (true)", ""),
    ("ALTER POLICY label ON exchanges_exchangecontent USING (label_id > 0)", ""),
    ("GRANT SELECT ON clearances_contextkey TO accord_app", ""),
    ("GRANT UPDATE ON clearances_label TO accord_app", ""),
    (
        "CREATE VIEW every_exchange AS SELECT * FROM exchanges_exchange; GRANT SELECT ON every_exchange TO accord_app",
        "",
    ),
    ("ALTER FUNCTION accord_labels() SECURITY INVOKER", ""),
    ("ALTER FUNCTION accord_labels() RESET search_path", ""),
)

CEILING = (
    of(
        "clearances/decisions/rules.py",
        TOKENS,
        ("if q.subject.ceiling is not None and not _is_below(q, q.subject.ceiling):", "if False:"),
        (
            "ceiling.covers(q.world.policies[label.policy], label) for label in (q.named, q.label)",
            "ceiling.covers(q.world.policies[label.policy], label) for label in (q.label,)",
        ),
    )
    + of(
        "clearances/decisions/facts.py",
        TOKENS,
        ("return is_open and not label.compartments and not label.orcon and", "return is_open and"),
        ("return is_open and not", "return not"),
        ("return rank <= highest", "return True"),
    )
    + of(
        "clearances/subjects.py",
        TOKENS,
        ("            ceiling=self.ceiling,\n", ""),
        ("(acting.assurance, acting.ceiling) == (user.assurance, user.ceiling)", "acting.assurance == user.assurance"),
    )
)

MUTANTS = [
    *CEILING,
    *RULES,
    *ORDER,
    *FACTS,
    *SUBJECT,
    *CROWD,
    *GUARD,
    *DOORS,
    *ROLES,
    *INTERN,
    *CONTEXT,
    *SETS,
    *POLICIES,
]
