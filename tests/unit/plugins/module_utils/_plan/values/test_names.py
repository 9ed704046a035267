# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that Azure takes are read as they are, and others are refused with what Azure takes."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import names
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.printable import printable


@pytest.mark.parametrize("name", ["a", "7", "rt-1", "A_b.c-d", "ends_", "x" * 80])
def test_a_name_that_azure_takes_is_read_as_it_is(name):
    assert names.checked(name, "The route table") == name


@pytest.mark.parametrize("name", ["", "-x", "_x", ".x", "x-", "x.", "a b", "a/b", "ä", "x\n", "x" * 81])
def test_a_name_that_azure_does_not_take_is_refused_with_where_it_stands(name):
    with pytest.raises(PlanError) as raised:
        names.checked(name, "The route table")
    assert str(raised.value) == (
        "The route table needs another name: letters, digits, '_', '.', '-', at most 80, beginning with a letter or"
        " digit."
    )


@pytest.mark.parametrize("group", ["g", "rg-1", "(x)", "_.-x", "größe", "x-", "x" * 90])
def test_a_group_that_azure_takes_is_read_as_it_is(group):
    assert names.checked_group(group) == group


@pytest.mark.parametrize("group", ["", ".", "rg.", "a b", "a/b", "x\n", "x" * 91])
def test_a_group_that_azure_does_not_take_is_refused_and_named(group):
    with pytest.raises(PlanError) as raised:
        names.checked_group(group)
    assert str(raised.value).startswith(
        f"'{printable(group)}' is no name of a resource group: it takes letters, digits,"
    )


@pytest.mark.parametrize("subscription", ["00000000-0000-0000-0000-000000000001", "s", "-"])
def test_a_subscription_is_letters_digits_and_hyphens(subscription):
    assert names.checked_subscription(subscription) == subscription


@pytest.mark.parametrize("subscription", ["", "a b", "a/b", "a.b", "s\n"])
def test_anything_else_is_no_subscription(subscription):
    with pytest.raises(PlanError) as raised:
        names.checked_subscription(subscription)
    assert str(raised.value) == f"'{printable(subscription)}' is no subscription id: it takes letters, digits and '-'."
