# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials of azure-identity that are recorded instead of made."""

from __future__ import annotations

import azure.identity
import pytest

CLASSES = [name for name in dir(azure.identity) if name.endswith("Credential")]


@pytest.fixture
def built(monkeypatch):
    """Record every credential that is made instead of making it."""
    made = []

    def recorder(name):
        return lambda *arguments, **keywords: made.append((name, arguments, keywords))

    for name in CLASSES:
        monkeypatch.setattr(azure.identity, name, recorder(name))
    return made
