"""What stood in one column becomes portions: row-level security is forced on the migrating role too, and comes back."""

import pytest
from django.db import connection

from exchanges.models import DescriptionPortion, ExchangeContent
from portions.operations import statements
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db(transaction=False)

FORCED = "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = %s"


def test_every_paragraph_moves_with_its_label_though_the_owner_sees_no_row():
    host = make.NationFactory()
    secret = make.label(host, "S")
    exchange = make.ExchangeFactory(program__owner=host, content__label=secret)
    make.ExchangeFactory(program__owner=host)  # Without any text.
    tables = (ExchangeContent._meta.db_table, DescriptionPortion._meta.db_table)
    with as_system():
        DescriptionPortion.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET ROLE accord_owner")
        cursor.execute(f"SELECT count(*) FROM {tables[0]}")
        assert cursor.fetchone() == (0,)  # What a plain copy would find.
        cursor.execute(f"ALTER TABLE {tables[0]} ADD COLUMN old text NOT NULL DEFAULT ''")
        cursor.execute("SET ROLE accord_system")
        text = "One,\r\nstill one.\r\n\r\n \r\n- two\n\n\nThree."
        cursor.execute(f"UPDATE {tables[0]} SET old = %s WHERE exchange_id = %s", [text, exchange.pk])
        cursor.execute("SET ROLE accord_owner")
        cursor.execute(f"ALTER TABLE {tables[1]} DISABLE TRIGGER USER")  # The migration copies before history begins.

        for statement in statements(tables[0], "old", tables[1], "exchange_id"):
            cursor.execute(statement)

        forced = []
        for table in tables:
            cursor.execute(FORCED, [table])
            forced += cursor.fetchone()
        cursor.execute("SET ROLE accord_app")

    assert forced == [True, True]
    with as_system():
        rows = list(DescriptionPortion.objects.all())
    assert [(row.text, row.label, row.exchange_id) for row in rows] == [
        (text, secret, exchange.pk) for text in ("One,\nstill one.", "- two", "Three.")
    ]
