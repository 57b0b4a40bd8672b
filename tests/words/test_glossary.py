"""The list of words has every term of the tips, and explains each in one short sentence."""

import re

import pytest
from tips import plain, terms

from app.panels import PANELS, TABS, constants
from app.words.controls import method_rows
from app.words.glossary import WORDS
from optimizers import OPTIMIZERS

TIPS = constants()["tips"]


@pytest.mark.parametrize("tip", TIPS.values(), ids=TIPS.keys())
def test_every_term_of_a_tip_is_marked_and_in_the_list(tip):
    assert set(terms(tip)) <= set(WORDS)
    rest = re.sub(r"\[[^]]+\]", "", tip).lower()
    unmarked = {term for term in WORDS if re.search(rf"\b{re.escape(term.lower())}s?\b", rest)}
    assert unmarked <= set(terms(tip))


def test_every_tab_has_a_short_tip():
    for key in (*TABS, *PANELS):
        assert 20 < len(plain(TIPS[key])) < 170, key
        assert TIPS[key].endswith(".")


@pytest.mark.parametrize("term", WORDS)
def test_a_word_is_explained_in_one_sentence(term):
    sentence = WORDS[term]
    assert re.fullmatch(r"[^.]+(?:\.\d[^.]*)*\.", sentence), "one sentence"
    assert len(sentence) < 110
    assert term.lower() not in sentence.lower().split(":")[0].split(), "not by itself"


def test_the_names_of_the_usual_hyper_parameters_are_explained_in_their_tips():
    explained = {"η": "learning rate", "α": "momentum", "β1": "memory", "β2": "memory"}
    for key in ("momentum", "adam"):
        for row in method_rows(OPTIMIZERS[key]):
            if term := explained.get(row["label"]):
                assert row["term"] == term
