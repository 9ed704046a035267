# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A missing program is never passed over in silence."""

from __future__ import annotations

import pytest
from _pytest.outcomes import Failed, Skipped

from .conftest import REQUIRED, program


def test_a_missing_program_is_a_spoken_skip_and_a_failure_where_the_tests_are_mandatory(monkeypatch):
    monkeypatch.delenv(REQUIRED, raising=False)
    with pytest.raises(Skipped, match="no-such-program is not on this machine; install Debian's package none"):
        program("no-such-program", "none")
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(Failed, match=f"since {REQUIRED} is set"):
        program("no-such-program", "none")
