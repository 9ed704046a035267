# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a login must never show, wherever it came from: it is hidden in whatever is said from then on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from os.path import commonprefix
from typing import Any
from urllib.parse import quote, quote_plus

from ..._plan.values.printable import printable
from .login_names import IDENTITY, SETTINGS, VARIABLES, WITHOUT_OPTION
from .login_values import text

_STARS = "********"  # as Ansible hides the value of an option
_LEAST = 6  # characters; a shorter text stands in too many words by chance
_PART = 12  # characters; by so many a longer value is known where it is cut short
_TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.?[\w-]*")  # a JSON web token, whoever it is of
_SECRET = {"secret", "password", "oidc_token", "certificate_password"}
_OF_HEXADECIMALS = {"client_id", "subscription_id", "thumbprint"}
_HEXADECIMAL = re.compile(r"[0-9a-fA-F-]+")
_DOMAIN = re.compile(r"([a-z0-9-]{1,63}\.)+[a-z]{2,}", re.IGNORECASE)
# Words as people name a profile, a user or a host by: no random text is made of these alone. What is hidden is hidden
# in the results, too, so a name must not be.
_WORD = r"(?:(?:[A-Z]?[a-z]+(?:[A-Z][a-z]{2,})*|[A-Z]+)[0-9]{0,4}|[0-9]{1,5})"
_NAME = re.compile(rf"{_WORD}(?:[ .:@_\\-]{_WORD})*")
_LONG = 16  # characters of what nobody makes up by hand
_KINDS = (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())


class Secrets:
    """Everything that is to be hidden; `hear` is told of each as well, and may hide it in places of its own."""

    def __init__(self, hear: Callable[[str], None] = lambda _value: None) -> None:
        self._hear = hear
        self._known: set[str] = set()

    def hide(self, value: Any) -> None:
        """Hide a value, as it is and as it stands in a URL or in quotes. One of a few letters would hide half of what
        is said.
        """
        found = text(value)
        for form in _forms(found) if found and len(found) >= _LEAST else ():
            self._known.add(form)
            self._hear(form)

    def hide_all(self, given: Mapping[str, Any]) -> None:
        """Hide what is a secret among the values of a login, by its name or by its looks: people paste a secret into
        the wrong variable.
        """
        for name, value in given.items():
            found = text(value)
            if found and (name in _SECRET or _may_be_secret(name, found)):
                self.hide(found)

    def hide_environment(self, environment: Mapping[str, str]) -> None:
        """The same for the variables a login looks at."""
        for name, variables in VARIABLES.items():
            for variable in variables:
                self.hide_all({name: environment.get(variable)})

    def masked(self, said: str) -> str:
        """What is said, without anything that is hidden and without any token."""
        for value in sorted(self._known, key=len, reverse=True):
            said = said.replace(value, _STARS)
        return _TOKEN.sub(_STARS, _without_beginnings(said, self._known))


def _forms(value: str) -> set[str]:
    """A value as it is, and as whoever repeats it may write it."""
    quoted = {
        repr(value)[1:-1],
        ascii(value)[1:-1],
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
    }
    return {value, printable(value), quote(value, safe=""), quote_plus(value), *quoted}


def _without_beginnings(said: str, values: Iterable[str]) -> str:
    """The same without the beginnings of values: what is said of long answers is cut short, wherever that is."""
    rests: dict[str, list[str]] = {}
    for value in values:
        if len(value) > _PART:
            rests.setdefault(value[:_PART], []).append(value[_PART:])
    for start, ends in rests.items():
        first, *others = said.split(start)
        said = first + "".join(_STARS + one[max(len(commonprefix([one, end])) for end in ends) :] for one in others)
    return said


_NAMES = {*IDENTITY, *SETTINGS, *WITHOUT_OPTION, "profile", "auth_source"}


def _may_be_secret(name: str, value: str) -> bool:
    """True for a value that does not look like what its name asks for, and does look like a secret."""
    if name not in _NAMES or any(form.fullmatch(value) for form in (_HEXADECIMAL, _DOMAIN, _NAME)):
        return False
    if name in _OF_HEXADECIMALS:
        return True
    if name == "ad_user" and _DOMAIN.fullmatch(value.partition("@")[2]):
        return False
    if "/" in value and not value.startswith("eyJ") and name.endswith(("_path", "_url", "environment", "_host")):
        return False
    return len(value) >= _LONG and sum(any(map(kind, value)) for kind in _KINDS) > 2
