# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What leads to a cluster is read as far as it is shown, and an age is known of all endpoints or of none."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving import endpoints
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.endpoints import Inbound
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 15, 12, tzinfo=timezone.utc)
PROXY = "/subscriptions/s/resourceGroups/rg-net/providers/Microsoft.Network/privateEndpoints/pe"
NO_SUBNET = "its private endpoint shows no subnet"


def connection(status="Approved", **more):
    state = {"privateLinkServiceConnectionState": {"status": status}} if status is not None else {}
    return {"name": "c1/to-c1", "properties": {"privateEndpoint": {"id": PROXY}, **state, **more}}


def in_subnet(subnet):
    return {"properties": {"subnet": subnet}}


def made(created="2026-03-15T11:00:00Z"):
    return {"systemData": {"createdAt": created}}


# What leads there


def test_the_private_endpoint_of_a_connection_is_the_one_that_it_names():
    assert endpoints.endpoint_of(connection()) == PROXY


@pytest.mark.parametrize(
    "told", [{}, {"properties": None}, {"properties": {"privateEndpoint": None}}, connection(privateEndpoint={})]
)
def test_a_connection_that_names_no_private_endpoint_has_none(told):
    assert endpoints.endpoint_of(told) == ""


def test_a_connection_has_its_own_name_its_status_and_the_subnet_of_its_endpoint():
    found = endpoints.inbound(connection(), in_subnet({"id": drawn.OTHER}))
    assert found == Inbound("to-c1", "Approved", drawn.OTHER) and found.is_approved


@pytest.mark.parametrize(
    ("status", "approved"),
    [("Approved", True), (" approved ", True), ("Pending", False), ("Rejected", False), ("Disconnected", False)]
    + [("", False), (None, False), ("Approved by nobody", False)],
)
def test_only_the_word_for_it_says_that_a_connection_is_approved(status, approved):
    assert endpoints.inbound(connection(status), in_subnet({"id": drawn.OTHER})).is_approved is approved


@pytest.mark.parametrize("subnet", [None, {}, {"id": None}, {"id": ""}, {"id": "snet"}, {"id": PROXY}, "snet"])
def test_a_subnet_that_is_not_shown_or_is_none_is_not_known(subnet):
    found = endpoints.inbound(connection(), in_subnet(subnet))
    assert (found.subnet, found.why) == (None, NO_SUBNET)


def test_an_endpoint_that_could_not_be_read_says_why():
    assert endpoints.inbound(connection(), None, "it could not be read (403)") == Inbound(
        "to-c1", "Approved", None, "it could not be read (403)"
    )
    assert endpoints.inbound({}, None) == Inbound("", "", None, NO_SUBNET)


# When it was made


@pytest.mark.parametrize(
    ("created", "hours"),
    [
        ("2026-03-15T11:00:00Z", 1),
        ("2026-03-15T11:00:00", 1),  # without a zone it is UTC
        ("2026-03-15T11:00:00.0000000Z", 1),
        ("2026-03-15T11:00:00.1234567+00:00", 1),
        ("2026-03-15T13:00:00.5+02:00", 1),
        (" 2026-03-15T06:00:00-05:00 ", 1),
        ("2026-03-15", 12),
        ("2025-03-15T12:00:00Z", 365 * 24),
        ("2026-03-15T12:00:00Z", 0),
    ],
)
def test_an_endpoint_is_as_old_as_its_document_says(created, hours):
    assert endpoints.age([made(created)], NOW) == pytest.approx(hours, abs=1e-3)


def test_the_first_that_was_made_says_how_long_ago_it_was():
    several = [made(), made("2026-03-15T07:30:00Z"), made("2026-03-15T11:59:00Z")]
    assert endpoints.age(several, NOW) == 4.5 and endpoints.age(several[::-1], NOW) == 4.5


UNTOLD = [{}, {"systemData": None}, {"systemData": "yesterday"}, {"systemData": {}}]
GARBLED = ["", "yesterday", "2026-13-15T11:00:00Z", "11:00", "2026-03-15T11:00:00.Z.Z", 1773572400, None, "0", ["x"]]
FUTURE = ["2026-03-15T12:05:01Z", "2026-03-15T11:00:00-02:00", "9999-12-31T23:59:59-23:59"]
UNKNOWN = [*UNTOLD, *map(made, GARBLED), *map(made, FUTURE)]


@pytest.mark.parametrize("unknown", UNKNOWN, ids=str)
def test_one_that_does_not_say_when_or_is_yet_to_be_made_leaves_the_age_of_all_unknown(unknown):
    assert endpoints.age([unknown], NOW) is None
    assert endpoints.age([made(), unknown, made("2026-03-15T07:30:00Z")], NOW) is None


def test_two_clocks_may_differ_by_minutes():
    assert endpoints.age([made("2026-03-15T12:05:00Z")], NOW) == 0


def test_where_there_is_none_nothing_is_old():
    assert endpoints.age([], NOW) == 0


zones = st.sampled_from([timezone.utc, timezone(timedelta(hours=5, minutes=30)), None])
times = st.builds(
    lambda ago, zone: (NOW - timedelta(seconds=ago)).replace(tzinfo=zone), st.integers(-9999, 999999), zones
)
documents = st.one_of(
    times.map(lambda one: made(one.isoformat())), st.sampled_from(UNKNOWN), st.text().map(made), st.just(made())
)


@given(st.lists(documents, max_size=4))
def test_an_age_that_is_known_is_that_of_the_oldest_and_never_less_than_nothing(several):
    found = endpoints.age(several, NOW)
    each = [endpoints.age([one], NOW) for one in several]
    if None in each:
        assert found is None
    else:
        assert found == max(each, default=0) >= 0
