"""Random worlds and cases in the vector form: few names and few days, so that facts meet and edges are hit."""

POLICIES = {"P": ["P0", "P1", "P2", "P3"], "Q": ["Q0", "Q1", "Q2"], "R": ["R0", "R1", "R2", "R3", "R4"]}
NATIONS = ["AAA", "BBB", "CCC", "DDD"]
ORGANISATIONS = ["AAA-UNIT", "BBB-AGENCY", "HQ", "STAFF", "NGO"]
PARTIES = [*NATIONS, *ORGANISATIONS]
GROUPS = ["EAST", "WEST"]
COMPARTMENTS = ["X", "Y"]
DAYS = [f"2026-03-0{day}" for day in range(1, 8)]
TODAY = "2026-03-04"


def some(random, values, chance=0.4):
    return [value for value in values if random.random() < chance]


def dated(random, row):
    """*row*, perhaps with a first and a last day; they may be in the wrong order, which covers nothing."""
    if random.random() < 0.3:
        row["from"] = random.choice(DAYS)
    if random.random() < 0.3:
        row["to"] = random.choice(DAYS)
    return row


def random_world(random):
    return {
        "policies": [random_policy(random, name) for name in POLICIES],
        "organisations": [
            {"id": "AAA-UNIT", "nation": "AAA", "members": None},
            {"id": "BBB-AGENCY", "nation": "BBB", "members": None},
            {"id": "HQ", "nation": None, "members": "EAST"},
            {"id": "STAFF", "nation": "AAA", "members": "WEST"},
            {"id": "NGO", "nation": None, "members": None},
        ],
        "groups": {
            group: [dated(random, {"member": random.choice(PARTIES)}) for _ in range(random.randint(0, 5))]
            for group in GROUPS
        },
        "agreements": [random_agreement(random) for _ in range(random.randint(0, 60))],
        "recognitions": [random_recognition(random) for _ in range(random.randint(0, 20))],
    }


def random_policy(random, name):
    levels = POLICIES[name]
    policy = {
        "id": name,
        "owner": random.choice(NATIONS),
        "levels": levels,
        "clearance_from": random.choice([*levels[1:], levels[1], None]),
        "second_factor_from": random.choice([*levels, None]),
        "compartments": COMPARTMENTS,
    }
    if random.random() < 0.5:
        policy["phishing_resistant_from"] = levels[-1]
    return policy


def random_agreement(random):
    policy = random.choice("PPQR")
    row = {"owner": random.choice(PARTIES[:5]), "policy": policy, "party": random.choice(PARTIES)}
    return dated(random, {**row, "max": random.choice([*POLICIES[policy][1:], POLICIES[policy][-1]])})


def random_recognition(random):
    policy, as_policy = random.choice("PQQRR"), random.choice("PPPQR")
    return dated(
        random,
        {
            "policy": policy,
            "level": random.choice(POLICIES[policy][1:]),
            "as_policy": as_policy,
            "as_level": random.choice(POLICIES[as_policy]),
            "compartments": {theirs: random.choice(COMPARTMENTS) for theirs in some(random, COMPARTMENTS, 0.7)},
        },
    )


def random_label(random, name="L", depth=2, policies="PPPQR"):
    policy = random.choice(policies)
    label = {
        "id": name,
        "policy": policy,
        "level": random.choice(POLICIES[policy]),
        "compartments": some(random, COMPARTMENTS, 0.2),
        "owner": random.choice(PARTIES[:6]),
        "parties": some(random, PARTIES, 0.5),
        "groups": some(random, GROUPS),
        "excluded": some(random, PARTIES, 0.08),
        "made_at": random.choice(DAYS),
    }
    if depth and random.random() < 0.3:
        successor = random_label(random, f"{name}+", depth - 1)
        label["succession"] = {"at": random.choice(DAYS), "label": successor}
    return label


def random_clearance(random, preferred):
    policy = random.choice([preferred, *POLICIES])
    return dated(
        random,
        {
            "policy": policy,
            "level": random.choice([*POLICIES[policy][1:], POLICIES[policy][-1]]),
            "compartments": some(random, COMPARTMENTS, 0.7),
            "status": random.choice(["active"] * 7 + ["suspended", "expired"]),
        },
    )


def random_subject(random, label):
    names = [label["id"], f"{label['id']}+", "another"]
    waivers = [dated(random, {"label": random.choice(names)}) for _ in range(random.randint(0, 2))]
    organisation = random.choice([*PARTIES, label["owner"], *label["parties"]])
    subject = {
        "organisation": organisation,
        "active": random.random() < 0.97,
        "suspended": random.random() < 0.03,
        "nationalities": sorted({*some(random, NATIONS, 0.1), *some(random, [organisation[:3]], 0.85)} & {*NATIONS}),
        "relation": {"cover": random_grant(random), "content": random_grant(random)},
        "clearances": [random_clearance(random, label["policy"]) for _ in range(random.choice([0, 1, 1, 2, 3]))],
        "waivers": waivers if random.random() < 0.3 else [],
    }
    if random.random() < 0.5:
        subject["assurance"] = random.choice([1, 2, 2, 3, 3])
    return subject


def random_grant(random):
    return random.choice([True] * 6 + [{"until": random.choice(DAYS)}, False])


def random_case(random, name="case", depth=2):
    label = random_label(random, depth=depth)
    return {
        "id": name,
        "at": TODAY if random.random() < 0.5 else random.choice(DAYS),
        "facet": random.choice(["content", "cover"]),
        "label": label,
        "subject": random_subject(random, label),
    }
