# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports in front of the real programs: Debian's squid and nft."""

from __future__ import annotations

import os
import shutil

import pytest

REQUIRED = "ADX_OUTBOUND_REQUIRE_APPLIANCES"


def program(name: str, package: str) -> str:
    """The path of a program; without it the test is skipped, or fails where these tests are mandatory."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        missing = f"{name} is not on this machine; install Debian's package {package}"
        if os.environ.get(REQUIRED):
            pytest.fail(f"{missing}, since {REQUIRED} is set")
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def squid_program():
    return program("squid", "squid")


@pytest.fixture(scope="session")
def nft_program():
    return program("nft", "nftables")
