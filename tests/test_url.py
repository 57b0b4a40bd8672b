"""Links: reading restores what was written to the bit, and any text can be read."""

import dataclasses
import math
from urllib.parse import parse_qsl, quote, unquote

import pytest
from hypothesis import given
from strategies_page import experiments, queries

from app.contract import MAX_RUNS
from app.experiment import SETTINGS, Experiment, proposed_run
from app.lessons import LESSONS
from app.lineup import ALL_ROWS, STEADY
from app.rules import METHODS, parse_rule
from app.settings import legal_view
from app.tables.table_text import table_part
from app.url import Widget, from_query, lesson_experiment, to_query, widget_of
from optimizers import OPTIMIZERS, SCHEDULES, hypers
from surfaces import GALLERY, ExpressionError, Surface


@given(experiments)
def test_a_link_restores_the_experiment_to_the_bit(experiment):
    assert from_query(to_query(experiment)) == (experiment, [])


@given(queries)
def test_any_text_works_as_a_link(query):
    experiment, notices = from_query(query)
    assert all(notice.isprintable() and len(notice) < 400 for notice in notices)
    Surface.parse(experiment.expression)
    assert all(math.isfinite(w) for w in experiment.start)
    assert 1 <= len(experiment.runs) <= MAX_RUNS
    assert all(about.accepts(getattr(run, about.name)) for run in experiment.runs for about in hypers(run))
    assert legal_view(experiment.view) == experiment.view
    assert from_query(to_query(experiment)) == (experiment, [])


@given(experiments)
def test_a_widget_shows_what_the_link_of_the_full_page_shows(experiment):
    assert from_query(f"{to_query(experiment)}&embed&show=surface,m") == (experiment, [])


@pytest.mark.parametrize(
    ("query", "widget", "link", "named"),
    [
        ("", None, "", ""),
        ("?embed", Widget(("surface", "sliders", "error")), "embed", ""),
        ("?embed&show=error,sliders,surface", Widget(), "embed", ""),
        ("embed=&show=m,time", Widget(("time", "m")), "embed&show=time,m", ""),
        ("embed&show=m,<b>,m", Widget(("m",)), "embed&show=m", "“<b>” was not used: it is surface,"),
        ("embed=dark&show=m", Widget(("m",), "dark"), "embed=dark&show=m", ""),
        (
            "embed=pink",
            Widget(),
            "embed",
            "“pink” was not used: the page takes the browser's. It is light or dark, or nothing.",
        ),
        ("embed&show=nothing", Widget(), "embed", "“nothing”"),
        ("show=m", None, "", "“m” was not used: it needs embed beside it."),
    ],
)
def test_a_link_can_ask_for_a_widget_and_for_some_of_its_parts(query, widget, link, named):
    found, notices = widget_of(query)
    assert found == widget
    assert link == (widget.link if widget else "")
    assert bool(notices) == bool(named)
    assert named in "".join(notices)
    if widget:
        assert widget_of(f"?t=1&{widget.link}") == (widget, [])


def test_an_empty_link_is_the_default_page():
    assert from_query("") == (Experiment(), [])


def test_a_link_is_readable():
    assert unquote(to_query(Experiment())) == (
        "e=3 w1^2 + 10 w2^2&start=-15.0,20.0&steps=300&view=-25.0,25.0,-25.0,25.0&error=linear"
        "&panel=step&tab=path&colour=error&reach=3.0&t=1&run=momentum:eta=0.001,alpha=0.9"
    )


LINKS = [
    "e=(1-w1)%5E2%2B100(w2-w1%5E2)%5E2&start=-15.0,20.0&steps=300&view=-25.0,25.0,-25.0,25.0&error=log"
    "&panel=step&tab=plane&axes=eta,beta1&colour=ended&reach=3.0&t=0"
    "&run=adam:eta=0.1,beta1=0.9,beta2=0.999,epsilon=1e-08",
    "e=w1%C2%B2%20%20%2B%203%C2%B7w2&start=1e-12,-0.0&steps=10000&view=-1e-05,1.0,0.1,0.30000000000000004"
    "&error=linear&panel=noise&tab=path&colour=error&reach=1e-300&crop=9.0&t=1&noise=0.5&seed=4294967295"
    "&fan=50&run=gradient-descent:eta=0.1&run=momentum:eta=0.001,alpha=0.9"
    "&run=adam:eta=0.1,beta1=0.9,beta2=0.999,epsilon=1e-12&pins=-8,3",
    "lesson=convergence",
    "e=3%20w1%5E2%20%2B%2010%20w2%5E2&start=-15.0,20.0&steps=50&view=-25.0,25.0,-25.0,25.0&error=linear"
    "&panel=lesson&tab=path&axes=,&colour=error&reach=3.0&crop=600.0&t=22&noise=0.0&seed=0&fan=1"
    "&run=adam:eta=0.5,beta1=0.9,beta2=0.999,epsilon=1e-08&lesson=convergence",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_is_written_the_same_in_every_version(link):
    experiment, notices = from_query(link)
    assert notices == []
    assert to_query(experiment) == link


def test_every_setting_has_its_own_part_of_a_link():
    parts = [setting.part for setting in SETTINGS.values()]
    assert len({*parts, "e", "run", "batch", "lesson"}) == len(parts) + 4
    others = {"expression", "runs", "schedules", "batches", "lesson"}
    assert {*SETTINGS, *others} == set(Experiment.__dataclass_fields__)


def test_a_link_with_a_surface_alone_has_its_domain_start_and_values():
    surface = GALLERY["goldstein-price"]
    experiment, _ = from_query(f"e={surface.text.replace('+', '%2B')}&run=momentum")
    assert experiment.start == surface.start
    assert experiment.view == surface.domain
    assert experiment.active == OPTIMIZERS["momentum"](**surface.suggested["momentum"])


@pytest.mark.parametrize(
    ("query", "kept", "named"),
    [
        ("run=adam:eta=nan", {"runs": (proposed_run("adam", GALLERY["bowl"]),)}, "nan"),
        ("run=adam:eta=0.2,speed=3", {"runs": (OPTIMIZERS["adam"](eta=0.2),)}, "speed"),
        ("run=momentum:alpha=1.5", {}, "1.5"),
        ("start=inf,-inf", {}, "inf,-inf"),
        ("nosuch=1", {}, "nosuch"),
        ("e=w1%2B%2B%2B*", {}, "w1+++*"),
        ("panel=nosuch", {}, "nosuch"),
        ("tab=nosuch", {}, "nosuch"),
        ("lesson=nosuch", {}, "nosuch"),
        ("noise=nan", {}, "nan"),
        ("seed=0.5", {}, "0.5"),
        ("fan=51&noise=2&seed=3", {"noise": 2.0, "seed": 3, "fan": 1}, "51"),
        ("run=momentum&run=adam&pins=10", {"pins": (1,)}, "“10”"),
        ("run=momentum&run=adam&run=adam&pins=2,-2", {"pins": (1, 2)}, "2,-2"),
        ("pins=1", {}, "“1”"),
    ],
)
def test_a_bad_part_falls_back_and_is_named(query, kept, named):
    experiment, notices = from_query(query)
    assert len(notices) == 1
    assert named in notices[0]
    for field, value in kept.items():
        assert getattr(experiment, field) == value
    assert kept or experiment == Experiment()


SIZE = "a number from 1e−300 to 1e300."
HIDEABLE = "gradient,full,moment,update,m1,m2,s1,s2"
LIMITS = {
    "start": (
        "It is a place, w1 and w2, such as -1.5,2; both lie from −1e12 to 1e12.",
        ["1000000000000.0,-1000000000000.0", "-0.0,1.5"],
        ["1.1e12,0", "0,-1.1e12", "1", "1,2,3", "1;2", ""],
    ),
    "steps": ("It is a whole number from 1 to 10000.", ["1", "10000"], ["0", "10001", "1.5", "1,2", "１"]),
    "view": (
        "It is four numbers, such as -5,5,-2,8: w1 from −5 to 5 and w2 from −2 to 8. All lie from −1e12 to "
        "1e12, and neither range is empty.",
        ["0.0,1e-300,-1.0,0.0", "1.0,1.000000002,-1000000000000.0,1000000000000.0"],
        [
            "1,1.0000000009,0,1",
            "0,1,-1,-1.0000000009",
            "0,0,0,1",
            "0,1,1,0",
            "0,1,0",
            "0,1,0,1,2",
            "0,1e13,0,1",
        ],
    ),
    "units": ("It is auto or equal or stretched.", ["auto", "stretched"], ["Equal", ""]),
    "camera": (
        "It is off, or two angles in degrees, such as -60,30: from −180 to 180 round the surface, and from 0 "
        "to 90 above it.",
        ["off", "-180.0,0.0", "180.0,90.0"],
        ["-181,0", "181,0", "0,-1", "0,91", "90", "1,2,3", "on"],
    ),
    "error": ("It is linear or log.", ["linear", "log"], ["Log", "on"]),
    "tune": ("It is on or off.", ["on", "off"], ["yes"]),
    "axes": (
        "It is the names of two hyper-parameters, such as eta,alpha.",
        [",", "eta,", ",beta1", "alpha,schedule.warm_up"],
        ["eta", "eta,alpha,beta1", "eta,<b>", "no name,eta"],
    ),
    "reach": (f"It is {SIZE}", ["1e-300", "1e+300"], ["0", "1e-301", "1e301", "-1", "1,2"]),
    **dict.fromkeys(
        ("crop", "noise"),
        (f"It is 0 for none, or {SIZE}", ["0.0", "1e-300", "1e+300"], ["-1", "1e-301", "1e301", "none"]),
    ),
    "t": ("It is a whole number from 0 to 10000.", ["0", "10000"], ["-1", "10001"]),
    "seed": ("It is a whole number from 0 to 4294967295.", ["0", "4294967295"], ["-1", "4294967296"]),
    "fan": ("It is a whole number from 1 to 50.", ["1", "50"], ["0", "51"]),
    "hide": (
        f"It is at most 8 of {', '.join(HIDEABLE.split(',')[:7])} and so on, with commas between.",
        ["", "m2", HIDEABLE],
        ["m3", "m1,m3"],
    ),
    "race": (
        f"It is at most 9 of {', '.join(list(METHODS)[:7])} and so on, with commas between.",
        ["", "adam,own", ",".join(METHODS[:9])],
        ["adam,nosuch", ",".join(METHODS[:10])],
    ),
    "budget": ("It is 64 or 144 or 256 or 576.", ["64", "144", "256", "576"], ["65", "0", "64,64"]),
}


@pytest.mark.parametrize("part", LIMITS)
def test_the_limits_of_a_setting_are_legal_and_named_in_the_notice(part):
    advice, good, bad = LIMITS[part]
    (name,) = (name for name, setting in SETTINGS.items() if setting.part == part)
    for text in good:
        experiment, notices = from_query(f"{part}={quote(text)}")
        assert notices == []
        assert SETTINGS[name].write(getattr(experiment, name)) == text
        assert from_query(to_query(experiment)) == (experiment, [])
    for text in bad:
        quoted = text if len(text) <= 40 else f"{text[:39]}…"
        found, (notice,) = from_query(f"{part}={quote(text)}")
        assert found == Experiment()
        assert notice.startswith(f"The link's {part} “{quoted}” was not used: the page takes ")
        assert notice.endswith(advice)


def test_a_number_may_have_400_characters_and_a_notice_quotes_40():
    assert from_query(f"steps={'5'.zfill(400)}")[0].steps == 5
    assert from_query(f"steps={'5'.zfill(401)}")[0].steps == Experiment().steps
    for length, quoted in [(40, "x" * 40), (41, "x" * 39 + "…")]:
        _, (notice,) = from_query("x" * length)
        assert notice == f"The link has a part “{quoted}” that this page does not know."


def test_a_link_may_have_60000_characters_and_nine_runs():
    for length, steps, count in [(60_000, 5, 0), (60_001, 300, 1)]:
        experiment, notices = from_query("steps=5&hide=".ljust(length, ","))
        assert (experiment.steps, len(notices)) == (steps, count)
    for runs, words in [(9, "there is no run for it"), (10, "has 10 runs; the first 9 are shown")]:
        experiment, (notice,) = from_query("&".join([*["run=adam"] * runs, "rule=w = w - g"]))
        assert len(experiment.runs) == MAX_RUNS
        assert words in notice


@pytest.mark.parametrize("key", LESSONS)
def test_a_lesson_has_a_short_address_until_something_is_changed(key):
    experiment, notices = from_query(f"lesson={key}")
    assert notices == []
    assert experiment == lesson_experiment(key)
    assert to_query(experiment) == f"lesson={key}"
    changed = experiment.changed({"steps": 123})
    assert "steps=123" in to_query(changed)
    assert from_query(to_query(changed)) == (changed, [])


def test_a_part_of_a_link_changes_a_lesson():
    experiment, _ = from_query("lesson=convergence&steps=50&run=adam:eta=0.5")
    assert (experiment.lesson, experiment.steps, experiment.crop) == ("convergence", 50, 600)
    assert experiment.runs == (OPTIMIZERS["adam"](eta=0.5),)
    assert experiment.pins == ()


def test_a_surface_of_the_gallery_has_its_settings_however_it_is_written():
    written, notices = from_query("e=(1-x)^2 %2B 100(y-x*x)^2&run=adagrad")
    known, _ = from_query(f"e={quote(GALLERY['rosenbrock'].text)}&run=adagrad")
    assert not notices
    assert written.expression == "(1-x)^2 + 100(y-x*x)^2"
    assert dataclasses.replace(written, expression=known.expression) == known


def test_the_key_of_a_surface_of_the_gallery_is_no_error_function_and_stands_for_it():
    for key, surface in GALLERY.items():
        with pytest.raises(ExpressionError):
            Surface.parse(key)
        data = f"&data={table_part(surface.data)}" if surface.data else ""
        assert from_query(f"e={key.title()}") == from_query(f"e={quote(surface.text)}{data}")
    (notice,) = from_query("e=Two wells")[1]
    assert "Did you mean e=two-wells?" in notice


# Rules that were typed

SIGN, ADAM = "w = w - η sign(g)", "m = β1 m + (1 - β1) g\ns = β2 s + (1 - β2) g^2\nw = w - η m/sqrt(s + ε)"


def test_a_link_has_the_rules_that_were_typed_in_the_order_of_their_runs():
    runs = (parse_rule(ADAM)(eta=0.25), OPTIMIZERS["momentum"](), parse_rule(SIGN)(eta=0.5))
    experiment = dataclasses.replace(Experiment(), runs=runs, pins=(1, 2))
    link = to_query(experiment)
    parts = parse_qsl(link)
    assert [text for name, text in parts if name == "rule"] == [ADAM, SIGN]
    assert [text for name, text in parts if name == "run"] == [
        "own:eta=0.25,beta1=0.9,beta2=0.999,epsilon=1e-08",
        "momentum:eta=0.001,alpha=0.9",
        "own:eta=0.5",
    ]
    assert from_query(link) == (experiment, [])


def test_a_rule_in_a_link_is_checked_as_if_it_were_typed():
    experiment, (notice,) = from_query("run=adam&run=own:eta=0.5&rule=w = w - swish(g)")
    assert experiment.runs == (proposed_run("adam", GALLERY["bowl"]),)
    assert "unknown function swish" in notice
    experiment, (notice,) = from_query("run=own")
    assert experiment == Experiment()
    assert "the rule is empty" in notice
    experiment, (notice,) = from_query("run=own:eta=0.5,alpha=3&rule=w = w - η g")
    assert experiment.active == parse_rule("w = w - η g")(eta=0.5)
    assert "alpha" in notice
    experiment, (notice,) = from_query("run=adam&rule=w = w - η g")
    assert experiment.runs == (proposed_run("adam", GALLERY["bowl"]),)
    assert "there is no run for it" in notice


def test_a_rule_of_several_lines_is_quoted_on_one():
    _, (notice,) = from_query("run=own&rule=m = g%0D%0Aw = w - η m%0Am = 3%07")
    assert notice.startswith("The link's update rule “m = g; w = w - η m; m = 3�” was not used: ")


def test_a_bad_rule_does_not_affect_another_runs_rule():
    experiment, notices = from_query("run=own&run=own:eta=0.5&rule=w = w -&rule=w = w - η g")
    assert experiment.runs == (parse_rule("w = w - η g")(eta=0.5),)
    assert len(notices) == 1


def test_the_longest_rules_fit_in_a_link():
    text = "w = w - (" + "η+" * 12 + "η) g" + " " * 500 + "\n" * 20
    runs = tuple(parse_rule(text[: 590 - i])(eta=0.1) for i in range(MAX_RUNS))
    experiment = dataclasses.replace(Experiment(), runs=runs, pins=tuple(range(1, MAX_RUNS)))
    assert from_query(to_query(experiment)) == (experiment, [])


def test_the_schedule_of_a_run_follows_after_a_slash():
    experiment, notices = from_query("run=adam:eta=0.1/cosine:warm_up=20&run=momentum:eta=0.5")
    assert notices == []
    assert experiment.schedules == (SCHEDULES["cosine"](warm_up=20.0), STEADY)
    assert "/cosine:warm_up=20.0,floor=0.0&run=momentum:eta=0.5,alpha=0.9&" in to_query(experiment)
    typed, notices = from_query("run=own:eta=0.1/step:gamma=0.1&rule=w = w - η g")
    assert (notices, typed.schedule) == ([], SCHEDULES["step"](gamma=0.1))


FROM_DATA = "e=mean((w1 x - y)^2)&data=x,y;1,1;2,3;3,2;4,5;5,4"


def test_a_link_has_the_batch_of_the_active_run_and_behind_the_others_theirs():
    link = f"{FROM_DATA}&batch=2&run=adam:eta=0.1&run=momentum:eta=0.5/cosine:floor=0@4&run=adam"
    experiment, notices = from_query(link)
    assert (notices, experiment.batches) == ([], (2, 4, ALL_ROWS))
    assert experiment.schedules[1] == SCHEDULES["cosine"]()
    written = to_query(experiment)
    assert "&batch=2&run=adam:" in written
    assert "/cosine:warm_up=0.0,floor=0.0@4&run=adam:" in written
    assert from_query(written) == (experiment, [])
    whole, notices = from_query(f"{FROM_DATA}&batch=5&run=adam&run=adam:@5")
    assert (notices, whole.batches) == ([], (ALL_ROWS, ALL_ROWS))
    assert "batch" not in to_query(whole)


@pytest.mark.parametrize("wrong", ["0", "-1", "6", "2.5", "", "two", "1e400", "1,2"])
def test_a_bad_batch_is_named_and_the_rest_is_used(wrong):
    for link in (f"{FROM_DATA}&batch={wrong}&run=adam:eta=0.25", f"{FROM_DATA}&run=adam:eta=0.25@{wrong}"):
        experiment, (notice,) = from_query(link)
        assert notice == (
            f"The link's batch “{wrong}” was not used: the page takes all rows. "
            "It is a whole number from 1 to 5, the number of rows."
        )
        assert (experiment.batches, experiment.active.eta) == ((ALL_ROWS,), 0.25)


def test_a_batch_without_data_is_named():
    experiment, notices = from_query("e=w1^2 + w2^2&batch=4&run=adam:eta=0.25&run=adam:eta=0.5@2")
    assert notices == [
        f"The link's batch “{size}” was not used: the function does not come from data." for size in (2, 4)
    ]
    assert experiment.batches == (ALL_ROWS, ALL_ROWS)


@pytest.mark.parametrize(
    ("part", "schedule", "words"),
    [
        (
            "nosuch",
            "constant",
            "The link's schedule “nosuch” was not used: the page takes constant. It is constant or linear",
        ),
        ("", "constant", "The link's schedule “” was not used"),
        (
            "step:period=0",
            "step",
            "The link's period “0” was not used: the page takes 100. It is a number from 1.",
        ),
        ("step:eta=1", "step", "The link gives Step a value “eta” that it does not have."),
    ],
)
def test_a_bad_schedule_is_named_and_the_rest_is_used(part, schedule, words):
    experiment, (notice,) = from_query(f"run=adam:eta=0.25/{part}")
    assert notice.startswith(words)
    assert experiment.active.eta == 0.25
    assert experiment.schedule == SCHEDULES[schedule]()


@pytest.mark.parametrize("name", ["λ", "lambda", "lambda_"])
def test_a_letter_has_its_number_by_its_sign_and_by_its_name(name):
    experiment, notices = from_query(f"e=w1^2 %2B λ w2^2&let={name}:3")
    assert (experiment.let, notices) == ((("lambda_", 3.0),), [])


@pytest.mark.parametrize(
    ("link", "taken"),
    [
        ("view=plane", "−25,25,−25,25"),
        ("e=w1^2 %2B w2^2&start=here", "−15,20"),
        ("steps=0", "300"),
        ("crop=-1", "none"),
        ("race=adam,nosuch", "gradient-descent,momentum,rmsprop,adam"),
        ("seed=-1", "0"),
        ("run=adam:eta=nan", "0.2"),
        *((f"e=k w1^2&let={bad}", "k = 1") for bad in ("k:x", "k", "k:1e400")),
    ],
)
def test_a_notice_says_what_the_page_takes_in_the_place_of_what_it_could_not_use(link, taken):
    _, (notice,) = from_query(link)
    assert f"was not used: the page takes {taken}. " in notice
