# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials file azure.azcollection reads: an ini file with a section per profile."""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping

from ..wire.errors import LoginFailed

PATH = "~/.azure/credentials"


def read(name: str) -> Mapping[str, str] | None:
    """Return a section of the file, None when there is none; raise LoginFailed for a file that cannot be read."""
    path = os.path.expanduser(PATH)
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError) as error:
        raise LoginFailed("log in", f"{PATH} cannot be read: {type(error).__name__}") from error
    if name == parser.default_section.lower() and not parser.has_section(name):
        return dict(parser.defaults()) or None
    return dict(parser[name]) if parser.has_section(name) else None
