# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each error is one sentence, whoever raised it."""

from __future__ import annotations

import sys

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError
from ansible_collections.adx.outbound.plugins.module_utils._glue import failures
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError


def sentence(error):
    """What is said of an error that really was raised, somewhere in this file."""
    with pytest.raises(type(error)) as raised:
        raise error
    return failures.sentence(raised.value)


def test_errors_with_words_of_their_own_keep_them():
    assert sentence(PlanError("There is no plan.")) == "There is no plan."
    assert sentence(ArmError("read it", "no", code="Denied")) == "Cannot read it: no (Denied)."


@pytest.mark.parametrize(
    ("module", "package"),
    [
        ("azure.identity._credentials", "azure-identity"),
        ("azure.core", "azure-identity"),
        ("azure.mgmt.network", "azure-mgmt-network"),
        ("jmespath", "jmespath"),
    ],
)
def test_a_missing_library_is_named_as_it_is_installed(module, package):
    said = sentence(ModuleNotFoundError(f"No module named '{module}'", name=module))
    assert f"({package})" in said and "Failed to import" in said
    assert said.endswith(f"{sys.executable} -m pip install {package}")


def test_a_fault_of_ours_says_where_it_happened_without_a_traceback():
    said = sentence(KeyError("id"))
    assert said.startswith("This is a fault of adx.outbound, please report it: KeyError: 'id' (test_failures.py, line ")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("", "state is needed, as is purge; secret (AZURE_SECRET) is not."),
        ("egress_", "egress_outbound_access is needed, as is egress_purge; AZURE_SECRET is not."),
    ],
)
def test_an_option_is_named_as_its_reader_has_it_also_where_its_variable_has_another_name(prefix, said):
    sentence = "O(state) is needed, as is O(purge); O(secret) is not."
    assert failures.in_words_of(sentence, prefix, {"state": "outbound_access"}) == said
