# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options in sentences, in the words of whoever reads them."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import option_names

SENTENCE = "Raise O(max_removals), or set O(additive): true; check O(tenant)."


@pytest.mark.parametrize(
    ("prefix", "others", "told"),
    [
        ("", None, "Raise max_removals, or set additive: true; check tenant."),
        (
            "egress_",
            {"tenant": "AZURE_TENANT"},
            "Raise egress_max_removals, or set egress_additive: true; check AZURE_TENANT.",
        ),
    ],
)
def test_an_option_is_called_as_the_reader_calls_it(prefix, others, told):
    assert option_names.shown(SENTENCE, prefix, others) == told


@pytest.mark.parametrize("text", ["FOO(bar)", "O()", "O(Not an option)", "O(n", ""])
def test_what_is_no_option_stays(text):
    assert option_names.shown(text, "egress_") == text
