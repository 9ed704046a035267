# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The logs of each firewall are asked once, for all clusters behind it that send something there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import HopType
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.request import Wanted
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack, Why
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import gates
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Member
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs import queries
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._run import evidence
from ansible_collections.adx.outbound.plugins.module_utils._run.evidence import Question
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.evidence import rows

from .azure import Azure

WANTED = Wanted()
OTHER = ResourceId("s", "rg-hub", resource_ids.FIREWALL, ("fw2",))


def checked(prefix="10.20.1.0/24", *, firewall=world.FIREWALL, **found):
    member = Member.of(Request(sources=("discovered",)), world.landscape())
    known = replace(member.plan.landscape, subnet=world.subnet(addressPrefix=prefix), firewall_id=firewall, **found)
    return gates.checked(member, known)


def asked(checks, port=None):
    return evidence.ask(port or Azure(), checks, WANTED)


def test_one_firewall_is_asked_once_for_all_clusters_behind_it_whatever_the_case_of_its_id():
    shouted = resource_ids.parse(str(world.FIREWALL).replace("rg-hub", "RG-HUB"))
    checks = {
        "a": checked(),
        "b": checked("10.20.2.0/24", firewall=shouted),
        "c": checked("10.20.3.0/24", firewall=OTHER),
    }
    assert evidence.questions(checks) == (
        Question(world.FIREWALL, ("a", "b"), ("10.20.1.0/24", "10.20.2.0/24")),
        Question(OTHER, ("c",), ("10.20.3.0/24",)),
    )
    port = Azure()
    port.logged = rows.logs()
    assert asked(checks, port) == dict.fromkeys("abc", port.logged)
    assert port.calls == ["logs fw", "logs fw2"]


def test_equal_prefixes_are_asked_for_once():
    assert evidence.questions({"a": checked(), "b": checked()})[0].sources == ("10.20.1.0/24",)


def test_a_cluster_whose_source_is_everybody_does_not_hide_the_prefixes_of_others():
    every = checked()
    every = replace(every, asked=replace(every.asked, sources=("*",)))
    (one,) = evidence.questions({"a": every, "b": checked("10.20.2.0/24")})
    assert queries.prefixes(one.sources) == ("10.20.2.0/24", "0.0.0.0/0")


def test_an_error_of_asking_is_told_for_every_cluster_behind_the_firewall_and_stops_none():
    class Broken(Azure):
        def logs(self, firewall, sources, wanted):
            raise RuntimeError("It is broken.")

    found = asked({"a": checked(), "b": checked()}, Broken())
    why = Why(Lack.UNREAD, "the logs of firewall fw could not be asked: It is broken")
    assert {name: logs.why for name, logs in found.items()} == {"a": why, "b": why}


@pytest.mark.parametrize(
    ("found", "lack", "text"),
    [
        ({"appliance": "10.0.1.9"}, Lack.NOT_LOGGED, "the logs of appliance 10.0.1.9 cannot be read here"),
        ({"firewall": None}, Lack.NOT_LOGGED, "no firewall is known, and a policy has no logs"),
    ],
)
def test_where_there_is_no_firewall_there_is_nobody_to_ask(found, lack, text):
    port = Azure()
    (logs,) = asked({"a": checked(**found)}, port).values()
    assert (logs.why.lack, logs.why.text) == (lack, text) and port.calls == []


def test_where_only_the_policy_is_known_there_is_nobody_to_ask():
    one = checked()
    found = replace(one.found, firewall_id=None)
    port = Azure()
    (logs,) = asked({"a": replace(one, found=found)}, port).values()
    assert logs.why.lack == Lack.NOT_LOGGED and port.calls == []
    with pytest.raises(ValueError, match="a question needs a firewall"):
        evidence.questions({"a": replace(one, found=found)})


def test_where_nothing_goes_to_the_firewall_nothing_is_asked():
    one = checked()
    past = [replace(each, hop=replace(each.hop, kind=HopType.INTERNET)) for each in one.checkup.dependencies]
    port = Azure()
    one = replace(one, checkup=replace(one.checkup, dependencies=tuple(past)))
    (logs,) = asked({"a": one}, port).values()
    assert (logs.why.lack, logs.firewall) == (Lack.NOT_ASKED, "fw") and port.calls == []
