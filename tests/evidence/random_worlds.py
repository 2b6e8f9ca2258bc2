"""Random worlds for the database, as plain dictionaries that the oracle reads: facts, labels, rows, and who asks.

Facts have the vector form of tests/clearances/random_cases.py; here they get objects with labels and principals with
roles. Nothing of the project is imported.
"""

from tests.clearances.random_cases import (
    COMPARTMENTS,
    DAYS,
    GROUPS,
    NATIONS,
    PARTIES,
    POLICIES,
    TODAY,
    random_label,
    random_subject,
    random_world,
)

HOSTS = ["AAA", "BBB"]
# Kinds of principal, each with what makes it that kind; what isn't said is drawn at random.
KINDS = {
    "inactive": {"role": "planner", "active": False, "is_cleared": True},
    "suspended nation": {"role": "planner", "organisation": "DDD", "is_cleared": True},
    "unprivileged": {},
    "liaison A": {"sits": True, "is_cleared": True},
    "liaison B": {"sits": True},
    "liaison at random": {"sits": True, "is_random": True},
    "staff low": {"role": "cell_member", "is_host": True},
    "staff high": {"role": "cell_member", "is_host": True, "is_cleared": True},
    "planner": {"role": "planner", "is_host": True, "is_cleared": True},
    "planner at random": {"role": "planner", "is_random": True},
    "cell member at random": {"role": "cell_member", "is_random": True},
    "security administrator": {"role": "security_administrator", "is_host": True, "is_cleared": True},
    "security office": {"role": "security_office", "is_host": True},
    "releasing officer": {"role": "releasing_officer", "is_host": True, "is_cleared": True},
    "auditor": {"role": "auditor", "is_host": True, "is_cleared": True},
    "expired grant": {"role": "planner", "is_host": True, "is_cleared": True, "until": DAYS[0]},
    "weak sign-in": {"role": "planner", "is_host": True, "is_cleared": True, "assurance": 1},
    "other-nation national": {"role": "planner", "is_host": True, "is_cleared": True, "nationalities": ["CCC"]},
}
BELOW_A_DELEGATION = {
    "invitation": "cover",
    "packet portion": "cover",
    "reply": "cover",
    "extension": "cover",
    "task": "content",
    "attendance": "content",
    "packet file": "cover",
}
OFFICES = {"security_administrator", "security_office", "releasing_officer", "auditor"}
ENDED = {"declined", "withdrawn", "expired"}
INVITATION_STATES = ["draft", "issued", "tentative", "accepted", "accepted", "caveats", *sorted(ENDED)]


def build(random, *, programs=3, exchanges=2, delegations=2):
    """A world whose objects hang from *programs* × *exchanges* × *delegations*."""
    world = facts(random)
    world["labels"] = {name: random_label(random, name, depth=1) for name in (f"L{n}" for n in range(10))}
    world["labels"] |= {f"open {host}": open_label(f"open {host}", host) for host in HOSTS}
    world["labels"] |= {f"closed {host}": open_label(f"closed {host}", host, 2, ["CCC"]) for host in HOSTS}
    for label in list(world["labels"].values()):
        tidy(label)
        if "succession" in label:
            world["labels"][label["succession"]["label"]["id"]] = label["succession"]["label"]
    world["roots"], world["rows"] = {}, {}
    for number in range(programs):
        plant(random, world, f"p{number}", exchanges, delegations)
    world["principals"] = {kind: principal(random, world, **made) for kind, made in KINDS.items()}
    return world


def facts(random):
    """The facts of a vector world that a database can hold: no reversed dates, one row for each pair."""
    world = random_world(random)
    world["groups"] = {name: unique(rows, "member") for name, rows in world["groups"].items()}
    world["agreements"] = unique(world["agreements"], "owner", "policy", "party")
    rows = [row for row in world["recognitions"] if row["policy"] != row["as_policy"]]
    world["recognitions"] = unique(rows, "policy", "level", "as_policy")
    for policy, host in zip(world["policies"], [*HOSTS, "AAA"], strict=True):
        policy["owner"] = host
    world["suspended"] = ["DDD"]
    return world


def unique(rows, *key):
    """*rows* whose dates are in order, the last of each *key*."""
    in_order = [row for row in rows if row.get("from", "0") <= row.get("to", "9")]
    return list({tuple(row[name] for name in key): row for row in in_order}.values())


def open_label(name, host, rank=0, parties=PARTIES):
    policy = "P" if host == "AAA" else "Q"
    level = POLICIES[policy][rank]
    blank = {"compartments": [], "groups": [], "excluded": [], "made_at": TODAY}
    return {"id": name, "policy": policy, "level": level, "owner": host, "parties": [*parties], **blank}


def tidy(label):
    """What interning refuses: an owner who is excluded."""
    label["excluded"] = [party for party in label["excluded"] if party != label["owner"]]
    if "succession" in label:
        tidy(label["succession"]["label"])


def plant(random, world, program, exchanges, delegations):
    """A program of one host with everything below it; most labels are open to many, so that the others matter."""
    host = random.choice(HOSTS)

    def label():
        return random.choice([*[f"open {host}"] * 9, f"closed {host}", random.choice(sorted(world["labels"]))])

    root(world, program, "program", owner=host, above=None, label=label(), content=label())
    for number in range(exchanges):
        exchange = f"{program}e{number}"
        root(world, exchange, "exchange", owner=host, above=program, label=label(), content=label())
        row(world, f"{exchange} portion", "description portion", of=exchange, facet="content", label=label())
        row(world, f"{exchange} serial", "serial", of=exchange, facet="content", label=label())
        row(world, f"{exchange} phase", "phase", of=exchange, facet="content", label=label())
        row(world, f"{exchange} booking", "booking", of=exchange, facet="content", label=label())
        shared = label()  # What belongs to a conference is seen by whoever sees both.
        row(world, f"{exchange} milestone", "milestone", of=exchange, facet="content", label=shared)
        row(world, f"{exchange} entry", "entry", of=exchange, facet="content", label=shared)
        shared = label()  # As with a file and its versions.
        row(world, f"{exchange} file", "file", of=exchange, facet="content", label=shared)
        row(world, f"{exchange} version", "file version", of=exchange, facet="content", label=shared)
        shared = label()  # As with a poll and its windows, and with a ballot and its answers.
        row(world, f"{exchange} poll", "date poll", of=exchange, facet="plans", label=shared)
        row(world, f"{exchange} window", "poll window", of=exchange, facet="plans", label=shared)
        row(world, f"{exchange} apart", "pair rule", of=exchange, facet="plans", label=shared)
        guests = random.sample(PARTIES[:6], delegations)
        for party in guests:
            delegation = f"{exchange}d{party}"
            root(world, delegation, "delegation", owner=host, above=exchange, label=label())
            state = random.choice(INVITATION_STATES)
            world["roots"][delegation] |= {"party": party, "state": state, "until": "9999"}
            for kind, facet in BELOW_A_DELEGATION.items():
                row(world, f"{delegation} {kind}", kind, of=delegation, facet=facet, label=label())
            shared = world["rows"][f"{delegation} invitation"]["label"]  # As with an invitation and its amendments.
            row(world, f"{delegation} amendment", "amendment", of=delegation, facet="cover", label=shared)
            shared = label()  # As with a thread and its entries.
            row(world, f"{delegation} thread", "thread", of=delegation, facet="cover", label=shared)
            row(world, f"{delegation} thread entry", "thread entry", of=delegation, facet="cover", label=shared)
            shared = label()
            row(world, f"{delegation} ballot", "ballot", of=delegation, facet="cover", label=shared)
            row(world, f"{delegation} poll answer", "poll answer", of=delegation, facet="cover", label=shared)


def root(world, name, kind, *, owner, above, label, content=None):
    world["roots"][name] = {"kind": kind, "owner": owner, "above": above, "label": label, "content": content}
    row(world, name, kind, of=name, facet="cover", label=label)
    if content:
        row(world, f"{name} content", f"{kind} content", of=name, facet="content", label=content)


def row(world, name, kind, *, of, facet, label):
    world["rows"][name] = {"kind": kind, "root": of, "facet": facet, "label": label}


def principal(
    random, world, *, role="", sits=False, is_host=False, is_cleared=False, is_random=False, until="", **said
):
    """One who asks. *is_cleared* is cleared to the top wherever it matters; *is_random* has whatever falls out."""
    about = world["labels"][random.choice(sorted(world["labels"]))]
    made = random_subject(random, about) | {"active": True, "assurance": 2, "relation": {}}
    seat = random.choice([name for name, each in world["roots"].items() if each["kind"] == "delegation"])
    on = random.choice([name for name, each in world["roots"].items() if each["kind"] != "delegation"])
    if sits and not is_random:
        made["organisation"] = world["roots"][seat]["party"]
    made["organisation"] = world["roots"][on]["owner"] if is_host else made["organisation"]
    made |= said
    if not is_random and "nationalities" not in said:
        made["nationalities"] = [nation_of(made["organisation"])]
    if is_cleared:
        made["clearances"] = [top_clearance(policy) for policy in POLICIES]
    made["suspended"] = made["organisation"] in world["suspended"]
    made["waivers"] = unique([each for each in made["waivers"] if each["label"] in world["labels"]], "label")
    made["clearances"] = [each for each in made["clearances"] if each.get("from", "0") <= each.get("to", "9")]
    made["sits_for"] = [name for name in world["roots"] if name == seat] if sits else []
    on = made["organisation"] if role in OFFICES else on
    made["roles"] = [{"role": role, "on": on, **({"to": until} if until else {})}] if role else []
    return made


def nation_of(organisation):
    return organisation[:3] if organisation[:3] in NATIONS else "AAA"


def top_clearance(policy):
    return {"policy": policy, "level": POLICIES[policy][-1], "compartments": [*COMPARTMENTS], "status": "active"}


__all__ = ["GROUPS", "KINDS", "TODAY", "build"]
