"""A second decision, written from the specification alone, over the plain dictionaries of the vector form.

It imports nothing and shares no code with the project, so that the two can be compared on worlds nobody thought of.
Days are compared as text: ISO dates sort like the days they name.
"""

ORDER = ["D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9"]


def in_force(row, day):
    return row.get("from", "0000") <= day <= row.get("to", "9999")


def find(rows, key, value):
    return next((row for row in rows if row[key] == value), None)


def nation(world, party):
    organisation = find(world["organisations"], "id", party)
    return organisation["nation"] if organisation else party


def acts_for(world, party):
    return {party, nation(world, party)} - {None}


def members(world, group, day):
    return {row["member"] for row in world["groups"][group] if in_force(row, day)}


def rank(world, policy, level):
    return find(world["policies"], "id", policy)["levels"].index(level)


def reaches(world, policy, level, threshold):
    start = find(world["policies"], "id", policy).get(threshold)
    return start is not None and rank(world, policy, level) >= rank(world, policy, start)


def in_effect(label, day):
    while "succession" in label and label["succession"]["at"] <= day:
        label = label["succession"]["label"]
    return label


def excluded(label, party):
    return party in label["excluded"] and party != label["owner"]


def audience(world, label, day):
    candidates = list(label["parties"])
    for group in label["groups"]:
        candidates += members(world, group, label["made_at"]) & members(world, group, day)
    kept = {party for party in candidates if not any(excluded(label, each) for each in acts_for(world, party))}
    return kept | {label["owner"]}


def sign_in_needed(world, label):
    if reaches(world, label["policy"], label["level"], "phishing_resistant_from"):
        return 3
    return 2 if reaches(world, label["policy"], label["level"], "second_factor_from") else 1


def denied_by_account(world, case):
    subject = case["subject"]
    if not subject["active"] or subject.get("suspended"):
        return True
    if "assurance" not in subject:
        return False
    both = [case["label"], in_effect(case["label"], case["at"])]
    return any(subject["assurance"] < sign_in_needed(world, label) for label in both)


def denied_by_need_to_know(case):
    grant = case["subject"]["relation"].get(case["facet"], False)
    return case["at"] > grant["until"] if isinstance(grant, dict) else not grant


def denied_by_agreement(world, label, mine, day):
    owner = label["owner"]
    if owner in mine or nation(world, owner) in mine:
        return False
    ceilings = [
        rank(world, row["policy"], row["max"])
        for row in world["agreements"]
        if row["owner"] == owner and row["policy"] == label["policy"] and row["party"] in mine and in_force(row, day)
    ]
    return rank(world, label["policy"], label["level"]) > max([0, *ceilings])


def denied_by_audience(world, label, mine, day):
    return not (mine & audience(world, label, day)) or any(excluded(label, party) for party in mine)


def denied_by_nationality(world, label, subject, day):
    if any(waiver["label"] == label["id"] and in_force(waiver, day) for waiver in subject["waivers"]):
        return False
    organisation = find(world["organisations"], "id", subject["organisation"])
    fine = audience(world, label, day) | {nation(world, subject["organisation"])}
    if organisation and organisation["members"]:
        fine |= members(world, organisation["members"], day)
    held = subject["nationalities"]
    return not held or any(each not in fine or excluded(label, each) for each in held)


def worth(world, clearance, policy, day):
    """Rank and compartments of a clearance under *policy*, or None."""
    if clearance["policy"] == policy:
        return rank(world, policy, clearance["level"]), set(clearance["compartments"])
    wanted = (clearance["policy"], clearance["level"], policy)
    named = [row for row in world["recognitions"] if (row["policy"], row["level"], row["as_policy"]) == wanted]
    rows = [row for row in named if in_force(row, day)]
    if not rows:
        return None
    first, *others = rows
    agreed = {
        theirs: ours
        for theirs, ours in first["compartments"].items()
        if all(row["compartments"].get(theirs) == ours for row in others)
    }
    lowest = min(rank(world, policy, row["as_level"]) for row in rows)
    return lowest, {agreed[held] for held in clearance["compartments"] if held in agreed}


def clearance_stops_at(world, label, clearance, day):
    if clearance["status"] != "active" or not in_force(clearance, day):
        return "D6"
    counted = worth(world, clearance, label["policy"], day)
    if counted is None:
        return "D7"
    if counted[0] < rank(world, label["policy"], label["level"]):
        return "D8"
    return "D9" if set(label["compartments"]) - counted[1] else None


def denied_by_clearances(world, label, subject, day):
    """The rule that denies for want of one sufficient clearance, or None."""
    stops = [clearance_stops_at(world, label, clearance, day) for clearance in subject["clearances"]]
    if None in stops:
        return None
    return max(stops, key=ORDER.index, default="D5")


def decide(world, case):
    """The rule that denies, or None."""
    subject, day = case["subject"], case["at"]
    label = in_effect(case["label"], day)
    mine = acts_for(world, subject["organisation"])
    checks = [
        ("D0", lambda: denied_by_account(world, case)),
        ("D1", lambda: denied_by_need_to_know(case)),
        ("D2", lambda: denied_by_agreement(world, label, mine, day)),
        ("D3", lambda: denied_by_audience(world, label, mine, day)),
    ]
    sensitive = bool(label["compartments"]) or reaches(world, label["policy"], label["level"], "clearance_from")
    if sensitive:
        checks.append(("D4", lambda: denied_by_nationality(world, label, subject, day)))
    for rule, denies in checks:
        if denies():
            return rule
    return denied_by_clearances(world, label, subject, day) if sensitive else None


# Need-to-know: what each role opens by the kind of root (access.md §4). What only planners see of content is "plans".
ROLES = {
    "planner": {"program": "cover content", "exchange": "cover content plans", "delegation": "cover content"},
    "cell_member": {"program": "cover content", "exchange": "cover content"},
    "security_administrator": {"program": "cover", "exchange": "cover"},
}
STATES = dict.fromkeys(["issued", "tentative", "countered"], "cover")
STATES |= dict.fromkeys(["accepted", "caveats"], "cover content")


def chain(world, root):
    """The ids on which a role reaches *root*: itself, what lies above it, and whoever owns it."""
    while root:
        yield from (root, world["roots"][root]["owner"])
        root = world["roots"][root]["above"]


def opened(world, principal, root, facet, day):
    for held in principal["roles"]:
        opens = ROLES.get(held["role"], {}).get(world["roots"][root]["kind"], "")
        if facet in opens and held["on"] in chain(world, root) and in_force(held, day):
            return True
    seats = [(name, world["roots"][name]) for name in principal["sits_for"]]
    return any(
        (facet == "cover" and root == name and seat["state"] != "draft")
        or (root in {name, seat["above"]} and facet in STATES.get(seat["state"], "") and day <= seat["until"])
        for name, seat in seats
    )


def sees(world, principal, row, day):
    """Whether *principal* sees one row: need-to-know of its facet, and every label on the way to it."""
    root = world["roots"][row["root"]]
    labels = {row["label"], root["label"], *([root["content"]] if row["facet"] != "cover" else [])} - {None}
    subject = {**principal, "relation": {row["facet"]: opened(world, principal, row["root"], row["facet"], day)}}
    cases = ({"at": day, "facet": row["facet"], "label": world["labels"][each], "subject": subject} for each in labels)
    return all(decide(world, case) is None for case in cases)
