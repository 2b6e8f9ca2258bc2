"""The 48 leak classes of security.md §1.8: for each the tests that catch it, or the reason why it can't occur here.

``docs/evidence.md`` is written from this table: ``python -m tests.evidence.leak_classes``.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "evidence.md"
MATRIX = "tests/test_access_matrix.py"
ORACLE = "tests/evidence/test_matrix.py::test_every_answer_is_the_one_the_oracle_expects"
TWO_WORLDS = "tests/evidence/test_non_interference.py::test_nobody_notices_what_they_may_not_see"
REQUESTS = "tests/evidence/test_leaks_in_requests.py"
CODE = "tests/evidence/test_leaks_in_code.py"
CANARIES = "tests/evidence/test_canaries.py"
SUNG = f"{CANARIES}::test_no_canary_is_heard_outside_the_pages"
RLS = "tests/clearances/test_row_level_security.py"
BULK = "tests/clearances/test_desk_certification.py"
FILES = "tests/files/test_pages.py"
INSPECTING = "tests/files/test_inspecting.py"
SIGN_IN = "tests/accounts/test_signing_in.py"
HISTORY = "tests/clearances/test_history.py"
INVITING = "tests/participants/test_invitations.py"
REMINDERS = "tests/logistics/test_reminders.py"
TASKS = "tests/logistics/test_tasks.py"
EXCHANGES = "tests/exchanges/test_pages.py"
HOUSE = "tests/test_architecture.py"
TIME = "tests/evidence/test_leaks_over_time.py"
GATE = "tests/clearances/test_catalogue.py"
ADMISSION = "tests/accounts/test_admissions.py"
BOARD = "tests/planning/test_pages.py"
WORDS = f"{MATRIX}::test_nobody_reads_a_word_of_what_they_may_not_see"
FEEDS = "tests/calendars/test_feeds.py"
TOKENS = "tests/clearances/test_tokens.py"
LAYERS = "tests/evidence/test_layer_independence.py"


@dataclass(frozen=True)
class Leak:
    number: int
    words: str
    tests: tuple[str, ...] = ()
    reason: str = ""  # Why it can't occur here, or which part of it can't.


def leak(number: int, words: str, *tests: str, reason: str = "") -> Leak:
    return Leak(number, words, tests, reason)


LEAKS = [
    leak(
        1,
        "An answer that tells hidden from never",
        f"{MATRIX}::test_what_is_hidden_answers_as_what_never_existed",
        ORACLE,
    ),
    leak(
        2,
        "Filters and orders as an oracle",
        f"{REQUESTS}::test_the_api_takes_no_filter_or_order_that_it_does_not_name",
        f"{REQUESTS}::test_pages_do_not_filter_by_what_they_do_not_name",
        f"{MATRIX}::test_no_filter_tells_of_what_is_hidden",
    ),
    leak(
        3,
        "Counts, badges, totals",
        TWO_WORLDS,
        f"{LAYERS}::test_lists_counts_and_single_rows_agree_with_both_layers_on",
        "tests/api/test_api.py::test_pages_have_neighbours_and_no_total",
    ),
    leak(
        4,
        "Foreign keys of hidden rows in what is written",
        f"{REQUESTS}::test_a_form_refuses_what_is_hidden_as_what_never_was",
    ),
    leak(5, "Nested rows and names of relations", WORDS, ORACLE),
    leak(
        6,
        "Sums, charts, calendars",
        TWO_WORLDS,
        f"{BOARD}::test_nations_have_rows_only_where_the_reader_may_see_their_delegations",
    ),
    leak(
        7,
        "Keys that can be counted",
        f"{REQUESTS}::test_rows_have_names_that_say_nothing_of_others",
        "tests/audit/test_noticing.py::test_an_objects_key_tells_nothing_of_its_id",
    ),
    leak(
        8,
        "Choices, suggestions, what forms begin with",
        WORDS,
        f"{EXCHANGES}::test_choices_of_filters_come_from_what_the_reader_sees",
    ),
    leak(
        9,
        "Errors of uniqueness",
        f"{RLS}::test_a_constraint_knows_of_hidden_rows_and_only_a_service_may_ask_it",
        f"{RLS}::test_an_upsert_on_a_hidden_row_is_refused_like_any_other_write",
    ),
    leak(
        10,
        "Search",
        TWO_WORLDS,
        f"{MATRIX}::test_no_filter_tells_of_what_is_hidden",
        reason="Titles are compared letter by letter; nothing is ranked by how rare a word is.",
    ),
    leak(11, "Half of many", f"{INVITING}::test_inviting_many_is_all_or_nothing_and_names_every_problem"),
    leak(
        12,
        "Feeds",
        f"{FEEDS}::test_a_feed_holds_what_its_user_sees_up_to_its_ceiling_and_says_so",
        f"{FEEDS}::test_what_is_no_longer_seen_vanishes_and_what_is_cancelled_says_so",
        f"{FEEDS}::test_everything_that_is_wrong_has_the_very_same_answer",
        f"{FEEDS}::test_no_secret_reaches_the_record_or_the_log",
        f"{TOKENS}::test_a_token_opens_what_its_user_sees_up_to_its_ceiling_in_querysets_and_in_the_database_alike",
        f"{TOKENS}::test_a_token_opens_nothing_from_the_moment_on_in_which",
        "tests/calendars/test_items.py::test_what_changed_before_an_invitation_is_dated_from_the_invitation",
    ),
    leak(
        13,
        "Messages and mails",
        SUNG,
        f"{CANARIES}::test_a_mail_goes_to_one_reader_and_names_nobody_else",
        "tests/notifications/test_delivery.py::test_what_was_closed_meanwhile_is_withheld",
    ),
    leak(
        14,
        "Caches",
        f"{REQUESTS}::test_nothing_that_somebody_signed_in_reads_may_be_kept_by_a_cache",
        f"{CODE}::test_nothing_is_kept_between_requests_but_facts_that_all_readers_share",
    ),
    leak(
        15,
        "Tags, sizes, times",
        f"{REQUESTS}::test_nothing_that_somebody_signed_in_reads_may_be_kept_by_a_cache",
        f"{TIME}::test_a_hidden_row_takes_as_long_as_none",
        TWO_WORLDS,
    ),
    leak(
        16,
        "The past of rows",
        f"{RLS}::test_the_past_needs_the_label_of_that_time_and_the_present_row",
        f"{HISTORY}::test_what_is_hidden_answers_as_what_never_existed",
        f"{RLS}::test_the_past_of_a_removed_row_is_seen_by_nobody",
    ),
    leak(17, "An admin site", f"{HOUSE}::test_there_is_no_admin_and_no_debug_route", reason="There is none."),
    leak(18, "Surfaces that disagree", f"{REQUESTS}::test_two_surfaces_show_the_same_exchanges", ORACLE),
    leak(
        19,
        "Exports",
        f"{REQUESTS}::test_no_cell_of_a_table_is_a_formula",
        "tests/audit/test_reading.py::test_the_file_holds_what_the_page_shows_and_nothing_else",
        "tests/releases/test_ledger.py::test_the_file_says_the_same_under_its_banner",
        f"{BULK}::test_a_cell_that_looks_like_a_formula_is_written_as_text",
    ),
    leak(
        20,
        "Files by their address",
        f"{FILES}::test_nobody_gets_a_copy_who_may_not_see_it_and_everybody_is_decided_anew",
        SUNG,
        reason="Contents lie outside of all that is served: a guarded view decides, and the matrix asks as everybody.",
    ),
    leak(
        21,
        "Error pages",
        f"{REQUESTS}::test_an_error_page_says_the_same_whatever_went_wrong",
        f"{RLS}::test_nothing_of_a_refused_context_is_told",
    ),
    leak(22, "Fragments", WORDS, ORACLE),
    leak(
        23,
        "Channels that stay open",
        f"{CODE}::test_no_channel_stays_open",
        reason="There are none: a page that watches asks again, and is decided again.",
    ),
    leak(
        24,
        "Managers that know no guard",
        f"{LAYERS}::test_row_level_security_alone_yields_the_labels_that_the_oracle_lets_read",
        f"{LAYERS}::test_the_queryset_alone_yields_what_the_oracle_lets_see",
        f"{HOUSE}::test_no_view_form_task_or_resource_reaches_a_row_past_its_guard",
    ),
    leak(
        25,
        "Tasks with rights of their own",
        SUNG,
        f"{REMINDERS}::test_whoever_lost_the_right_between_sweep_and_delivery_gets_nothing",
        f"{GATE}::test_neither_a_mail_worker_nor_beat_starts_as_the_system",
    ),
    leak(26, "Logs", SUNG, f"{CANARIES}::test_the_database_keeps_no_values_in_its_log"),
    leak(
        27,
        "Rights that outlive their end",
        f"{TIME}::test_what_is_taken_back_is_closed_at_the_next_request",
        "tests/clearances/test_grants.py::test_taking_back_closes_everything_below",
        "tests/participants/test_sweeps.py::test_whoever_lost_the_right_between_sweep_and_delivery_gets_no_mail",
    ),
    leak(
        28,
        "Copies with weaker labels",
        f"{TASKS}::test_a_task_is_as_strict_as_the_content_where_that_is_released_else_as_the_delegation",
        "tests/programs/test_services.py::test_content_more_open_than_its_cover_is_refused",
    ),
    leak(
        29,
        "A child that names its hidden parent",
        f"{EXCHANGES}::test_the_program_is_named_to_those_who_may_see_it_and_to_nobody_else",
        "tests/releases/test_releases.py::test_a_part_is_never_marked_more_openly_than_its_cover",
        ORACLE,
    ),
    leak(
        30,
        "The wrong permission, or one without a row",
        "tests/evidence/test_sabotage.py::test_every_mistake_is_noticed",
        f"{CODE}::test_nothing_is_looked_up_by_a_permission_of_a_whole_model",
    ),
    leak(
        31,
        "A route without a check",
        f"{HOUSE}::test_every_route_declares_its_access_and_the_check_finds_one_that_does_not",
        f"{HOUSE}::test_few_pages_are_public_and_each_says_why",
    ),
    leak(32, "Fields that nobody asked for", f"{REQUESTS}::test_no_field_that_a_form_does_not_ask_for_is_written"),
    leak(
        33,
        "Parameters twice, of another type, another method",
        f"{REQUESTS}::test_nonsense_in_a_query_breaks_nothing_and_opens_nothing",
        "tests/api/test_api.py::test_a_detail_takes_no_parameters",
    ),
    leak(
        34,
        "Scripts in what people write",
        f"{REQUESTS}::test_what_people_write_is_never_run",
        "tests/portions/test_texts.py::test_no_text_becomes_anything_but_what_is_allowed",
        f"{FILES}::test_a_copy_is_an_attachment_that_can_do_nothing_and_is_recorded",
    ),
    leak(
        35,
        "Files that are not what they say",
        f"{INSPECTING}::test_whatever_isnt_plain_is_refused_by_name",
        f"{INSPECTING}::test_what_is_taken_is_made_harmless_and_tells_nothing_of_its_making",
        f"{BULK}::test_a_bad_workbook_is_refused_by_name",
        f"{BULK}::test_a_workbook_that_unpacks_to_too_much_is_refused",
        reason="A list of certificates is parsed as text or cells, never stored. Of others, sixty are tried.",
    ),
    leak(
        36,
        "Fetching an address somebody gave",
        f"{CODE}::test_nothing_fetches_an_address_that_somebody_gave",
        reason="Nothing is fetched.",
    ),
    leak(37, "Being sent elsewhere", f"{REQUESTS}::test_nobody_is_sent_elsewhere"),
    leak(38, "Forged forms", f"{REQUESTS}::test_no_page_acts_without_its_token"),
    leak(39, "Words that become templates", f"{CODE}::test_no_text_of_somebodys_becomes_a_template"),
    leak(
        40,
        "SQL in what is typed",
        f"{REQUESTS}::test_nonsense_in_a_query_breaks_nothing_and_opens_nothing",
        f"{CODE}::test_only_fixed_statements_are_written_by_hand",
    ),
    leak(
        41,
        "Which accounts there are",
        f"{SIGN_IN}::test_an_unknown_name_and_a_wrong_password_look_the_same",
        f"{SIGN_IN}::test_nobody_signs_up_and_no_mail_resets_a_password",
    ),
    leak(
        42,
        "Tokens of invitations and resets",
        f"{ADMISSION}::test_every_link_that_does_not_work_answers_alike",
        f"{ADMISSION}::test_the_link_works_with_the_address_it_was_sent_to_only",
        f"{ADMISSION}::test_a_link_that_lapsed_or_was_taken_back_makes_no_account",
        f"{ADMISSION}::test_the_database_and_the_mails_before_hold_no_secret",
        reason="An invitation to an exchange is opened by a session, never by its address; no mail resets a password.",
    ),
    leak(
        43,
        "Ways around the second factor",
        f"{SIGN_IN}::test_a_session_with_a_password_alone_must_show_the_enrolled_factor",
        f"{SIGN_IN}::test_somebody_elses_second_factor_in_the_session_counts_for_nothing",
        f"{SIGN_IN}::test_an_administrator_without_a_factor_gets_nothing_but_its_enrolment",
    ),
    leak(
        44,
        "Guessing faster than is counted",
        f"{SIGN_IN}::test_other_spellings_of_a_name_are_no_further_attempts",
        "tests/accounts/test_attempts.py::test_only_our_own_proxies_are_believed",
    ),
    leak(
        45,
        "What is taken by something hidden",
        f"{INVITING}::test_seats_offered_and_taken_count_against_those_there_are",
        reason="Nothing can be booked yet. Planners offer seats and see every delegation; nobody else learns a number.",
    ),
    leak(
        46,
        "The database's own side channels",
        f"{CANARIES}::test_the_application_reads_no_sequence_and_no_statistics_of_hidden_rows",
        f"{GATE}::test_the_migrated_database_is_sound",
    ),
    leak(
        47,
        "Backups and copies",
        reason="The portal makes none; tests use invented people. docs/operations.md says which role may back up.",
    ),
    leak(
        48,
        "Who is there, who wrote last",
        WORDS,
        f"{HISTORY}::test_an_actor_of_another_nation_is_somebody",
        reason="No presence and no typing is shown; of reading, only the first opening of an invitation, to its host.",
    ),
]

HEAD = """# Evidence for confidentiality

Written from `tests/evidence/leak_classes.py`; change that, then run `python -m tests.evidence.leak_classes`.

`make test` gathers a seeded part of the evidence, `make assurance` all of it: within an hour on two cores it prints one
table of figures with their denominators and writes them to `var/assurance.json`. What it compares:

- **oracle** (`tests/clearances/oracle.py`): at most 200 lines over dictionaries; imports nothing. Random worlds of
  parties, groups, policies, treaties, labels, roles, clearances and waivers are written to the database.
- **access matrix**: every route × method × variant (page, fragment, boosted, JSON, file) × kind of principal, with
  a row at random. Hidden answers as never existed, visible is there, no word of a hidden row stands anywhere. New
  routes and models are found by themselves.
- **non-interference**: the same requests in two worlds that differ only in what the reader may not see. Status,
  headers, body, number of queries, messages and mails are equal. Exceptions, each with its reason, stand in
  `tests/evidence/allowed_differences.py`.
- **canaries**: every text of every guarded row is a word of its own. No mail, log, outbox row, broker message,
  record or file may hold one.
- **layers**: past row-level security, the queryset alone gives the oracle's rows; past the queryset, row-level
  security alone gives the oracle's labels.
- **sabotage** (`tests/evidence/mutants.py`): one line made wrong at a time, in the rules, guards, doors, roles and
  the database's policies. The tests must notice each.

How to add a row of a new kind, a new variant or a new mutant is said at the top of `tests/world.py`,
`tests/evidence/database.py`, `tests/asking.py` and `tests/evidence/mutants.py`.

## Leak classes

| | class | caught by, or why it can't occur |
|---|---|---|
"""


def line(each: Leak) -> str:
    tests = "<br>".join(f"`{test.partition('/')[2]}`" for test in each.tests)
    return f"| L{each.number} | {each.words} | {'<br>'.join(filter(None, [each.reason, tests]))} |"


def page() -> str:
    return HEAD + "\n".join(map(line, LEAKS)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
