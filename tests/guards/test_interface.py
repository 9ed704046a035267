# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said in two places is the same in both."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "ansible_collections.adx.outbound.plugins"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
INVENTORIES = sorted(path.stem for path in (ROOT / "plugins" / "inventory").glob("*.py"))
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
PARTS = {
    "names",
    "front",
    "call",
    "access",
    "exit",
    "told",
    "exports",
    "templates",
    "report",
    "artifacts",
    "answer",
}  # files of tasks that are no entry by themselves
FACTS = ("type", "elements", "default", "choices", "required", "aliases")
# Paths go by a variable with two underscores, which takes them from where the run was started.
PASSED = re.compile(
    r"^\{\{ *(?:__(?=egress_(?:backup|baseline|expect_plan) ))?(egress_\w+)(?: *\| *default\(omit(, true)?.*\))? *\}\}$"
)


def load(path: str):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def module(name: str):
    return importlib.import_module(f"{PACKAGE}.modules.{name}")


def fragment(name: str):
    """The parsed text of a documentation fragment such as adx.outbound.attributes.writer."""
    file, _dot, part = name.removeprefix("adx.outbound.").partition(".")
    found = importlib.import_module(f"{PACKAGE}.doc_fragments.{file}").ModuleDocFragment
    return yaml.safe_load(getattr(found, part.upper() or "DOCUMENTATION"))


def documented_options(name: str):
    page = yaml.safe_load(module(name).DOCUMENTATION)
    options = dict(page["options"])
    for used in page.get("extends_documentation_fragment", []):
        options.update(fragment(used).get("options") or {})
    return options


def outline(options, nested: str):
    """Options reduced to the facts that both sides state, in one form."""
    return {
        name: {
            "type": option.get("type", "str"),
            "elements": option.get("elements"),
            "default": option.get("default"),
            "choices": option.get("choices"),
            "required": option.get("required", False),
            "aliases": sorted(option.get("aliases", [])),
            "options": outline(option.get(nested) or {}, nested),
        }
        for name, option in options.items()
    }


@pytest.mark.parametrize("name", MODULES)
def test_the_argument_spec_of_a_module_is_its_documentation(name):
    assert outline(module(name).SPEC, "options") == outline(documented_options(name), "suboptions")


@pytest.mark.parametrize("name", MODULES)
def test_every_option_is_described_and_every_secret_is_hidden(name):
    assert [key for key, option in documented_options(name).items() if not option.get("description")] == []
    hidden = {key for key, option in module(name).SPEC.items() if option.get("no_log")}
    assert hidden == {"secret", "password", "oidc_token", "oidc_token_file_path", "x509_certificate_path"}


@pytest.mark.parametrize("name", MODULES)
def test_the_page_of_a_module_has_its_name_and_version_and_says_what_it_supports(name):
    page = yaml.safe_load(module(name).DOCUMENTATION)
    attributes: dict[str, dict] = {}
    for part in [fragment(used) for used in page["extends_documentation_fragment"]] + [page]:
        for key, value in (part.get("attributes") or {}).items():
            attributes.setdefault(key, {}).update(value)
    assert (page["module"], bool(page["version_added"]), bool(page["short_description"])) == (name, True, True)
    assert attributes["check_mode"]["support"] == "full" == attributes["action_group"]["support"]
    assert attributes["diff_mode"]["support"] == ("none" if name.endswith("_info") else "full")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_use_its_options_only(name):
    spec = module(name).SPEC
    known = {*spec, *(alias for option in spec.values() for alias in option.get("aliases", []))}
    tasks = yaml.safe_load(module(name).EXAMPLES)
    used = [task[f"adx.outbound.{name}"] for task in tasks if f"adx.outbound.{name}" in task]
    assert used and all(task.get("name") for task in tasks)
    assert {option for arguments in used for option in arguments} - known == set()


@pytest.mark.parametrize("name", INVENTORIES)
def test_an_inventory_takes_the_login_of_the_modules_and_its_examples_its_own_options(name):
    found = importlib.import_module(f"{PACKAGE}.inventory.{name}")
    page, login = yaml.safe_load(found.DOCUMENTATION), documented_options_of_fragment("azure")
    fragments = page["extends_documentation_fragment"]
    assert fragments == ["adx.outbound.azure", "ansible.builtin.constructed", "ansible.builtin.inventory_cache"]
    assert page["name"] == name and all(option["description"] for option in page["options"].values())
    core = [
        importlib.import_module(f"ansible.plugins.doc_fragments.{used.rpartition('.')[2]}") for used in fragments[1:]
    ]
    core_options = [yaml.safe_load(part.ModuleDocFragment.DOCUMENTATION)["options"] for part in core]
    known = {*page["options"], *login, *(key for options in core_options for key in options)}
    assert {key for example in yaml.safe_load_all(found.EXAMPLES) for key in example} - known == set()


@pytest.mark.parametrize("group", ["azure", "all"])
def test_every_module_is_in_the_action_groups(group):
    entries = load("meta/runtime.yml")["action_groups"][group]
    assert sorted(entry for entry in entries if isinstance(entry, str)) == MODULES


def test_the_version_is_the_same_everywhere():
    version = importlib.import_module(f"{PACKAGE}.module_utils._plan.values.version")
    assert load("galaxy.yml")["version"] == version.VERSION


def tasks_of(tasks):
    """Every task of a list of tasks, those of blocks in their place."""
    for task in tasks:
        inner = [*task.get("block", ()), *task.get("always", ())]
        yield from tasks_of(inner) if inner else (task,)


def role_tasks(files="*.yml"):
    """Every task of the role, or of some of its files."""
    paths = sorted((ROOT / "roles/egress/tasks").glob(files))
    return [task for path in paths for task in tasks_of(yaml.safe_load(path.read_text(encoding="utf-8")))]


def options_of_role(role: str):
    """The options of the role, which are the same in all its entries."""
    return load(f"roles/{role}/meta/argument_specs.yml")["argument_specs"]["main"]["options"]


@pytest.mark.parametrize("role", ROLES)
def test_the_defaults_of_a_role_are_the_ones_its_argument_spec_names(role):
    options = options_of_role(role)
    defaults = load(f"roles/{role}/defaults/main.yml") or {}
    assert {name: option["default"] for name, option in options.items() if "default" in option} == defaults
    left_out = set(options) - set(defaults)
    assert {name for name, option in options.items() if option.get("required")} <= left_out
    # A number, a choice and a list have no value that means "not given"; anything else is an empty default.
    assert {name for name in left_out if not options[name].get("required")} == {
        name
        for name, one in options.items()
        if "default" not in one and (one["type"] in ("int", "list") or "choices" in one)
    }


# What the role works out for each module that it calls: one cluster or a list, and for a lock-down the steps of the
# entry and what a check does with a state.
CALLED = {
    "cluster_egress": {"clusters", "steps", "details", "state", "option_prefix", "only_left", "templates"},
    "cluster_outbound_access": {"clusters", "details", "option_prefix"},
    "cluster_network_exit": {"clusters", "details", "option_prefix"},
}
RENAMED = {"state": "egress_outbound_access"}


def call_arguments(name: str) -> dict[str, str]:
    """Option of a module -> how the one call that the role makes of it fills it."""
    calls = [task[f"adx.outbound.{name}"] for task in role_tasks() if f"adx.outbound.{name}" in task]
    (arguments,) = calls
    return {option: str(value) for option, value in arguments.items()}


def handed_over(name: str) -> dict[str, re.Match[str]]:
    """The options of a module that are a variable of the role as it stands."""
    matched = {option: PASSED.match(value) for option, value in call_arguments(name).items()}
    return {option: match for option, match in matched.items() if match}


ALL_HANDED_OVER = [(name, *one) for name in CALLED for one in sorted(handed_over(name).items())]


@pytest.mark.parametrize("name", CALLED)
def test_a_zero_is_a_number_and_not_left_out(name):
    spec = module(name).SPEC
    empty_is_omitted = {option for option, match in handed_over(name).items() if match[2] and "true" in match[2]}
    assert {option for option in empty_is_omitted if spec[option]["type"] in ("int", "bool")} == set()


def unset_is_empty(facts):
    """A role has no way to leave a variable out: its empty string or dictionary is the module's "not given"."""
    return {**facts, "default": None if facts["default"] in ("", {}) else facts["default"]}


def documented_options_of_fragment(name: str):
    return fragment(f"adx.outbound.{name}")["options"]


@pytest.mark.parametrize("name", CALLED)
def test_the_role_hands_every_option_over_in_the_one_call_it_makes(name):
    assert set(module(name).SPEC) - set(call_arguments(name)) == set(documented_options_of_fragment("azure"))
    assert set(call_arguments(name)) - set(handed_over(name)) == CALLED[name]


@pytest.mark.parametrize(("name", "option", "match"), ALL_HANDED_OVER, ids=str)
def test_a_variable_of_the_role_is_the_option_of_the_module_it_becomes(name, option, match):
    of_role = outline(options_of_role("egress"), "options")[match[1]]
    of_module = outline(module(name).SPEC, "options")[option]
    others = [outline(module(other).SPEC, "options").get(option) for other in CALLED if other != name]
    defaults = [other["default"] for other in others if other]
    if match[1] not in RENAMED.values() and any(default != of_module["default"] for default in defaults):
        of_module["default"] = None  # each module has its own where the variable is not given
    assert unset_is_empty(of_role) == of_module


@pytest.mark.parametrize("option", RENAMED)
def test_a_variable_with_a_name_of_its_own_is_named_so_in_messages(option):
    text = (ROOT / "plugins/modules/cluster_outbound_access.py").read_text(encoding="utf-8")
    assert handed_over("cluster_outbound_access")[option][1] == RENAMED[option]
    assert f'variables={{"{option}": "{RENAMED[option].removeprefix("egress_")}"}}' in text
    same = {name: match[1] for name, match in handed_over("cluster_outbound_access").items() if name not in RENAMED}
    assert same == {name: f"egress_{name}" for name in same}


def test_what_the_role_takes_and_hands_to_no_module_is_what_it_does_by_itself():
    passed = {match[1] for _name, _option, match in ALL_HANDED_OVER} | {
        "egress_cluster",
        "egress_clusters",
        "egress_state",
        "egress_auth_source",
    }
    assert set(options_of_role("egress")) - passed == {
        "egress_exports",
        "egress_report_path",
        "egress_ignore_variables",
    }


def test_every_entry_of_the_role_takes_the_same_variables():
    text = (ROOT / "roles/egress/meta/argument_specs.yml").read_text(encoding="utf-8")
    entries = load("roles/egress/meta/argument_specs.yml")["argument_specs"]
    assert text.count("    options: *options\n") == len(entries) - 1 and text.count("    options: &options\n") == 1
    assert set(entries) == {path.stem for path in (ROOT / "roles/egress/tasks").glob("*.yml")} - PARTS


def azure_tasks(file: str) -> list[str]:
    """The modules of ours that a file of the role's tasks leads to."""
    found = []
    for task in role_tasks(file):
        found += [name for name in task if name.startswith("adx.outbound.")]
        leads = task.get("ansible.builtin.import_tasks") or task.get("ansible.builtin.include_tasks")
        found += azure_tasks(leads) if leads else []
    return found


@pytest.mark.parametrize("file", ["main.yml", "plan.yml", "allow.yml", "route.yml", "check.yml"])
def test_the_role_logs_in_once_and_twice_more_where_files_are_written(file):
    files = ["adx.outbound.cluster_egress", "adx.outbound.service_tags_info"]
    assert azure_tasks(file) == [*files, "adx.outbound.cluster_egress"]


def test_the_role_logs_in_once_to_restrict_access_at_the_clusters():
    assert azure_tasks("restrict.yml") == ["adx.outbound.cluster_outbound_access"]


def test_the_role_logs_in_once_to_take_clusters_out_of_their_networks():
    assert azure_tasks("leave_network.yml") == ["adx.outbound.cluster_network_exit"]


def test_nothing_that_was_registered_by_an_earlier_use_of_the_role_is_taken_for_this_ones():
    assert {task["register"] for task in role_tasks() if "register" in task and "when" not in task} == {
        "egress_result",
        "__egress_exported",
        "__egress_read",
        "__egress_reported",
        "__egress_there",
    }
    # Ansible registers that a task was skipped, too, and such a result has no tags, and no file.
    skipped = {task["register"] for task in role_tasks() if "register" in task and "when" in task}
    assert skipped == {"__egress_earlier", "__egress_service_tags", "__egress_standing"}
    assert not [task for task in role_tasks() if "ansible.builtin.set_fact" in task]


def test_the_formats_of_an_export_are_the_same_everywhere():
    formats = importlib.import_module(f"{PACKAGE}.module_utils._plan.exports.formats").FORMATS
    of_role = load("roles/egress/meta/argument_specs.yml")["argument_specs"]["main"]["options"]["egress_exports"]
    of_filter = load("plugins/filter/appliance_export.yml")["DOCUMENTATION"]["options"]["format"]
    languages = importlib.import_module(f"{PACKAGE}.module_utils._plan.templates.tree").Language
    of_templates = load("plugins/filter/egress_templates.yml")["DOCUMENTATION"]["options"]["language"]
    assert of_filter["choices"] == list(formats) and of_templates["choices"] == list(languages)
    assert of_role["options"]["format"]["choices"] == [*of_filter["choices"], *of_templates["choices"]]
    assert list(load("roles/egress/vars/main.yml")["__egress_suffixes"]) == list(languages)


def test_a_switch_of_the_role_may_be_text_wherever_it_decides():
    specs = load("roles/egress/meta/argument_specs.yml")["argument_specs"]
    switches = {name for spec in specs.values() for name, one in spec["options"].items() if one["type"] == "bool"}
    lines = [
        line for path in (ROOT / "roles/egress/tasks").glob("*.yml") for line in path.read_text("utf-8").splitlines()
    ]
    uses = [(switch, line) for switch in switches for line in lines if re.search(rf"\b{switch}\b(?!:)", line)]
    decides = [(switch, line) for switch, line in uses if not PASSED.match(line.partition(": ")[2].strip('"'))]
    assert uses
    assert [line for switch, line in decides if f"{switch} | bool" not in line] == []


def test_the_names_that_nobody_is_told_of_are_those_the_role_and_the_playbooks_use():
    variables = importlib.import_module(f"{PACKAGE}.module_utils._plan.values.variable_names")
    registered = {task["register"] for task in role_tasks() if task.get("register", "").startswith("egress_")}
    handed_on = [task["ansible.builtin.set_stats"] for task in role_tasks() if "ansible.builtin.set_stats" in task]
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "playbooks").glob("*.yml")]
    named = {name for text in texts for name in re.findall(r"(?<![\w.])egress_\w+", text)}
    modules = {name for name in MODULES if name.startswith("egress_")}
    assert registered == variables.OUTPUTS
    assert {name for stats in handed_on for name in stats["data"]} == variables.ARTIFACTS
    assert not variables.ARTIFACTS & {*options_of_role("egress"), *variables.OUTPUTS}
    assert named - set(options_of_role("egress")) - modules == variables.OF_PLAYBOOKS


@pytest.mark.parametrize("entry", load("roles/egress/meta/argument_specs.yml")["argument_specs"])
def test_every_entry_of_the_role_looks_at_the_names_of_variables_first(entry):
    file = f"{entry}.yml"
    while file != "names.yml":
        file = yaml.safe_load((ROOT / "roles/egress/tasks" / file).read_text(encoding="utf-8"))[0][
            "ansible.builtin.import_tasks"
        ]
    first = yaml.safe_load((ROOT / "roles/egress/tasks" / file).read_text(encoding="utf-8"))[0]
    assert "lookup('adx.outbound.egress_variables'" in str(first)
