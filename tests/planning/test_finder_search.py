"""The search for windows, against a slow one that looks at every day of every window."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planning.finder.constraints import Always, Days, Edges, NotAfter, NotBefore, Objection, Shortage, SomeOf
from planning.finder.search import search
from planning.finder.starts import Span, Tally, members

FIRST = date(2027, 9, 1)


def on(*numbers, reason="busy"):
    return {FIRST + timedelta(days=number): reason for number in numbers}


def day(number):
    return FIRST + timedelta(days=number)


numbers = st.sets(st.integers(-3, 45), max_size=12)
days = st.builds(
    lambda key, closed, dear, is_hard: Days(key, on(*closed), on(*dear), is_hard=is_hard),
    st.sampled_from("abcdef"), numbers, numbers, st.booleans(),
)  # fmt: skip
several = st.lists(st.builds(Days, st.just("m"), numbers.map(lambda n: on(*n))), max_size=5)
some = st.builds(SomeOf, st.sampled_from("ghi"), st.integers(0, 4), several)
edges = st.one_of(
    st.builds(lambda n, hard: NotBefore("j", day(n), is_hard=hard), st.integers(-5, 45), st.booleans()),
    st.builds(lambda n, hard: NotAfter("k", day(n), is_hard=hard), st.integers(-5, 50), st.booleans()),
    st.builds(lambda found: Edges("l", on(*found)), numbers),
    st.just(Always("m", "ask", 2)),
)
spans = st.builds(lambda length, duration: Span(FIRST, day(length), duration), st.integers(0, 40), st.integers(1, 16))


def costs_of(constraint, span):
    return constraint.costs(span) or [0.0] * span.size


@settings(max_examples=150, deadline=None)
@given(spans, st.lists(st.one_of(days, some, edges), max_size=6, unique_by=lambda each: each.key))
def test_running_sums_say_what_looking_at_every_day_says(span, constraints):
    for constraint in constraints:
        blocked, costs = constraint.blocked(span), costs_of(constraint, span)
        assert blocked & ~span.all == 0
        assert len(costs) == len(span.starts)
        for start in span.starts:
            found = list(constraint.objections(span, start))
            first, last = span.window(start)
            assert bool(blocked >> start & 1) == any(each.is_hard for each in found)
            if not isinstance(constraint, SomeOf):  # That costs as its cheapest members do.
                assert costs[start] == sum(each.cost for each in found)
            if isinstance(constraint, Days):
                closed = sum(first <= each <= last for each in constraint.closed)
                dear = sum(first <= each <= last and each not in constraint.closed for each in constraint.dear)
                both = sum(first <= each <= last and each in constraint.closed for each in constraint.dear)
                assert costs[start] == (dear + both if constraint.is_hard else dear + closed * 10)


@settings(max_examples=100, deadline=None)
@given(spans, st.lists(st.one_of(days, some, edges), max_size=6, unique_by=lambda each: each.key))
def test_what_is_proposed_can_be_had_and_nothing_cheaper_was_passed_over(span, constraints):
    found = search(span, constraints, wished=day(10))

    costs = [sum(costs_of(each, span)[start] for each in constraints) for start in span.starts]
    against = [sum(each.blocked(span) >> start & 1 for each in constraints) for start in span.starts]
    free = [start for start in span.starts if not against[start]]
    assert found.possible == len(free)
    assert found.asked == len(span.starts)
    assert [window.cost for window in found.windows] == sorted(window.cost for window in found.windows)
    assert all(window.gives == () for window in found.windows)
    assert bool(found.windows) == bool(free)
    if free:
        assert found.windows[0].cost == min(costs[start] for start in free)
        assert abs((found.nearest.starts_on - day(10)).days) == min(abs(start - 10) for start in free)
        assert all(len(window.gives) == 1 and window.cost < found.windows[0].cost for window in found.nearly)
    elif span.starts:
        assert len(found.nearly[0].gives) == min(against)


def test_the_binding_constraint_is_the_one_without_which_most_could_be_had():
    range_, ship = Days("range", on(*range(20))), Days("ship", on(5, 30))

    found = search(Span(FIRST, day(39), 5), [range_, ship])

    assert (found.binding.key, found.binding.blocked) == ("range", 20)
    assert found.binding.freed == 15  # On the other five the ship is away too.


def test_of_sixty_simulators_eight_must_be_free_throughout():
    members = [Days(f"s{number}", on(number)) for number in range(10)]
    span = Span(FIRST, day(19), 5)

    found = search(span, [SomeOf("simulators", 8, members)])

    assert found.windows[0].starts_on == day(8)
    assert found.binding.key == "simulators"
    assert list(SomeOf("simulators", 8, members).objections(span, 0)) == [
        Objection("simulators", True, day(0), day(4), Shortage(needed=8, free=5, of=10))
    ]


def test_days_in_a_row_with_one_reason_are_one_objection():
    nation = Days("FRA", on(2, 3, 4, reason="blackout") | on(5, reason="other"), on(8, reason="holiday"))

    found = list(nation.objections(Span(FIRST, day(20), 10), 0))

    assert [(each.reason, (each.ends_on - each.starts_on).days + 1, each.is_hard) for each in found] == [
        ("blackout", 3, True), ("other", 1, True), ("holiday", 1, False)
    ]  # fmt: skip


def test_a_single_day_on_which_people_travel_badly_counts_once():
    edges, span = Edges("edges", on(1), 2), Span(FIRST, day(2), 1)
    assert edges.costs(span) == [0, 2, 0]
    assert [each.cost for each in edges.objections(span, 1)] == [2]
    assert Edges("edges", on(0, 1), 2).costs(Span(FIRST, day(2), 2)) == [4, 2]


def test_where_nothing_can_be_had_it_says_what_would_have_to_give():
    found = search(
        Span(FIRST, day(13), 14), [Days("range", on(3)), Days("FRA", on(5)), Days("ship", on(1), is_hard=False)]
    )

    assert found.windows == ()
    assert found.nearly[0].gives == ("range", "FRA")
    assert found.nearest is None


def test_a_span_shorter_than_the_exchange_has_no_window():
    found = search(Span(FIRST, day(2), 5), [Days("range", on(3))], wished=FIRST)

    assert (found.asked, found.windows, found.nearly, found.nearest, found.binding) == (0, (), (), None, None)


def test_where_one_that_gives_way_would_make_a_better_window_it_is_named_too():
    holidays, simulator = Days("FRA", dear=on(*range(8))), Days("simulator", on(*range(8, 20)))

    found = search(Span(FIRST, day(19), 4), [holidays, simulator])

    assert [window.cost for window in found.windows] == [4, 4, 4]
    assert [window.gives for window in found.nearly] == [("simulator",)] * 3


@given(st.lists(st.integers(0, 255), max_size=9), st.integers(0, 10))
def test_a_tally_counts_as_one_counts_by_hand(sets, number):
    tally = Tally()
    for each in sets:
        tally.add(each)

    counts = [sum(each >> start & 1 for each in sets) for start in range(8)]

    assert [tally.count(start) for start in range(8)] == counts
    assert members(tally.at_least(number, 255)) == [start for start in range(8) if counts[start] >= number]
