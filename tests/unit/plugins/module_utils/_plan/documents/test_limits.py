# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What passes a limit of Azure's is warned of, and what stays where it stands is not."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import limits
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.limits import Granted, Limit
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import HopType, Route
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import CLASSIC, GROUP
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents


def addresses(count, start=0):
    return [f"10.{number // 256}.{number % 256}.0/24" for number in range(start, start + count)]


def networks(*rules):
    return documents.firewall(networks=[documents.allow(*rules)])


def pairs(sources, destinations):
    return networks(documents.network(source=addresses(sources), to=addresses(destinations)))


def host_names(count):
    return networks(documents.network(to=(), destinationFqdns=[f"h{number}.example.com" for number in range(count)]))


def ip_groups(sources, destinations=0):
    of_sources = [f"/ipGroups/s{number}" for number in range(sources)]
    of_destinations = [f"/ipGroups/d{number}" for number in range(destinations)]
    rule = documents.network(source=(), to=(), sourceIpGroups=of_sources, destinationIpGroups=of_destinations)
    return networks(rule)


NOTHING = documents.firewall()


def said(after, before=None, dialect=CLASSIC):
    return texts(limits.of_rules([before or NOTHING], [after], "fw", "Firewall fw", dialect))


def texts(found):
    return [str(one) for one in found]


def lowered(monkeypatch, name, most):
    monkeypatch.setattr(limits, name, Limit(most, f"{most} are allowed"))


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(pairs(200, 100), id="20000 pairs"),
        pytest.param(host_names(1000), id="1000 host names"),
        pytest.param(ip_groups(120, 80), id="200 IP groups"),
    ],
)
def test_nothing_is_said_of_a_firewall_with_as_much_as_azure_takes(after):
    assert said(after) == []


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (pairs(201, 100), "20100 source and destination pairs in network rules, and the page on .* at most 20000"),
        (host_names(1001), "1001 host names in network rules, and the page on .* at most 1000"),
        (ip_groups(121, 80), "201 IP groups in rules, and as of 2023-10-10 a firewall takes 200, .* 2025-10-07 .* 600"),
    ],
)
def test_more_is_warned_of_unless_there_was_as_much_before(after, words):
    (sentence,) = said(after)
    assert re.match(f"Firewall fw would have {words}", sentence)
    assert sentence.endswith("if Azure refuses the write or the firewall becomes slow.")
    assert said(after, after) == []


def test_who_is_above_the_limit_may_go_down_and_hears_of_going_further_up():
    assert said(host_names(1005), host_names(1010)) == []
    assert "1011 host names" in said(host_names(1011), host_names(1010))[0]


def test_pairs_are_summed_up_over_the_rules():
    """The page's own formula, so that the same pair in two rules counts twice."""
    one = documents.network("a", source=addresses(150), to=addresses(100))
    other = documents.network("b", source=addresses(150, 150), to=addresses(100, 500))
    assert "30000 source and destination pairs" in said(networks(one, other))[0]
    assert "30000 source and destination pairs" in said(networks(one, {**one, "name": "c"}))[0]


def test_what_stands_twice_in_one_rule_in_two_spellings_counts_once(monkeypatch):
    lowered(monkeypatch, "PAIRS", 1)
    twice = documents.network("a", to="AzureMonitor")
    twice["destinationAddresses"] = ["AzureMonitor", "AZUREMONITOR"]
    assert said(networks(twice)) == []
    twice["destinationAddresses"] = ["AzureMonitor", "EventHub"]
    assert "2 source and destination pairs" in said(networks(twice))[0]


@pytest.mark.parametrize(
    "rule",
    [
        {"sourceAddresses": ["a", "b"], "destinationAddresses": ["x", "y"]},
        {"sourceAddresses": ["a"], "sourceIpGroups": ["/g"], "destinationFqdns": ["x", "y"]},
        {"sourceIpGroups": ["/g"], "destinationAddresses": ["x"], "destinationFqdns": ["y", "z"]},
        {"sourceAddresses": ["a"], "destinationIpGroups": ["/g", "/h", "/i"]},
    ],
)
def test_every_source_counts_with_every_destination(rule, monkeypatch):
    lowered(monkeypatch, "PAIRS", 2)
    assert re.search("have [34] source and destination pairs", said(networks({"name": "r", **rule}))[0])


def test_application_rules_count_for_ip_groups_alone(monkeypatch):
    for name in ("PAIRS", "NETWORK_FQDNS", "IP_GROUPS"):
        lowered(monkeypatch, name, 0)
    rule = documents.application(to=["a.b"], destinationAddresses=["10.0.0.1"], destinationFqdns=["a.b"])
    assert said(documents.firewall(applications=[documents.allow(rule)])) == []
    grouped = documents.firewall(applications=[documents.allow(documents.application(sourceIpGroups=["/g"]))])
    assert "1 IP groups in rules" in said(grouped)[0]


def test_the_groups_of_a_policy_count_together(monkeypatch):
    lowered(monkeypatch, "NETWORK_FQDNS", 1)
    one, two = (
        documents.group(
            name, 100, documents.filters("c", 100, "Allow", documents.network(to=(), destinationFqdns=[f"{name}.b"]))
        )
        for name in ("one", "two")
    )
    assert limits.of_rules([], [one], "p", "Firewall policy p", GROUP) == []
    (found,) = limits.of_rules([one], [one, two], "p", "Firewall policy p", GROUP)
    assert found.subject == "p" and found.message.startswith("Firewall policy p would have 2 host names")


def test_a_policy_with_more_groups_than_an_older_one_takes_is_warned_of():
    assert limits.of_groups("p", 50) == []
    assert texts(limits.of_groups("p", 51)) == [
        "Firewall policy p would have 51 rule collection groups, and as of 2023-10-10 a policy takes 60, one made"
        " before July 2022 takes 50, and later copies of the page say 90. Name a group that is there, or take one out,"
        " if Azure refuses the write."
    ]


def of_size(size):
    """A group whose properties are so many bytes of JSON: `{"x":""}` is eight of them."""
    return {"name": "g", "id": "/not/counted", "properties": {"x": "a" * (size - 8)}}


MOST = 1024 * 1024


@pytest.mark.parametrize(
    ("size", "before"),
    [(MOST, None), (MOST, of_size(8)), (MOST + 1, of_size(MOST + 1)), (MOST + 1, of_size(MOST + 2))],
)
def test_nothing_is_said_of_a_group_that_is_as_large_as_azure_takes_or_as_it_was(size, before):
    assert limits.of_group_size(of_size(size), before) == []


@pytest.mark.parametrize(
    ("document", "before", "shown"),
    [
        (of_size(MOST + 1), None, "1.00"),
        (of_size(MOST + 2), of_size(MOST + 1), "1.00"),
        (of_size(3 * 1024 * 1024), {}, "3.00"),
        (of_size(5 * 512 * 1024), {"properties": None}, "2.50"),
    ],
)
def test_a_group_that_would_be_larger_is_warned_of_with_its_size(document, before, shown):
    assert texts(limits.of_group_size(document, before)) == [
        f"Rule collection group g would have {shown} MB of rules, and as of 2023-10-10 it takes 2 MB, in a policy made"
        " before July 2022 only 1 MB. Use a second group if Azure refuses the write."
    ]


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("1.5 MB", "1.50"),
        ("0.001322746 MB", None),
        ("0.9999 mb", "1.00"),
        ("3 GB", None),
        ("many MB", None),
        (None, None),
        (7, None),
    ],
)
def test_the_size_that_azure_shows_counts_for_what_is_there(shown, told):
    """What comes is measured here, 1000 bytes of it; a size in another shape is none."""
    found = limits.of_group_size(of_size(2000), of_size(1000), shown)
    assert [one.message.partition("have ")[2][:4] for one in found] == ([told] if told else [])


def test_a_group_that_azure_shows_as_too_large_may_become_smaller():
    assert limits.of_group_size(of_size(1000), of_size(2000), "1.5 MB") == []


# Routes


def listed(count, tags=0):
    made = [Route(f"r{number}", f"10.{number // 256}.{number % 256}.0/24", HopType.INTERNET) for number in range(count)]
    return [*made, *(Route(f"t{number}", f"Tag{number}", HopType.INTERNET) for number in range(tags))]


def of_routes(before, after, granted=None):
    return texts(limits.of_routes("rt", before, after, granted or Granted()))


def entry(name, limit):
    return {"name": {"value": name, "localizedValue": "x"}, "currentValue": 0, "limit": limit}


def test_without_an_answer_of_azure_the_number_of_the_documentation_counts_with_its_date():
    assert of_routes([], listed(400, 0)) == []
    assert of_routes([], listed(401)) == [
        "Route table rt would have 401 routes, and as of 2023 a table takes 400, and texts of 2026 say 600 or 1000. Use"
        " another table if Azure refuses the write."
    ]
    (told,) = of_routes([], listed(401), Granted(unread="It could not be read (AuthorizationFailed)"))
    assert " say 600 or 1000. It could not be read (AuthorizationFailed). Use another table" in told


def test_a_table_that_is_above_the_limit_already_and_does_not_grow_is_not_spoken_of():
    assert of_routes(listed(500), listed(500)) == of_routes(listed(500), listed(450)) == []
    assert of_routes(listed(500), listed(501)) != []


def test_what_azure_grants_comes_before_the_page():
    granted = Granted.of([entry("RoutesPerRouteTable", 1000)])
    assert of_routes([], listed(1000), granted) == []
    (told,) = of_routes([], listed(1001), granted)
    assert "1001 routes, and Azure itself says that a table takes 1000. Use another table if" in told
    assert told.endswith("refuses the write."), "no other number is worth giving"


@pytest.mark.parametrize("limit", [-44, 0, 2147483647, None, "1000", True])
def test_a_limit_that_is_no_number_of_routes_says_nothing(limit):
    assert Granted.of([entry("RoutesPerRouteTable", limit), {}]).routes == limits.ROUTES


@pytest.mark.parametrize("name", [None, {}, [], 5, {"value": None}, "Other", {"value": ["RoutesPerRouteTable"]}])
def test_a_limit_of_a_name_nobody_knows_says_nothing_and_stops_nothing(name):
    assert Granted.of([{"name": name, "limit": 9}]).routes == limits.ROUTES
    assert Granted.of([{"name": "RoutesPerRouteTable", "limit": 600}]).routes.most == 600


def test_routes_to_service_tags_have_a_limit_of_their_own():
    assert of_routes([], listed(0, 25)) == []
    (told,) = of_routes([], listed(0, 26))
    assert told.startswith(
        "Route table rt would have 26 routes to service tags, and as of 2023-05-27 a table takes 25."
    )
    assert told.endswith("Use another table if Azure refuses the write.")
    granted = Granted.of([entry("RoutesWithServiceTagPerRouteTable", 30)])
    assert of_routes([], listed(0, 30), granted) == []
    assert of_routes([], listed(0, 31), granted) != []


def test_why_azure_did_not_say_it_is_told_of_each_number_that_a_page_gives_and_of_no_other():
    unread = Granted(unread="It could not be read (No)")
    tags_alone, both = listed(0, 26), listed(700, 26)
    (told,) = of_routes([], tags_alone, unread)
    assert "a table takes 25. It could not be read (No). Use" in told
    routes, tags = of_routes([], both, unread)
    assert "could not be read" in routes and "could not be read" in tags
    assert all("could not be read" in one for one in of_routes([], both, unread))
