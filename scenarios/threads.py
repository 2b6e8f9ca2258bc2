"""Questions of nations: asked, then answered for whoever asked or, in other words, for all that are invited."""

from collections.abc import Iterator

from django.utils.text import Truncator

from exchanges.models import Exchange
from scenarios.story import Entry, Step, Story
from threads import services as threads
from threads.models import Thread

SUBJECT_LENGTH = 80  # Where nothing else is said, a question's subject is its beginning.


def question(story: Story, name: str, part: Entry, day: str, host: str) -> Iterator[Step]:
    said, invitation = part.data, name.partition("/questions/")[0]
    asked = said.get("at", day)
    yield Step(name, part, asked, said["by"], lambda: _ask(story, invitation, part))
    if "answer" in said:
        by = said.get("answered_by", host)
        yield Step(f"{name}/answer", part, said.get("answered", asked), by, lambda: _answer(story, name, part, by))


def _ask(story: Story, key: str, part: Entry) -> Thread:
    said = part.data
    subject = said.get("subject") or Truncator(said["text"]).chars(SUBJECT_LENGTH)
    due_on = story.scenario.day(said["due"]) if "due" in said else None
    opening = threads.Opening(subject=subject, text=said["text"], due_on=due_on)
    return threads.open_thread(story.find(key), opening, by=story.user(said["by"]))


def _answer(story: Story, name: str, part: Entry, by: str) -> Thread:
    row, said, person = story.find(name), part.data, story.user(by)
    if "for_all" not in said:
        threads.write(row, text=said["answer"], is_answer=True, by=person)
        return row
    exchange = Exchange.objects.for_user(person).get(delegations=row.delegation_id)
    words = threads.Words(text=said["answer"], **said["for_all"])
    threads.answer_all(row, threads.invited(exchange, by=person), words, by=person)
    return row
