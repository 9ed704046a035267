# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each precondition is met, missing, or nobody can tell, and says so in a sentence, with a word and a remedy."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.source_resources import Access
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving import preconditions
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.preconditions import (
    Outcome,
    Precondition,
    Subject,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import acceptance
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn as outbound

MET, MISSING, CANNOT_TELL = Outcome.MET, Outcome.MISSING, Outcome.CANNOT_TELL
SUBNET = "subnet snet-clients of virtual network spoke in resource group rg-net"
MORE_RIGHTS = "Give the login read rights on these resources, so that their rules and approvals are seen"


def of(subject, request=None, **seen):
    found = preconditions.of(request or drawn.asked(), drawn.seen(**seen))
    return [one for one in found if one.subject == subject]


def one(subject, request=None, **seen):
    (found,) = of(subject, request, **seen)
    return found


def told(found):
    return found.outcome, found.word, found.sentence, found.remedy


def test_of_a_cluster_that_is_ready_every_precondition_is_met_and_each_is_told_once():
    found = preconditions.of(drawn.asked(), drawn.seen())
    assert [one.subject for one in found] == list(Subject) and all(one.is_met for one in found)
    assert {(one.word, one.remedy, one.about, one.concerns) for one in found} == {("", "", "", ())}


def test_a_precondition_is_shown_with_its_word_and_its_remedy_where_it_is_not_met():
    missing = Precondition(Subject.SOURCES, MISSING, "It is.", "open_to_all", "Do it", "c1", ("a", "b"))
    assert missing.as_option() == {
        "subject": "sources",
        "outcome": "missing",
        "message": "It is.",
        "remedy": "Do it.",
        "word": "open_to_all",
        "concerns": ["a", "b"],
    }
    finding = missing.finding
    assert (finding.code, finding.subject, finding.message, finding.remedy, finding.concerns) == (
        "open_to_all",
        "c1",
        "It is.",
        "Do it.",
        ("a", "b"),
    )
    assert Precondition(Subject.SOURCES, MET, "It is.").as_option()["remedy"] == ""


@pytest.mark.parametrize("word", [*acceptance.LEAVING_WORDS, "denied_callouts", "sources_unread"])
def test_whatever_its_word_is_a_precondition_is_a_finding_of_the_catalogue(word):
    finding = Precondition(Subject.SOURCES, CANNOT_TELL, "It is.", word, "Do it", "c1").finding
    assert finding.severity in ("error", "warning") and finding.code == finding_code(word)


def finding_code(word):
    return "unread_sources" if word == "sources_unread" else word


# Public access


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (drawn.asked("disabled"), "Cluster c1 will not answer at its public names."),
        (drawn.asked("disabled", []), "Cluster c1 will not answer at its public names."),
        (
            drawn.asked("enabled", ["203.0.113.0/24", "PowerBI"]),
            "Cluster c1 will answer at its public names, to 203.0.113.0/24, PowerBI alone.",
        ),
    ],
)
def test_whom_the_cluster_will_answer_is_told(request_, sentence):
    assert told(one(Subject.PUBLIC_ACCESS, request_)) == (MET, "", sentence, "")
    assert preconditions.of_public_access(request_, drawn.seen()) == (one(Subject.PUBLIC_ACCESS, request_),)


@pytest.mark.parametrize("ranges", [None, [], ["0.0.0.0/0"], ["::/0", "203.0.113.7"], ["Internet"]])
def test_a_cluster_that_would_answer_everybody_is_not_ready_however_that_is_written(ranges):
    assert told(one(Subject.PUBLIC_ACCESS, drawn.asked("enabled", ranges))) == (
        MISSING,
        "open_to_all",
        "Cluster c1 would answer everybody on the internet, for nothing in front of it is left that refuses them.",
        "List who may come in in O(allowed_ip_ranges)",
    )


# Private endpoints


def test_an_approved_private_endpoint_in_another_subnet_is_enough_whatever_else_leads_there():
    others = [drawn.inbound("Pending"), drawn.inbound(subnet=drawn.OWN), drawn.inbound(subnet=None, why="x")]
    for leading in ([drawn.inbound()], [*others, drawn.inbound()], [drawn.inbound("approved")]):
        assert told(one(Subject.PRIVATE_ENDPOINT, leading=leading)) == (
            MET,
            "",
            f"Private endpoint connection to-c1 leads there from {SUBNET}.",
            "",
        )


@pytest.mark.parametrize(
    ("leading", "why"),
    [
        ([], "none leads there"),
        ([drawn.inbound("Pending")], "connection to-c1 is Pending"),
        ([drawn.inbound("Rejected"), drawn.inbound("Pending")], "connection to-c1 is Rejected"),
        ([drawn.inbound("")], "connection to-c1 is in no known state"),
        ([drawn.inbound("Pending", None, "unread")], "connection to-c1 is Pending"),
        ([drawn.inbound(subnet=drawn.OWN)], "that of connection to-c1 is in the cluster's own subnet"),
        ([drawn.inbound(subnet=drawn.OWN.upper())], "that of connection to-c1 is in the cluster's own subnet"),
        (
            [drawn.inbound("Pending"), drawn.inbound(subnet=drawn.OWN)],
            "that of connection to-c1 is in the cluster's own subnet",
        ),
    ],
)
def test_without_one_clients_would_not_reach_the_cluster(leading, why):
    assert told(one(Subject.PRIVATE_ENDPOINT, leading=leading)) == (
        MISSING,
        "no_private_endpoint",
        f"No private endpoint in another subnet would let clients reach cluster c1: {why}.",
        "Create one in another subnet of the network, and approve it at the cluster",
    )


def test_a_private_endpoint_whose_subnet_could_not_be_read_may_be_in_the_clusters_own():
    unread = drawn.inbound(subnet=None, why="it could not be read (403)")
    for leading in ([unread], [drawn.inbound(subnet=drawn.OWN), unread], [drawn.inbound("Pending"), unread]):
        assert told(one(Subject.PRIVATE_ENDPOINT, leading=leading)) == (
            CANNOT_TELL,
            "private_endpoint_unread",
            "In which subnet the private endpoint of connection to-c1 is, is not known: it could not be read (403).",
            "Give the login the right Microsoft.Network/privateEndpoints/read there",
        )


def test_connections_that_could_not_be_listed_are_never_none():
    assert told(one(Subject.PRIVATE_ENDPOINT, leading=None, why_unlisted="They could not be read (403)")) == (
        CANNOT_TELL,
        "private_endpoint_unread",
        "Whether a private endpoint leads to cluster c1 is not known. They could not be read (403).",
        "Give the login the right Microsoft.Kusto/clusters/privateEndpointConnections/read",
    )


# What it reads from


@pytest.mark.parametrize(
    ("count", "what"),
    [
        (0, "all that it reads from, for that is known to be nothing"),
        (1, "the one resource that it reads from"),
        (3, "all 3 resources that it reads from"),
    ],
)
def test_what_the_cluster_will_reach_is_counted(count, what):
    targets = [drawn.target(name=f"bus-{number}") for number in range(count)]
    assert told(one(Subject.SOURCES, targets=targets)) == (MET, "", f"Cluster c1 will reach {what}.", "")


SOURCES = {
    "cut_off": (
        (drawn.target("cut_off", "lake", "It lets in nobody"),),
        MISSING,
        "no_managed_private_endpoint",
        "Once it has left, cluster c1 will not reach lake. It lets in nobody.",
        "Create a managed private endpoint of the cluster for each, and approve it there",
    ),
    "cannot_tell": (
        (drawn.target("cannot_tell", "lake", "It was not read"),),
        CANNOT_TELL,
        "source_rules_unread",
        "Once it has left, cluster c1 may not reach lake. It was not read.",
        MORE_RIGHTS,
    ),
    "use": (
        (drawn.target("cannot_tell", "lake", "It was not looked at", is_use=True),),
        CANNOT_TELL,
        "uses_not_looked_at",
        "Once it has left, cluster c1 may not reach lake. It was not looked at.",
        "Look whether they let in what comes from Microsoft's network, or from a managed private endpoint",
    ),
}


@pytest.mark.parametrize("case", SOURCES)
def test_what_the_cluster_will_not_or_may_not_reach_is_named_with_why(case):
    targets, *rest = SOURCES[case]
    for others in ((), (drawn.target(),)):  # one that is reached makes up for nothing
        found = one(Subject.SOURCES, targets=[*others, *targets])
        assert list(told(found)) == rest and (found.about, found.concerns) == ("c1", ("lake",))


def test_each_kind_of_what_is_not_reached_is_told_apart_and_names_all_of_it():
    targets = [target for case in SOURCES.values() for target in case[0]]
    found = of(Subject.SOURCES, targets=[*targets, drawn.target("cut_off", "bus", "Its endpoint is pending")])
    assert [one.word for one in found] == ["no_managed_private_endpoint", "source_rules_unread", "uses_not_looked_at"]
    assert found[0].concerns == ("lake", "bus")
    assert found[0].sentence.endswith("not reach lake, bus. It lets in nobody; Its endpoint is pending.")


def test_a_list_that_could_not_be_read_is_never_nothing():
    unread = {"the databases of cluster c1": "They could not be read (403)"}
    found = of(Subject.SOURCES, sources=outbound.connected(unread=unread))
    assert [told(one) for one in found] == [
        (
            CANNOT_TELL,
            "sources_unread",
            "What cluster c1 reads from is not known in full. They could not be read (403).",
            "Give the login read rights on the databases and the data connections of the cluster, on what it is"
            " attached to, and on its managed private endpoints",
        )
    ]
    assert found[0].concerns == tuple(unread)


# Outbound access


@pytest.mark.parametrize(
    ("access", "outcome", "said"),
    [
        ("Disabled", MISSING, "is not restricted"),
        ("disabled", MISSING, "is not restricted"),
        (None, CANNOT_TELL, "may not be restricted"),
        ("Paused", CANNOT_TELL, "may not be restricted"),
    ],
)
def test_a_cluster_that_restricts_nothing_itself_has_nothing_left_that_holds_it_back(access, outcome, said):
    assert told(one(Subject.OUTBOUND_ACCESS, found=drawn.document(access=access))) == (
        outcome,
        "not_restricted",
        f"Outbound access of cluster c1 {said}, so everything might leave it once no firewall is in its way.",
        "Restrict it first, with the playbook restrict",
    )
    assert preconditions.judged(drawn.asked(), drawn.seen(drawn.document(access=access))) == ()


def test_a_restriction_that_lets_pass_what_the_cluster_uses_is_enough():
    used = {"uses": (outbound.use(),)}
    seen = {"sources": outbound.connected(outbound.source())}
    found = one(Subject.OUTBOUND_ACCESS, drawn.asked(**used), **seen)
    assert told(found) == (MET, "", "Outbound access of cluster c1 is restricted, and lets pass what it uses.", "")
    judged = preconditions.judged(drawn.asked(**used), drawn.seen(**seen))
    assert [one.after.outcome for one in judged] == ["allowed", "allowed"]


RISKS = [
    # what is used, what was read, the outcome and the word
    ({"uses": (outbound.use("mysql", outbound.SERVER),)}, {}, MISSING, "denied_callouts"),
    ({"uses": None}, {}, CANNOT_TELL, "unlisted_uses"),
    ({}, {"sources": outbound.connected(outbound.source("EventHub", "b.example.org"))}, CANNOT_TELL, None),
    ({}, {"listed": None}, CANNOT_TELL, "policies_unread"),
    ({}, {"listed": [outbound.policy()]}, CANNOT_TELL, "policies_outside"),
    ({}, {"sources": outbound.connected(unread={"the databases": "No right"})}, CANNOT_TELL, "sources_unread"),
]


@pytest.mark.parametrize(("own", "seen", "outcome", "word"), RISKS, ids=str)
def test_a_restriction_that_stops_what_is_used_or_may_do_so_is_not_enough(own, seen, outcome, word):
    found = one(Subject.OUTBOUND_ACCESS, drawn.asked(**own), **seen)
    assert (found.outcome, found.word) == (outcome, word or "ingestion_not_shown")
    assert found.remedy and not found.remedy.endswith(".") and found.sentence.endswith(".")


def test_sources_that_are_not_known_are_told_once_for_each_thing_that_hangs_on_them():
    found = preconditions.of(drawn.asked(), drawn.seen(sources=outbound.connected(unread={"x": "No right"})))
    assert [(one.subject, one.word) for one in found if not one.is_met] == [
        (Subject.SOURCES, "sources_unread"),
        (Subject.OUTBOUND_ACCESS, "sources_unread"),
    ]
    assert len({one.sentence for one in found}) == len(found)


# When it was prepared


@pytest.mark.parametrize(("prepared", "within"), [(0.01, 4.0), (4.0, 4.0), (1.0, 4.0), (50.0, 72.0)])
def test_a_cluster_that_was_prepared_within_the_time_may_leave(prepared, within):
    found = one(Subject.PREPARED, drawn.asked(prepared_within=within), prepared=prepared)
    sentence = f"The endpoints of cluster c1 were made within the last {prepared:.2f} hours."
    assert told(found) == (MET, "", sentence, "")


@pytest.mark.parametrize(
    ("prepared", "within", "most"), [(4.01, 4.0, "4"), (5.25, 0.5, "0.5"), (1.0, float("nan"), "nan")]
)
def test_one_that_was_prepared_before_that_may_not(prepared, within, most):
    found = one(Subject.PREPARED, drawn.asked(prepared_within=within), prepared=prepared)
    assert told(found) == (
        MISSING,
        "prepared_too_long_ago",
        f"The first of the endpoints of cluster c1 was made {prepared:.2f} hours ago, more than {most}, and the service"
        " may malfunction where the cluster leaves its network that much later.",
        "Make the endpoints anew and run again at once, or raise O(prepared_within)",
    )


def test_where_nothing_was_made_nothing_can_be_too_old():
    found = one(Subject.PREPARED, drawn.asked(), prepared=0.0)
    assert told(found) == (MET, "", "Nothing was made for cluster c1 that could be too old.", "")


def test_nobody_can_tell_of_endpoints_of_which_nobody_knows_when_they_were_made():
    assert told(one(Subject.PREPARED, drawn.asked(prepared_within=1e9), prepared=None)) == (
        CANNOT_TELL,
        "preparation_unknown",
        "When the endpoints of cluster c1 were made is not known, and the service may malfunction where the cluster"
        " leaves its network more than a few hours later.",
        "Make sure that it was within a few hours",
    )


def test_whom_a_source_lets_in_says_nothing_about_what_the_cluster_restricts():
    """Both are asked of the same resource, and each has its own answer."""
    seen = {"sources": outbound.connected(drawn.source(Access.PRIVATE)), "targets": SOURCES["cut_off"][0]}
    assert one(Subject.OUTBOUND_ACCESS, **seen).is_met and not one(Subject.SOURCES, **seen).is_met
