# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refusal shows its sentence as it stands, and tells programs which one it is."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError, Unexpected


def test_a_refusal_is_its_sentence_with_a_code_for_programs():
    refusal = PlanError("Route table rt is in another region.", code="other_region")
    assert (str(refusal), refusal.code) == ("Route table rt is in another region.", "other_region")


def test_input_that_nobody_could_make_sense_of_has_no_code():
    assert PlanError("'x' is no address.").code == ""


def test_nothing_counts_as_sent_until_somebody_says_so():
    assert PlanError("No.").sent is False


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


@pytest.mark.parametrize(("sent", "told"), [(True, " A write of this task had been sent before."), (False, "")])
def test_a_fault_of_ours_says_where_it_happened_and_whether_a_write_had_been_sent(sent, told):
    fault = Unexpected(raised(KeyError("id")), sent=sent)
    assert re.fullmatch(
        r"This is a fault of adx\.outbound, please report it: KeyError: 'id' \(test_errors\.py, line \d+\)\." + told,
        str(fault),
    )
    assert fault.sent is sent
