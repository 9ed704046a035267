# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands at the head of a file."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import headers, resources
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Loss, Stage, Tree

from . import samples

RULES, ROUTES = resources.resources(samples.ALL["a group of our own"])
WHOLE = "A group of rule collections here is whole"
INLINE = "routes written inside it, even none, remove all that stand beside it"


def test_a_file_says_what_it_is_and_where_it_goes():
    told = headers.lines(RULES, "adx", "bicep", ())
    assert told == [
        "adx: rules of firewall policy fp in resource group rg-hub, written by adx.outbound as bicep.",
        "Do not edit: the next export writes it anew.",
        "It is for resource group rg-hub of subscription s.",
        "Stage 1 of 2, rules: apply these first. The gate before any route is a check with rules and routes left to a"
        " report: it fails while what is really there would block anything that is needed.",
        f"{WHOLE}: a deployment takes out what anybody else adds to it.",
    ]


def test_routes_say_what_comes_before_them_and_what_removes_them():
    told = " ".join(headers.lines(ROUTES, "adx", "arm", ()))
    assert "apply these when the rules of firewall policy fp in resource group rg-hub are there" in told
    assert INLINE in told and WHOLE not in told and "Not in this file" not in told
    assert "the rules of an appliance are there" in " ".join(
        headers.lines(Tree(ROUTES.shared, Stage.ROUTES, ()), "a", "b", ())
    )


def test_only_a_whole_group_is_told_to_be_whole():
    for name, whole in (("a firewall", False), ("a group that others use", False), ("a group of our own", True)):
        rules = resources.resources(samples.ALL[name])[0]
        assert any(WHOLE in line for line in headers.lines(rules, "adx", "arm", ())) is whole, name
    assert not any(WHOLE in line for line in headers.lines(RULES, "adx", "arm", (), is_fragment=True))


def test_a_fragment_says_that_it_is_one():
    told = headers.lines(ROUTES, "adx", "arm", (), is_fragment=True)
    assert (
        told[2] == "A fragment: parts of documents that others own, for their templates, and no deployment by itself."
    )
    assert not any("It is for resource group" in line for line in told)


def test_what_is_not_in_the_file_is_listed_in_one_line_each():
    known = Tree(samples.TABLE, Stage.ROUTES, (), losses=(Loss(samples.TABLE, "a", "b"),))
    told = headers.lines(known, "adx", "arm", [Loss(samples.SUBNET, "c\nd", "e\u2028f")])
    assert told[-3:] == [
        "Not in this file:",
        "  a (route table rt in resource group rg-spoke): b.",
        "  c\\nd (subnet snet of virtual network vnet in resource group rg-spoke): e\\u2028f.",
    ]
