"""Who reads and who writes a description, and its form as a browser would send it."""

from django.urls import reverse

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges import services
from exchanges.models import DescriptionPortion, ExchangeContent
from portions.containers import Block
from tests import factories as make
from tests.roles import as_system


def nation(code):
    return make.NationFactory(code=code)


def cleared(user, exchange, *compartments):
    policy = make.PolicyFactory(owner=exchange.host)
    make.clearance(user, policy, compartments=list(compartments))
    return user


def reader(exchange, code):
    return cleared(make.member(Role.PARTICIPANT, exchange, organisation=nation(code)), exchange, "CYBER")


def mark(exchange, planner, text, label):
    """*planner* adds one paragraph, marked *label*, behind the others."""
    with acting_as(planner):
        content = ExchangeContent.objects.get(exchange=exchange)
        rows = DescriptionPortion.objects.for_user(planner).of(exchange)
        blocks = [Block(row.text, pk=row.pk) for row in rows]
        services.describe(content, [*blocks, Block(text, label=label)], by=planner)


def address(exchange):
    return reverse("exchanges:describe", args=[exchange.reference])


def form_of(client, exchange, query=""):
    """The editor's fields as a browser would send them back."""
    page = client.get(address(exchange) + query)
    form = page.context["form"]
    data = {"read": form["read"].value(), "block": [block.key for block in form.blocks]}
    return data | {f"{block.key}-text": block["text"].value() for block in form.blocks}


def texts(exchange):
    with as_system():
        return [portion.text for portion in DescriptionPortion.objects.of(exchange)]
