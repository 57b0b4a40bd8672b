"""The functions that are completed while one types, with their words."""

from app.words.function_words import WORDS, function_names
from surfaces import Surface
from surfaces.names import CALLS, CHOICE


def test_every_function_of_the_language_has_words_and_no_other():
    assert WORDS.keys() == {*CALLS, CHOICE}
    assert [name for name, _ in function_names()] == sorted(WORDS)


def test_the_words_fit_into_the_list():
    assert all(0 < len(words) <= 50 for words in WORDS.values())


def test_what_the_words_write_is_what_the_function_computes():
    for name, formula in (("sigmoid", "1/(1 + e^(-w1))"), ("softplus", "log(1 + e^w1)"), ("cube", "w1^3")):
        one, other = Surface.parse(f"{name}(w1)"), Surface.parse(formula)
        assert abs(one.value(0.7, 0.0) - other.value(0.7, 0.0)) < 1e-15
