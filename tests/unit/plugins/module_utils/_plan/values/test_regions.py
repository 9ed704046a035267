# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A region has one name, however it is spelled."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.regions import location_of


@pytest.mark.parametrize("spelled", ["West US 2", "westus2", "WESTUS2", " West  US\t2 "])
def test_case_and_blanks_make_no_other_region(spelled):
    assert location_of(spelled) == "westus2"


def test_nothing_is_no_region():
    assert location_of("") == ""
