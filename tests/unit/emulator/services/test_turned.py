# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches over the dependency answers of other services."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.services import known


def test_an_answer_may_be_empty(emulator, asked):
    emulator.switch(service_categories_missing=("*",))
    assert asked.answer() in ([], {"value": []})


def test_one_category_may_be_missing(emulator, asked):
    whole = asked.entries()
    emulator.switch(service_categories_missing=(whole[1]["category"],))
    assert asked.entries() == [whole[0], *whole[2:]]


def test_ports_may_be_missing(emulator, asked):
    count = len(asked.details())
    emulator.switch(service_ports="missing")
    details = asked.details()
    assert len(details) == count and not any("port" in one for one in details)


def test_names_may_have_capitals(emulator, asked):
    names = [one["domainName"] for one in asked.endpoints() if "domainName" in one]
    emulator.switch(service_names="capitals")
    assert [one["domainName"] for one in asked.endpoints() if "domainName" in one] == [name.upper() for name in names]


def test_a_protocol_may_be_one_that_nobody_knows(emulator, asked):
    emulator.switch(service_protocol="QUIC")
    assert {one["protocol"] for one in asked.details()} == {"QUIC"}


@pytest.mark.parametrize("envelope", [known.PLAIN, known.PROPERTIES, known.BARE])
def test_the_envelope_may_be_that_of_another_service(emulator, asked, envelope):
    whole = asked.entries()
    emulator.switch(service_envelope=envelope)
    body = asked.answer()
    assert isinstance(body, list) == (envelope == known.BARE)
    items = body if isinstance(body, list) else body["value"]
    assert {"properties" in item for item in items} == {envelope == known.PROPERTIES}
    assert asked.entries() == whole


def test_what_is_turned_is_not_what_is_stored(emulator, asked):
    emulator.seed(asked.below, asked.answer())
    whole = asked.answer()
    emulator.switch(service_names="capitals", service_ports="missing", service_protocol="SCTP")
    assert asked.answer() != whole
    emulator.switch(service_names="as_made", service_ports="shown", service_protocol="")
    assert asked.answer() == whole
