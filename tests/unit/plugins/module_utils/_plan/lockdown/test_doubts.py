# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody can tell about a cluster that is about to be routed: a word for each cause, and none for all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import acceptance, doubts
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Decision, Flow, Verdict
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.next_hops import Hop
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Judged

PASSES = Verdict(Decision.ALLOWED)


def judged(name, verdict):
    return Judged(Flow(443, "Https", fqdn=name), verdict, verdict, PASSES, Hop("VirtualAppliance", "10.0.1.4"), verdict)


def open_(name, cause, why="it is hidden"):
    return judged(name, Verdict(Decision.CANNOT_TELL, (), why, cause))


LISTED = (
    judged("a.contoso.com", PASSES),
    open_("b.contoso.com", Cause.FQDN_TAG, "its names are not published"),
    open_("c.contoso.com", Cause.UNREADABLE),
    open_("d.contoso.com", Cause.UNREADABLE),
)
REQUEST = Request()


def met(*accept, listed=LISTED, **options):
    request = replace(REQUEST, accept=frozenset(accept), **options)
    return doubts.require_accepted(listed, request, "c1", "firewall fw")


def test_what_is_open_is_refused_with_the_word_of_each_cause_that_is_missing():
    with pytest.raises(PlanError) as refused:
        met()
    assert refused.value.code == "fqdn_tag"
    assert str(refused.value) == (
        "Whether 1 of the 4 destinations of cluster c1 would pass if its traffic went to firewall fw is unknown,"
        " since its names are not published (fqdn_tag: b.contoso.com:443). Whether 2 of the 4 destinations of cluster"
        " c1 would pass if its traffic went to firewall fw is unknown, since it is hidden (unreadable:"
        " c.contoso.com:443, d.contoso.com:443). Settle that first, or accept it with O(accept): [fqdn_tag,"
        " unreadable]."
    )


@pytest.mark.parametrize("word", [Cause.FQDN_TAG, Cause.UNREADABLE])
def test_no_word_covers_another_cause(word):
    (other,) = {Cause.FQDN_TAG, Cause.UNREADABLE} - {word}
    with pytest.raises(PlanError, match=rf"O\(accept\): \[{other}\]"):
        met(word)


def test_what_is_accepted_is_told():
    assert [one.word for one in met(Cause.FQDN_TAG, Cause.UNREADABLE, Cause.URL_PATH)] == ["fqdn_tag", "unreadable"]


def test_what_is_known_needs_no_word():
    assert met(listed=LISTED[:1]) == ()


def test_what_only_an_appliance_knows_is_confirmed_by_an_approval():
    listed = (open_("a.contoso.com", Cause.APPLIANCE),)
    assert met(listed=listed, appliance="10.0.9.4") == ()
    with pytest.raises(PlanError, match="appliance: a.contoso.com:443"):
        met(listed=listed)


def test_each_cause_but_the_appliances_has_a_word_that_may_be_accepted():
    assert set(Cause) - {Cause.APPLIANCE} <= set(acceptance.WORDS)
