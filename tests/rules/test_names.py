"""A rule's name: the comment with which its text begins."""

import pytest

from app.experiment import Experiment
from app.rules import RuleError, parse_rule
from app.rules.gallery import EXAMPLES
from app.runs.follow import runs_of
from app.words.exports import numpy_script, table
from app.words.run_words import told_run
from optimizers import descend, instructions
from surfaces import GALLERY, Surface

RULE = "w = w - η g"


def test_the_first_comment_names_the_rule_wherever_its_run_appears():
    rule = parse_rule(f"# AdaBelief (ε outside)\n{RULE}")
    assert rule.title == instructions(rule)["title"] == "AdaBelief (ε outside)"
    assert parse_rule(RULE).title == "Own rule"


@pytest.mark.parametrize("text", [f"#\n{RULE}", f"# a\n# b\n{RULE} # c: η g; w = 3", f"{RULE}  # \\frac {{"])
def test_a_comment_is_no_part_of_the_rule(text):
    paths = [descend(parse_rule(each)(), GALLERY["bowl"], (-3.0, 4.0), 5) for each in (text, RULE)]
    assert paths[0].w1.tolist() == paths[1].w1.tolist()


@pytest.mark.parametrize(
    ("name", "at", "words"),
    [
        ("x" * 31, 32, "at most 30 characters"),
        ('a"b', 3, "letters"),
        ("a\\b", 3, "letters"),
        ("<b>", 2, "letters"),
    ],
)
def test_a_name_has_few_signs(name, at, words):
    with pytest.raises(RuleError, match=words) as error:
        parse_rule(f"# {name}\n{RULE}")
    assert error.value.position == at


def test_a_fault_below_a_comment_is_marked_at_its_place():
    text = "# a name\nm = g # a note\nw = w - ? g"
    with pytest.raises(RuleError) as error:
        parse_rule(text)
    assert error.value.position == text.index("?")


def test_the_examples_have_their_names():
    for example in EXAMPLES.values():
        assert parse_rule(example.text).title == example.title


def test_two_named_rules_differ_in_the_table_and_in_the_script():
    experiment = Experiment(expression=GALLERY["bowl"].text).with_rule(f"# first\n{RULE}").pinned()
    experiment = experiment.with_rule(f"# second\n{RULE}")
    surface = Surface.parse(experiment.expression)
    runs = runs_of(surface, experiment)
    assert [told_run(run, surface)["title"] for run in runs] == ["second", "first"]
    found = table(runs, experiment.pins)
    assert "second" in found
    assert "first" in found
    script = numpy_script(experiment, surface, [run.path for run in runs])
    assert "# second" in script
    assert "# first" in script
    compile(script, "script", "exec")
