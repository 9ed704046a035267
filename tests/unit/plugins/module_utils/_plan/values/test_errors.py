# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refusal shows its sentence as it stands, and tells programs which one it is."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError


def test_a_refusal_is_its_sentence_with_a_code_for_programs():
    refusal = PlanError("Route table rt is in another region.", code="other_region")
    assert (str(refusal), refusal.code) == ("Route table rt is in another region.", "other_region")


def test_input_that_nobody_could_make_sense_of_has_no_code():
    assert PlanError("'x' is no address.").code == ""


def test_nothing_counts_as_sent_until_somebody_says_so():
    assert PlanError("No.").sent is False
