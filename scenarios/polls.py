"""What a scenario says about the date polls of an exchange: what is offered, and what nations answer."""

from collections.abc import Iterator

from exchanges.models import ExchangeContent
from participants.models import Delegation
from planning.models import Ballot, DatePoll, PollAnswer
from planning.polls import answering, offering
from planning.polls.answering import Said
from planning.polls.offering import Offer
from planning.polls.windows import Days
from scenarios.story import Entry, Step, Story


def of_exchange(story: Story, key: str, entry: Entry, by: str) -> Iterator[Step]:
    for number, part in enumerate(entry.parts("polls")):
        name = f"{key}/polls/{number}"
        yield _opening(story, key, name, part, part.data.get("by", by))
        for said in part.parts("answers"):
            yield _answering(story, name, said)


def _opening(story: Story, key: str, name: str, part: Entry, by: str) -> Step:
    return Step(name, part, part.data["at"], by, lambda: _open(story, key, part, by), "polls")


def _open(story: Story, key: str, part: Entry, by: str) -> DatePoll:
    said, day, exchange = part.data, story.scenario.day, story.find(key)
    rows = Delegation.objects.filter(exchange=exchange, party__in=[story.party(code) for code in said["asked"]])
    keys = {row.party_id: row.pk for row in rows}
    offer = Offer(
        windows=tuple(Days(day(window["from"]), day(window["to"])) for window in said["windows"]),
        asked=[*keys.values()],
        required=[keys[story.party(code).pk] for code in said.get("required", [])],
        reply_by=day(said["reply_by"]),
    )
    content = ExchangeContent.objects.select_related("exchange", "label").get(exchange=exchange)
    return offering.open_poll(content, offer, by=story.user(by))


def _answering(story: Story, name: str, part: Entry) -> Step:
    said = part.data

    def act() -> Ballot:
        ballot = Ballot.objects.get(poll=story.find(name), delegation__party=story.party(said["party"]))
        rows = PollAnswer.objects.filter(ballot=ballot)
        answers = {
            row.pk: Said(each["answer"], each.get("reason", ""))
            for row, each in zip(rows, said["windows"], strict=True)
        }
        return answering.answer(ballot, answers, version=ballot.version, by=story.user(said["by"]))

    return Step(f"{name}/answers/{said['party']}", part, said["at"], said["by"], act)
