# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that have gone wrong once; they stay with `make test`."""

from __future__ import annotations

ALWAYS: tuple[str, ...] = ()
