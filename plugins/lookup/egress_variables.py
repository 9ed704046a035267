# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
name: egress_variables
short_description: Which variables of a host the role does not know, or cannot use
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
description:
  - Looks at the names of all variables of the host that begin with C(egress_), wherever they were set, and tells those
    that the role P(adx.outbound.egress#role) does not know, and inputs whose value the role does not take. An empty
    text is no value. It fills in no template but that of an input, and contacts nobody.
  - The role stops for the sentence in RV(_raw[].stop) before it does anything else. The line in RV(_raw[].warn) is also
    a warning.
  - An input counts as given when its value is another than its default. A template is another.
options:
  _terms:
    description: Names of your own that are nothing to be told about, each a list or text with commas.
    type: list
    elements: raw
    default: []
"""

EXAMPLES = r"""
- name: Stop for a variable that nobody knows
  ansible.builtin.assert:
    that: slips.stop == ''
    fail_msg: "{{ slips.stop }}"
  vars:
    slips: "{{ lookup('adx.outbound.egress_variables', ['egress_team', 'egress_cost_centre']) }}"
"""

RETURN = r"""
_raw:
  description: What there is to say.
  type: list
  elements: dict
  contains:
    stop:
      description:
        - A sentence about names that are at most two edits from an input that is itself not given, with that input's
          name. Or sentences about inputs whose value is none that they take. Empty when there is none.
      type: str
      sample: >-
        egress_frewall is no variable of this role; did you mean egress_firewall? Rename it, or list it in
        egress_ignore_variables.
    warn:
      description: A line about all other unknown names. Empty when there is none.
      type: str
      sample: >-
        egress_team is no variable of this role and has no effect on it; egress_ignore_variables takes names of your
        own.
"""

from pathlib import Path

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ..module_utils._plan.values.variable_names import PREFIX, slips
from ..plugin_utils._variable_values import complaints

SPECIFICATION = Path(__file__).resolve().parents[2] / "roles" / "egress" / "meta" / "argument_specs.yml"


class LookupModule(LookupBase):
    """Tells the role of variables that nobody knows, and of values that it does not take."""

    def run(self, terms, variables=None, **kwargs):
        """Return the two sentences about the host's variables, which arrive as they were set, with their templates."""
        present = {name: value for name, value in (variables or {}).items() if name.startswith(PREFIX)}
        options = self._inputs()
        given = {name: one for name, one in present.items() if name in options and one != options[name].get("default")}
        found = slips(present, options, given, _names(terms))
        if found.warn:
            Display().warning(found.warn)  # which shows a line once, however many hosts it is said of
        told = found.as_option()
        wrong = [] if found.stop else complaints({name: self._filled(one) for name, one in given.items()}, options)
        return [{**told, "stop": told["stop"] or " ".join(wrong)}]

    def _inputs(self):
        """Each input of the role with its specification."""
        # Loading the role has left the file in the loader's cache; "unsafe" means without copying it for every host.
        entries = self._loader.load_from_file(str(SPECIFICATION), unsafe=True)["argument_specs"].values()
        return {name: option for entry in entries for name, option in entry["options"].items()}

    def _filled(self, value):
        """The value with its templates filled in; one that cannot be is left to the task that needs it."""
        try:
            return self._templar.template(value) if self._templar else value
        except AnsibleError:
            return None


def _names(terms):
    """The names in lists and in texts with commas."""
    listed = [name for term in terms for name in (term if isinstance(term, (list, tuple)) else [term])]
    return {name.strip() for text in listed if text is not None for name in str(text).split(",")}
