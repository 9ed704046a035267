# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases that have gone wrong once, in the words of a failure: every run takes them along, a quick one, too."""

from __future__ import annotations

ALWAYS: tuple[str, ...] = ()
