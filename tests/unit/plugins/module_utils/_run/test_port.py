# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the order asks of the world is what the port lists, and the world of these tests answers all of it."""

from __future__ import annotations

import ast
import inspect

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._run import access, evidence, in_turn, leaving, moves, steps
from ansible_collections.adx.outbound.plugins.module_utils._run.access import AccessPort
from ansible_collections.adx.outbound.plugins.module_utils._run.leaving import LeavingPort
from ansible_collections.adx.outbound.plugins.module_utils._run.port import Failure, Port, World
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.access_azure import AccessAzure
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.azure import Azure
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.leaving_azure import LeavingAzure

OF_ALL = {"write", "shown", "together", "tell", "explain"}
CALLS = {
    Port: OF_ALL | {"read", "look", "cluster", "way_back", "logs", "look_aside", "take_back", "pace"},
    AccessPort: OF_ALL | {"read", "look", "validate"},
    LeavingPort: OF_ALL | {"read", "look", "validate"},
}
WORLDS = [(Port, Azure), (AccessPort, AccessAzure), (LeavingPort, LeavingAzure)]
EACH = [(port, world, name) for port, world in WORLDS for name in sorted(CALLS[port])]


def listed(port):
    return {
        name
        for one in port.__mro__
        for name, value in vars(one).items()
        if inspect.isfunction(value) and not name.startswith("_")
    }


def parameters(call):
    """How a call is made: by position, so that the names of parameters are nobody's business."""
    return [(one.kind, one.default) for one in inspect.signature(call).parameters.values()]


@pytest.mark.parametrize("port", CALLS)
def test_a_port_is_a_handful_of_calls_and_a_word_about_check_mode(port):
    assert listed(port) == CALLS[port] and set(World.__annotations__) == {"check_mode"}


@pytest.mark.parametrize(
    ("port", "orders"),
    [(Port, [steps, moves, evidence]), (AccessPort, [access, in_turn]), (LeavingPort, [leaving, in_turn])],
)
def test_an_order_asks_the_world_for_what_the_port_lists_and_nothing_else(port, orders):
    asked = {
        node.attr
        for order in orders
        for node in ast.walk(ast.parse(inspect.getsource(order)))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("self._port", "port")
    }
    assert asked == {*CALLS[port], "check_mode"}


@pytest.mark.parametrize(("port", "world", "name"), EACH)
def test_the_world_of_these_tests_takes_what_the_port_gives(port, world, name):
    assert parameters(getattr(world, name)) == parameters(getattr(port, name))


@pytest.mark.parametrize("check_mode", [True, False])
def test_the_world_of_these_tests_knows_whether_anything_may_be_written(check_mode):
    for _port, world in WORLDS:
        assert world(check_mode=check_mode).check_mode is check_mode


def test_a_failure_is_a_sentence_without_a_code_and_nothing_was_sent_unless_told_so():
    assert Failure("It is locked.") == Failure("It is locked.", "", False)
    assert Failure("It is locked.") != Failure("It is locked.", sent=True)
