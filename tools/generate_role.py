# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what the role has of the options of the two modules that it calls: each is a variable, with its default, and
handed over. What both take is one variable.

Whatever the role has of its own stands by hand in the same files, outside of the marks.
Usage: python tools/generate_role.py [--check]
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
ROLE = ROOT / "roles" / "egress"
sys.path.insert(0, str(ROOT))
BEGIN, END = "# From here on made by tools/generate_role.py.", "# As far as this."
# What the role works out by itself, beside the login, which it leaves to the environment.
WORKED_OUT = ("clusters", "steps", "details", "state", "option_prefix")
LOCKDOWN, RESTRICTION = "cluster_egress", "cluster_outbound_access"
OTHERWISE = ("purge", "max_removals", "accept")  # what these mean depends on the module
ENTRY = "In the entry point C(restrict), "
PATHS = ("backup", "expect_plan")  # handed over as vars/main.yml takes them from where the run was started
FROM_HERE = "A relative path is taken from where C(ansible-playbook) was started."
EMPTY = {"dict": {}, "int": None, "list": None}  # in the place of no default; an empty text where it is not here


class Inline(list):
    """A list that is written on one line."""


class Dumper(yaml.SafeDumper):
    """Writes lists as yamllint wants them, and empty texts as everywhere else in the role."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists, too."""
        super().increase_indent(flow, False)


Dumper.add_representer(Inline, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, True))
Dumper.add_representer(
    str, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if value else '"')
)


def options(module: str) -> dict[str, dict[str, Any]]:
    """Return the options of a module that the role hands over, as they are documented."""
    page = yaml.safe_load(importlib.import_module(f"plugins.modules.{module}").DOCUMENTATION)
    documented: dict[str, dict[str, Any]] = {}
    for name in page["extends_documentation_fragment"]:
        fragment = importlib.import_module(f"plugins.doc_fragments.{name.split('.')[2]}").ModuleDocFragment
        if name != "adx.outbound.azure" and not name.startswith("adx.outbound.attributes"):
            documented.update(yaml.safe_load(fragment.DOCUMENTATION)["options"])
    return {name: option for name, option in {**documented, **page["options"]}.items() if name not in WORKED_OUT}


def both() -> dict[str, dict[str, Any]]:
    """Return the options of both modules. What means something else in the other one is described for both, and what
    has another default there has none.
    """
    of_one, of_other = options(LOCKDOWN), options(RESTRICTION)
    for name in OTHERWISE:
        of_one[name]["description"] = [*_lines(of_one[name]["description"]), *_in_entry(of_other[name]["description"])]
    for name in of_one.keys() & of_other.keys():
        one, other = of_one[name].get("default"), of_other[name].get("default")
        if one != other:  # each module has its own where the variable is not given
            del of_one[name]["default"]
            told = f"When not given, {one}, and in the entry point C(restrict) {other}."
            of_one[name]["description"] = [*_lines(of_one[name]["description"]), told]
    return {**of_one, **{name: option for name, option in of_other.items() if name not in of_one}}


def variable(name: str, option: dict[str, Any]) -> dict[str, Any]:
    """Return an option as the role specifies its variable."""
    facts = {"description": _of_role(option["description"])}
    if name in PATHS:
        facts["description"].append(FROM_HERE)
    facts.update({key: option[key] for key in ("type", "elements") if key in option})
    if "choices" in option:
        facts["choices"] = Inline(option["choices"])
    default = option.get("default", EMPTY.get(option["type"], ""))
    if default is not None:
        facts["default"] = Inline(default) if isinstance(default, list) else default
    if "suboptions" in option:
        facts["options"] = option["suboptions"]
    return facts


def _of_role(text: Any) -> Any:
    if isinstance(text, list):
        return [_of_role(line) for line in text]
    named = re.sub(r"\bO\((?!egress_)", "O(egress_", text)
    return re.sub(r"\bRV\(", "C(egress_result.", named)


def _in_entry(text: Any) -> list[str]:
    """Of a list of words what each means, and else all of it."""
    listed = _lines(text)
    told = [line for line in listed if line.startswith("V(")] or [f"{line[:1].lower()}{line[1:]}" for line in listed]
    return [f"{ENTRY}{line}" for line in told]


def _lines(text: Any) -> list[str]:
    return text if isinstance(text, list) else [text]


def argument(name: str, option: dict[str, Any]) -> str:
    """Return how the role hands a variable over: one that a survey left blank not at all."""
    variable = f"__egress_{name}" if name in PATHS else f"egress_{name}"
    if EMPTY.get(option["type"], "") is None and "default" not in both()[name]:  # which the role has no default for
        return f"{name}: \"{{{{ {variable} | default(omit, {variable} | default('') in __egress_blank) }}}}\""
    return f'{name}: "{{{{ {variable} | default(omit, {variable} in __egress_blank) }}}}"'


def arguments(module: str) -> str:
    """Return how the role hands over the options of a module."""
    return "".join(f"    {argument(name, option)}\n" for name, option in options(module).items())


def dumped(value: Any, indent: int) -> str:
    """Return YAML, indented."""
    text = yaml.dump(value, Dumper=Dumper, sort_keys=False, width=100 - indent)
    return "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())


def between_marks(path: Path, indent: int, made: str) -> str:
    """Return the text of a file with what is made between its marks."""
    text, mark = path.read_text(encoding="utf-8"), " " * indent
    before, rest = text.split(f"{mark}{BEGIN}\n")
    return f"{before}{mark}{BEGIN}\n{made}{mark}{END}\n{rest.split(f'{mark}{END}{chr(10)}')[1]}"


def generate() -> dict[Path, str]:
    """Return the texts of the files."""
    specification, defaults = ROLE / "meta" / "argument_specs.yml", ROLE / "defaults" / "main.yml"
    calls = {ROLE / "tasks" / "call.yml": LOCKDOWN, ROLE / "tasks" / "access.yml": RESTRICTION}
    specified = {f"egress_{name}": variable(name, option) for name, option in both().items()}
    texts = {specification: between_marks(specification, 6, dumped(specified, 6))}
    whole = yaml.safe_load(texts[specification])["argument_specs"]["main"]["options"]
    given = {
        name: Inline(option["default"]) if isinstance(option["default"], list) else option["default"]
        for name, option in whole.items()
        if "default" in option
    }
    head = "".join(defaults.read_text(encoding="utf-8").splitlines(keepends=True)[:4])
    return {
        **texts,
        defaults: f"{head}# Made by tools/generate_role.py from meta/argument_specs.yml.\n{dumped(given, 0)}",
        **{path: between_marks(path, 4, arguments(module)) for path, module in calls.items()},
    }


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(any(path.read_text(encoding="utf-8") != text for path, text in generate().items()))
    for path, text in generate().items():
        path.write_text(text, encoding="utf-8")
