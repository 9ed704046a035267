# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every format shares: names of objects, who needs what, comments at the top, and what is told of losses."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import common
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports.entries import Entry, EntryKind, Port, Use
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .samples import PLANS, export, export_many

TELEMETRY, BILLING = PLANS


@pytest.mark.parametrize("name", ["", "1adx", "adx telemetry", "adx\n", 'adx"', "a" * 64, "ädx", "-adx"])
def test_a_name_that_could_mean_something_is_refused(name):
    with pytest.raises(PlanError, match="it takes a letter, then letters, digits"):
        export("squid", name=name)


@pytest.mark.parametrize("part", ["", "0", "443\n80", "all", "123456", None])
def test_a_part_that_is_no_port_is_refused(part):
    with pytest.raises(PlanError, match="it takes a port or 'documented'"):
        export("edl_fqdn", part=part)


def test_two_texts_that_look_alike_after_the_change_get_two_names():
    names = {common.object_name("adx", text, 63) for text in ("a-b.c", "a.b-c", "a.b.c", "a-b-c")}
    assert len(names) == 4 and common.object_name("adx", "a-b-c", 63) == "adx-a-b-c"


def test_a_comment_names_a_few_clusters_and_counts_more():
    plans = [{**BILLING, "name": f"c{number}", "source_addresses": [f"10.{number}.0.0/24"]} for number in range(4)]
    text = export_many("squid", [*plans, TELEMETRY]).text
    assert "203.0.113.9/32 port 9094 (Extra) for 4 of 5 clusters" in text
    assert "203.0.113.7/32 port 9093 (InternalTracing) for adx-telemetry" in text


TAGS = "service tags of Public, change number 63"
OFFLINE = (
    "no appliance knows service tags, and their prefixes are not known offline; give a Service Tag Discovery document"
    " as service_tags"
)


def name(destination="a.example.com", port=443, **more):
    return Entry(**{**known(EntryKind.NAME, destination, port, "Https"), **more})


def prefix(destination="203.0.113.0/24", port=443, **more):
    return Entry(**{**known(EntryKind.PREFIX, destination, port, "TCP"), **more})


def tag(destination="AzureMonitor"):
    return Entry(**known(EntryKind.SERVICE_TAG, destination, 443, "TCP"))


def known(kind, destination, port, protocol):
    about = {"kind": kind, "destination": destination, "port": port, "protocol": protocol}
    return {"use": Use.ALLOW, "category": "Extra", "source": "extra", **about}


ANSWER = prefix("13.64.38.225/32", use=Use.ROUTE, category="Management")


def part_of(cluster, *kept, sources=("*",), lost=(), tags=None, alone=False):
    """A cluster in a file, with what the file says of it."""
    request = common.Request(cluster, sources, tags=tags, is_one_of_many=not alone)
    return common.Split(request, kept, tuple(common.Loss(entry, why, request.cluster) for entry, why in lost))


def told(losses):
    return [(loss.cluster, loss.entry.destination, loss.reason) for loss in losses]


def test_a_loss_is_its_entry_with_the_reason_and_the_cluster_where_there_are_several():
    entry = {"use": "allow", "kind": "name", "destination": "a.example.com", "port": 443, "protocol": "Https"}
    entry |= {"category": "Extra", "source": "extra"}
    assert common.Loss(name(), "so").as_option() == {**entry, "reason": "so"}
    assert common.Loss(name(), "so", "one").as_option() == {**entry, "reason": "so", "cluster": "one"}


def test_an_export_is_its_text_what_it_leaves_out_and_what_it_adds():
    first, second = common.Loss(name(), "left out"), common.Loss(prefix(), "wider")
    assert common.Export("text", (first,), (second,)).as_option() == {
        "content": "text",
        "unexpressed": [first.as_option()],
        "wider": [second.as_option()],
    }


@pytest.mark.parametrize("text", ["a", "A-_9", "a" * 63])
def test_a_name_of_letters_digits_and_hyphens_is_taken(text):
    assert common.Request(text).name == text


@pytest.mark.parametrize("part", ["1", "443", "99999", "udp-123", "documented"])
def test_a_port_and_the_documented_addresses_are_parts(part):
    assert common.Request("adx", part=part).part == part


def test_a_cluster_is_named_only_where_the_file_has_others():
    assert common.Request("one", is_one_of_many=True).cluster == "one"
    assert common.Request("one").cluster == ""
    assert common.heading(common.Request("one", is_one_of_many=True)) == ["# one"]
    assert common.heading(common.Request("one")) == []


def test_everybody_is_no_network():
    assert common.Request("adx", ("10.1.0.0/24", "10.2.0.0/24")).networks == ("10.1.0.0/24", "10.2.0.0/24")
    assert common.Request("adx", ("*",)).networks == ()


def test_rules_need_sources_and_everybody_is_one():
    common.Request("adx", ("*",)).require_sources("squid")
    with pytest.raises(PlanError, match="Format squid writes rules, so it needs source_addresses: whose traffic may"):
        common.Request("adx").require_sources("squid")


@pytest.mark.parametrize(
    ("kept", "asked", "needed"),
    [
        (name(), name(), True),
        (name(), name(category="AzureStorage", source="discovered"), True),
        (name(), name(port=80), False),
        (name(), name("b.example.com"), False),
        (name("*.example.com"), name(), True),
        (name("*.example.com"), name(port=80), False),
        (name("*.example.com"), name("example.com"), False),
        (name(), name("*.example.com"), False),
        (prefix(), prefix(), True),
        (prefix(), prefix("203.0.113.0/25"), False),
        (prefix(), prefix(use=Use.ROUTE), False),
        (prefix(), prefix(protocol="UDP"), False),
        (name("*.example.com"), name(protocol="UDP"), False),
        (name("*.example.com"), name(protocol="TCP"), True),
    ],
)
def test_a_cluster_needs_the_same_or_what_a_wildcard_of_its_own_holds(kept, asked, needed):
    assert part_of("one", kept).needs(asked) is needed


@pytest.mark.parametrize(
    ("kept", "needed"),
    [(name(), True), (name(protocol="Http"), False), (name("*.example.com"), True)]
    + [(name("*.example.com", protocol="Http"), False)],
)
def test_a_file_that_tells_protocols_apart_gives_a_cluster_those_it_needs(kept, needed):
    one, other = part_of("one", name()), part_of("two", kept)
    assert other.needs(name(), by_protocol=True) is needed and other.needs(name())
    assert [loss.cluster for loss in common.with_shared_sources([one, other])] == ["two"] * ("*" in kept.destination)
    wider = [loss.cluster for loss in common.with_shared_sources([one, other], by_protocol=True)]
    assert wider == ["one", "two"] * (not needed) or wider == ["two"] * ("*" in kept.destination)


def test_what_a_format_cannot_say_is_parted_from_the_rest_and_a_tag_no_format_can():
    request = common.Request("one", is_one_of_many=True)
    share = common.Share((name(), prefix(), tag(), tag("EventHub")), request)
    seen = []

    def why_not(entry, given):
        seen.append(given)
        return "because" if entry.destination in ("203.0.113.0/24", "EventHub") else None

    (one,) = common.split([share], why_not)
    assert (one.request, one.kept) == (request, (name(),))
    assert one.lost == (
        common.Loss(prefix(), "because", "one"),
        common.Loss(tag(), OFFLINE, "one"),
        common.Loss(tag("EventHub"), "because", "one"),
    )
    assert seen == [request] * 4
    assert common.lost([one, one]) == (*one.lost, *one.lost)


def test_what_a_file_without_sources_adds_is_what_another_does_not_need():
    splits = [
        part_of("one", name(), name("b.example.com"), ANSWER, sources=("10.1.0.0/24",)),
        part_of("two", name(), sources=("10.2.0.0/24",)),
        part_of("three", name("*.example.com"), sources=("10.3.0.0/24",)),
    ]
    why = "a list has no sources, so every cluster it is used for may reach this, and {} does not need it"
    assert told(common.without_sources(splits, "a list")) == [
        ("one", "b.example.com", why.format("two")),
        ("one", "13.64.38.225/32", why.format("two")),
        ("three", "*.example.com", why.format("one")),
    ]
    assert common.without_sources(splits[:1], "a list") == ()


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (("10.1.0.0/24",), ("10.2.0.0/24",), False),
        (("10.1.0.0/24",), ("10.1.0.128/25",), True),
        (("10.1.0.0/24", "10.2.0.0/24"), ("10.3.0.0/24", "10.2.0.0/25"), True),
        (("*",), ("10.2.0.0/24",), True),
        (("10.1.0.0/24",), ("*",), True),
        (("10.1.0.0/24",), ("2001:db8::/64",), False),
        (("2001:db8::/64",), ("2001:db8::/80",), True),
    ],
)
def test_rules_reach_another_cluster_where_the_sources_of_both_overlap(one, other, shared):
    splits = [part_of("one", name(), ANSWER, sources=one), part_of("two", sources=other)]
    why = "these sources are sources of two as well, which does not need it"
    assert told(common.with_shared_sources(splits)) == ([("one", "a.example.com", why)] if shared else [])


def test_what_the_cluster_connects_to_is_found_by_kind_and_port():
    found = (name(), prefix(), prefix(port=9093), ANSWER, name(port=80))
    assert common.allowed(found, EntryKind.PREFIX) == [prefix(), prefix(port=9093)]
    assert common.allowed(found, EntryKind.PREFIX, Port(443)) == [prefix()]
    assert common.allowed(found, EntryKind.NAME, Port(80)) == [name(port=80)]
    several = (*found, name("b.example.com"), prefix(port=22, use=Use.ROUTE), prefix(port=443, protocol="UDP"))
    assert common.ports(several) == [Port(80), Port(443), Port(443, "UDP"), Port(9093)]
    assert common.documented_addresses(found) == [ANSWER]


def test_the_comments_say_what_a_file_is_and_nothing_more_where_all_is_in_it():
    assert common.header("adx", "squid", [part_of("adx", name(), tags=TAGS, alone=True)]) == [
        "# adx: what Azure Data Explorer clusters must reach, written by adx.outbound as squid.",
        "# Do not edit: the next run writes it anew.",
    ]


def test_the_comments_say_whose_prefixes_the_file_has_where_it_has_any():
    lines = common.header("adx", "edl_ip", [part_of("adx", prefix(source=TAGS), tags=TAGS, alone=True)])
    assert lines[2:] == ["# Prefixes are those of the service tags of Public, change number 63."]


def test_the_comments_name_what_is_left_out_by_its_reason_and_prefixes_of_a_tag_in_one_line():
    monitor = {"source": TAGS, "category": "AzureMonitor"}
    left_out = [
        (prefix("192.0.2.0/27", **monitor), "no addresses"),
        (name(), "no names"),
        (prefix("192.0.2.32/27", **monitor), "no addresses"),
        (prefix("2001:db8::/48", **monitor), "no addresses"),
    ]
    lines = common.header("adx", "squid", [part_of("adx", lost=left_out, tags=TAGS, alone=True)])
    assert lines[2:] == [
        "# Not in this file, because no addresses:",
        "#   IPv4 prefixes of service tag AzureMonitor, port 443",
        "#   IPv6 prefixes of service tag AzureMonitor, port 443",
        "# Not in this file, because no names:",
        "#   a.example.com port 443 (Extra)",
    ]


def test_the_comments_name_every_service_of_the_file_and_a_port_of_udp_as_such():
    of_others = common.Request("aks", subject=("Azure Kubernetes Service", "Azure Batch"))
    ntp = name("ntp.example.com", port=123, protocol="UDP")
    lines = common.header("aks", "squid", [common.Split(of_others, (), (common.Loss(ntp, "no UDP"),))])
    assert (
        lines[0] == "# aks: what Azure Kubernetes Service and Azure Batch must reach, written by adx.outbound as squid."
    )
    assert lines[3:] == ["#   ntp.example.com UDP port 123 (Extra)"]
    of_both = [part_of("adx", name()), common.Split(of_others, (), ())]
    assert (
        "what Azure Data Explorer clusters and Azure Kubernetes Service and" in common.header("x", "squid", of_both)[0]
    )


@pytest.mark.parametrize(
    ("losers", "told"),
    [
        (1, " for c0"),
        (3, " for c0, c1, c2"),
        (4, " for 4 of 5 clusters"),
        (5, ""),
    ],
)
def test_the_comments_say_for_whom_a_line_is_where_it_is_not_for_all(losers, told):
    splits = [part_of(f"c{number}", lost=[(name(), "so")] if number < losers else ()) for number in range(5)]
    assert common.header("adx", "squid", splits)[3:] == [f"#   a.example.com port 443 (Extra){told}"]


def test_lines_are_a_text_that_ends_its_last_line():
    assert common.joined(["a", "b"]) == "a\nb\n"
    assert common.joined([]) == ""


@pytest.mark.parametrize(
    ("text", "limit", "letters", "made"),
    [
        ("443", 17, "A-Za-z0-9_-", "adx-telemetry-443"),
        ("443", 16, "A-Za-z0-9_-", "adx-tel-"),
        ("192.0.2.0/27", 63, "A-Za-z0-9_-", "adx-telemetry-192-0-2-0-27-a36a2e0b"),
        ("192.0.2.0/27", 63, "A-Za-z0-9./-", "adx-telemetry-192.0.2.0/27"),
    ],
    ids=["fits exactly", "one letter too long", "with signs", "with signs that are allowed"],
)
def test_the_name_of_an_object_is_changed_or_cut_only_where_it_has_to_be(text, limit, letters, made):
    found = common.object_name("adx-telemetry", text, limit, letters)
    assert found == made or (found.startswith(made) and len(found) == limit == 16)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (name(), None),
        (prefix(), "this format holds names only"),
        (tag(), "this format holds names only"),
        (ANSWER, "it connects to the cluster, so its answers need a route past the appliance and no rule"),
    ],
)
def test_a_format_of_names_says_why_it_has_no_others(entry, told):
    assert common.name_only(entry) == told


@pytest.mark.parametrize(
    ("entry", "sources", "told"),
    [
        (prefix(), ("10.1.0.0/24",), None),
        (prefix(), ("2001:db8::/64",), "no source address is IPv4, so nobody here can reach it"),
        (prefix("2001:db8:1::/48"), ("10.1.0.0/24",), "no source address is IPv6, so nobody here can reach it"),
        (prefix("2001:db8:1::/48"), ("10.1.0.0/24", "2001:db8::/64"), None),
        (prefix("2001:db8:1::/48"), ("*",), None),
        (prefix("2001:db8:1::1/128", use=Use.ROUTE), ("10.1.0.0/24",), None),
        (name(), ("10.1.0.0/24",), None),
    ],
)
def test_a_prefix_that_no_source_can_reach_is_left_out(entry, sources, told):
    assert common.no_source(entry, common.Request("adx", sources)) == told


def test_as_many_entries_as_there_is_room_for_are_taken_and_one_more_is_not():
    common.require_room(3, 3, "A list")
    with pytest.raises(
        PlanError, match="A list takes 3 entries and this export has 4; narrow the dependencies"
    ) as told:
        common.require_room(4, 3, "A list")
    assert told.value.code == "export_too_large"


@pytest.mark.parametrize(
    ("text", "line"),
    [("a b", "# a b"), ("a\nflush ruleset", r"# a\nflush ruleset"), ("a\\", "# a"), ("a\\ \\", "# a"), ("", "#")],
)
def test_a_comment_is_one_line_whatever_is_in_it(text, line):
    assert common.comment(text) == line


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("a b", '"a b"'),
        ('a" next', '"a- next"'),
        ("a\\", '"a-"'),
        ("a\nend", '"a-nend"'),
        ("$x `y` <z> ?", '"-x -y- -z- -"'),
    ],
)
def test_an_argument_ends_where_it_ends_whatever_is_in_it(text, argument):
    assert common.quoted(text) == argument


def test_a_cell_is_no_formula_and_one_line():
    rows = [("=1", "+1", "-1", "@x"), ("a\nb", 'c"d', "e,f", 7)]
    assert common.table(rows) == "'=1,'+1,'-1,'@x\n" + r'a\nb,"c""d","e,f",7' + "\n"


@pytest.mark.parametrize("source", ["10.0.0.1/24", "10.0.0.1", "fe80::%x/64", "10.0.0.0/24\nx", "all", ""])
def test_there_is_no_request_for_sources_that_were_not_read(source):
    assert common.Request("adx", ("10.0.0.0/24", "2001:db8::/64", "*"))
    with pytest.raises(PlanError, match="which is no network in the one spelling"):
        common.Request("adx", (source,))
