"""What a session tells of schedules and of stability over time: what is in sight, and what has changed."""

from bare_session import Session

LINK = "run=momentum:eta=0.001,alpha=0.9/cosine:warm_up=20"


def said(session, topic, **data):
    found = [head["said"][topic] for head in session.hears(**data) if topic in head["said"]]
    return found[-1] if found else None


def test_the_experiment_has_the_schedule_of_the_active_run_and_of_each_run():
    session = Session(f"{LINK}&run=adam")
    told = session.first["said"]["experiment"]
    cosine = {"key": "cosine", "warm_up": 20.0, "floor": 0.0}
    assert told["schedule"] == told["lineup"][0]["schedule"] == cosine
    assert told["lineup"][1]["schedule"] == {"key": "constant", "warm_up": 0.0}
    assert "factor" in session.first["said"]["runs"][0]["columns"]
    assert "factor" not in session.first["said"]["runs"][1]["columns"]


def test_a_change_of_the_schedule_follows_one_run_anew_and_changes_the_axes():
    session = Session(f"{LINK}&run=adam")
    change = {"schedule": {"key": "step", "period": 9}}
    (head,) = session.hears(change=change)
    runs = head["said"]["runs"]
    assert (runs[0]["of"]["schedule"]["key"], runs[1]) == ("step", None)
    assert ["schedule.period", "period"] in head["said"]["axes"]["names"]
    assert "/step:warm_up=0.0,period=9.0,gamma=0.5" in head["said"]["experiment"]["query"]
    (head,) = session.hears(change=change)
    assert set(head["said"]) == {"experiment"}


def test_stability_is_told_while_its_panel_is_open_and_when_it_changes():
    session = Session(LINK)
    assert "stability" not in session.first["said"]
    told = said(session, "stability", change={"panel": "stability"})
    assert "smaller than would be stable" in told["words"][0]
    assert said(session, "stability", change={"cursor": 5}) is None
    assert said(session, "stability", change={"values": {"eta": 0.002}})["crossing"] is None
    assert said(session, "stability", change={"panel": "step"}) is None
    assert said(session, "stability", change={"values": {"eta": 0.003}}) is None


def finish(later):
    while later:
        later.popleft()()


def test_a_race_follows_the_schedule_of_the_page(later):
    session = Session(f"panel=race&steps=20&{LINK}")
    session.hears(ask={"ask": "race", "keys": ["momentum", "rprop"], "budget": 64})
    finish(later)
    experiment = session.explorer.experiment
    assert [schedule.key for schedule in experiment.schedules] == ["cosine", "cosine"]
    heads = [head["said"]["race"] for head in session.heads if "rows" in head["said"].get("race", {})]
    assert all(row["run"]["schedule"]["key"] == "cosine" for row in heads[-1]["rows"])
    assert "with the schedule cosine" in heads[-1]["words"]


def test_a_race_over_conditions_tells_a_chart_and_changes_nothing(later):
    session = Session("panel=race&steps=5&seed=3")
    before = session.explorer.experiment
    ask = {"ask": "race", "keys": ["momentum", "adam"], "budget": 64, "conditions": True}
    session.hears(ask=ask)
    finish(later)
    told = [head["said"]["race"] for head in session.heads if "conditions" in head["said"].get("race", {})]
    assert len(told[-1]["conditions"]["columns"]) == 12
    assert told[-1]["conditions"]["course"]["seed"] == 3
    assert session.explorer.experiment == before
