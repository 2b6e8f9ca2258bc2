"""The search for windows, against a slow one that looks at every day of every window."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planning.finder.constraints import Days, NotAfter, NotBefore, Objection, Shortage, SomeOf, Span
from planning.finder.search import search

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
members = st.lists(st.builds(Days, st.just("m"), numbers.map(lambda n: on(*n))), max_size=5)
some = st.builds(SomeOf, st.sampled_from("ghi"), st.integers(0, 4), members)
edges = st.one_of(
    st.builds(lambda n: NotBefore("j", day(n)), st.integers(-5, 45)),
    st.builds(lambda n, hard: NotAfter("k", day(n), is_hard=hard), st.integers(-5, 50), st.booleans()),
)
spans = st.builds(lambda length, duration: Span(FIRST, day(length), duration), st.integers(0, 40), st.integers(1, 16))


@settings(max_examples=150, deadline=None)
@given(spans, st.lists(st.one_of(days, some, edges), max_size=6, unique_by=lambda each: each.key))
def test_running_sums_say_what_looking_at_every_day_says(span, constraints):
    for constraint in constraints:
        blocked, costs = constraint.blocked(span), constraint.costs(span)
        assert len(blocked) == len(costs) == len(span.starts)
        for start in span.starts:
            found = list(constraint.objections(span, start))
            first, last = span.window(start)
            assert blocked[start] == any(each.is_hard for each in found)
            assert all(first <= each.starts_on <= each.ends_on <= last for each in found)
            if isinstance(constraint, Days):
                dear = sum(first <= each <= last for each in constraint.dear)
                soft = 0 if constraint.is_hard else sum(first <= each <= last for each in constraint.closed) * 10
                clash = (
                    0
                    if constraint.is_hard
                    else sum(first <= each <= last for each in constraint.dear if each in constraint.closed)
                )
                assert costs[start] == dear + soft - clash


@settings(max_examples=100, deadline=None)
@given(spans, st.lists(st.one_of(days, some, edges), max_size=6, unique_by=lambda each: each.key))
def test_what_is_proposed_can_be_had_and_nothing_cheaper_was_passed_over(span, constraints):
    found = search(span, constraints, wished=day(10))

    costs = [sum(each.costs(span)[start] for each in constraints) for start in span.starts]
    free = [start for start in span.starts if not any(each.blocked(span)[start] for each in constraints)]
    assert found.possible == len(free)
    assert found.asked == len(span.starts)
    assert [window.cost for window in found.windows] == sorted(window.cost for window in found.windows)
    assert all(window.gives == () for window in found.windows)
    assert bool(found.windows) == bool(free)
    if free:
        assert found.windows[0].cost == min(costs[start] for start in free)
        assert abs((found.nearest.starts_on - day(10)).days) == min(abs(start - 10) for start in free)
        assert found.nearly == ()
    elif span.starts:
        fewest = min(sum(each.blocked(span)[start] for each in constraints) for start in span.starts)
        assert len(found.nearly[0].gives) == fewest


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
