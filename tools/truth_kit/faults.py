# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong while asking."""

from __future__ import annotations


class Stopped(Exception):
    """Nothing more can be asked; the text is a sentence for people."""


class Unanswered(Exception):
    """One question got an answer that says neither yes nor no; the others can still be asked."""
