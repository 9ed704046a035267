# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what the role has of the options of the modules that it calls: each is a variable, with its default, and handed
over. What several take is one variable.

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
WORKED_OUT = ("clusters", "steps", "details", "state", "option_prefix", "only_left", "templates")
LOCKDOWN, RESTRICTION, LEAVING = "cluster_egress", "cluster_outbound_access", "cluster_network_exit"
ENTRIES = {RESTRICTION: "restrict", LEAVING: "leave_network"}  # the entry points of the others
OTHERWISE = ("purge", "max_removals", "accept")  # what these mean depends on the module
PATHS = ("backup", "expect_plan", "baseline")  # handed over as vars/main.yml takes them from where the run was started
WIDTH = 130  # letters of a line, as yamllint has it
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


def joined() -> dict[str, dict[str, Any]]:
    """Return the options of all modules. What means something else in another one is described for all, and what has
    another default there has none.
    """
    found = options(LOCKDOWN)
    others = {entry: options(module) for module, entry in ENTRIES.items()}
    for name in OTHERWISE:
        for entry, other in others.items():
            if name in other:
                lines = _in_entry(entry, other[name]["description"])
                found[name]["description"] = [*_lines(found[name]["description"]), *lines]
    for name in [one for one in found if any(one in other for other in others.values())]:
        default = found[name].get("default")
        differing = {
            entry: other[name].get("default")
            for entry, other in others.items()
            if name in other and other[name].get("default") != default
        }
        if differing:  # each module has its own where the variable is not given
            del found[name]["default"]
            told = " and ".join(_otherwise(value, differing) for value in dict.fromkeys(differing.values()))
            found[name]["description"] = [
                *_lines(found[name]["description"]),
                f"When not given, {default}, and {told}.",
            ]
    for other in others.values():
        found.update({name: option for name, option in other.items() if name not in found})
    return found


def _otherwise(value: Any, entries: dict[str, Any]) -> str:
    named = [f"C({entry})" for entry, one in entries.items() if one == value]
    return f"in the entry point{'s' if len(named) > 1 else ''} {' and '.join(named)} {value}"


def variable(name: str, option: dict[str, Any]) -> dict[str, Any]:
    """Return an option as the role specifies its variable."""
    facts = {"description": _of_role(option["description"])}
    if name in PATHS:
        facts["description"].append(FROM_HERE)
    facts.update({key: option[key] for key in ("type", "elements") if key in option})
    if "choices" in option:
        facts["choices"] = Inline(option["choices"])
    default = option.get("default", _empty(option))
    if default is not None:
        facts["default"] = Inline(default) if isinstance(default, list) else default
    if "suboptions" in option:
        facts["options"] = option["suboptions"]
    return facts


def _empty(option: dict[str, Any]) -> Any:
    """What stands in the place of no default: of a choice nothing does, since an empty text is none of them."""
    return None if "choices" in option else EMPTY.get(option["type"], "")


def _of_role(text: Any) -> Any:
    if isinstance(text, list):
        return [_of_role(line) for line in text]
    named = re.sub(r"\bO\((?!egress_)", "O(egress_", text)
    return re.sub(r"\bRV\(", "C(egress_result.", named)


def _in_entry(entry: str, text: Any) -> list[str]:
    """Of a list of words what each means, and else all of it."""
    listed = _lines(text)
    told = [line for line in listed if line.startswith("V(")] or [f"{line[:1].lower()}{line[1:]}" for line in listed]
    return [f"In the entry point C({entry}), {line}" for line in told]


def _lines(text: Any) -> list[str]:
    return text if isinstance(text, list) else [text]


def argument(name: str, option: dict[str, Any]) -> str:
    """Return the lines by which the role hands a variable over: one that a survey left blank not at all."""
    variable = f"__egress_{name}" if name in PATHS else f"egress_{name}"
    given = variable
    if _empty(option) is None and "default" not in joined()[name]:  # which the role has no default for
        given = f"{variable} | default('')"
    handed = f"{{{{ {variable} | default(omit, {given} in __egress_blank) }}}}"
    on_one_line = f'    {name}: "{handed}"\n'
    return on_one_line if len(on_one_line) <= WIDTH else f"    {name}: >-\n      {handed}\n"


def arguments(module: str) -> str:
    """Return how the role hands over the options of a module."""
    return "".join(argument(name, option) for name, option in options(module).items())


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
    calls[ROLE / "tasks" / "exit.yml"] = LEAVING
    specified = {f"egress_{name}": variable(name, option) for name, option in joined().items()}
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
