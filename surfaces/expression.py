"""Text to formula: the grammar, read by precedence climbing over tokens and a closed table of names.

Nothing of a visitor's text ever reaches an evaluator: the parser calls the constructors of `algebra` and
`functions`, and every bound (length, tokens, depth, exponents, size of numbers) is checked before SymPy is
asked for anything. The syntax is math.js's, precedence and implicit products included, except that a weight
or a constant before a parenthesis is a factor here: `w1(w2 + 1)` is a product, not a call.

    sum       = product (("+" | "-") product)*
    product   = implicit (("*" | "/" | "./" | "%") implicit)*
    implicit  = ratio ratio*                     tighter than "/": w1/2 w2 is w1/(2 w2)
    ratio     = unary ("/" number)*              ... but 1/2 w1 is (1/2) w1: only between plain numbers, and
                                                     only before a name or a parenthesis (math.js's "rule 2")
    unary     = ("-" | "+") unary | power
    power     = atom ("^" unary)?                right-associative; tighter than a sign before it
    atom      = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sympy import Expr

from surfaces import algebra
from surfaces.names import CALLS, VALUES, advice, call, raise_to
from surfaces.tokens import ExpressionError, Token, quote, tokenize

MAX_DEPTH = 32


def parse(text: str) -> Expr:
    """The formula that `text` means, in the plain symbols `w1` and `w2`.

    Raises:
        ExpressionError: for every text that is not an error function, with the place and what to write
        instead.
    """
    return _Parser(tokenize(text)).parse()


class _Parser:
    """A cursor over the tokens; each method reads one line of the grammar and returns its formula."""

    def __init__(self, tokens: list[Token]):
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def peek(self, distance: int = 1) -> Token:
        return self.tokens[min(self.index + distance, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.token
        self.index += 1
        return token

    def parse(self) -> Expr:
        if self.token.kind == "end":
            raise ExpressionError("the error function is empty: write for example 3 w1^2 + 10 w2^2", 0)
        formula = self.sum()
        if self.token.kind != "end":
            raise ExpressionError(self.surplus(), self.token.position)
        return formula

    # ------------------------------------------------------------------------------------------------ grammar

    def sum(self) -> Expr:
        result = self.product()
        while self.token.kind in ("+", "-"):
            sign = self.take()
            term = self.product()
            if sign.kind == "-":
                term = self.build(sign, algebra.negate, term)
            result = self.build(sign, algebra.add, result, term)
        return result

    def product(self) -> Expr:
        result = self.implicit()
        while self.token.kind in _PRODUCTS:
            operator = self.take()
            if operator.kind == "%" and self.token.kind in ("end", ")", ",", "*", "/", "%", "^"):
                raise ExpressionError(
                    "% is the remainder of a division: write 0.05 for 5%", operator.position
                )
            result = self.build(operator, _PRODUCTS[operator.kind], result, self.implicit())
        return result

    def implicit(self) -> Expr:
        first = self.index
        result = self.ratio()
        while self.token.kind in ("name", "(") or (
            self.token.kind == "number" and self.may_precede_number(first)
        ):
            first, sign = self.index, self.token
            result = self.build(sign, algebra.multiply, result, self.ratio())
        return result

    def may_precede_number(self, first: int) -> bool:
        """Whether a number may follow the factor that began at `first`: `w1 2`, but not `2 3` or `w1^2 3`."""
        last = self.tokens[self.index - 1]
        if first == self.index - 1:
            return last.kind == "name"
        if last.kind != ")":
            return False
        opening, depth = self.index - 1, 0
        while True:  # the factor must be one parenthesis or one call, not an operation that ends in one
            depth += {")": 1, "(": -1}.get(self.tokens[opening].kind, 0)
            if depth == 0:
                break
            opening -= 1
        return opening == first or (opening == first + 1 and self.tokens[first].kind == "name")

    def ratio(self) -> Expr:
        first = self.index
        result = self.unary()
        plain = self.index == first + 1 or (self.index == first + 2 and self.tokens[first].kind in ("+", "-"))
        if not plain or self.tokens[self.index - 1].kind != "number":
            return result
        while self.token.kind == "/" and self.peek().kind == "number" and self.peek(2).kind in ("name", "("):
            operator = self.take()
            result = self.build(operator, algebra.divide, result, self.unary())
        return result

    def unary(self) -> Expr:
        if self.token.kind not in ("+", "-"):
            return self.power()
        sign = self.take()
        operand = self.nested(sign, self.unary)
        return self.build(sign, algebra.negate, operand) if sign.kind == "-" else operand

    def power(self) -> Expr:
        base = self.atom()
        if self.token.kind != "^":
            return base
        operator = self.take()
        exponent = self.nested(operator, self.unary)
        return self.build(operator, raise_to, base, exponent)

    def atom(self) -> Expr:
        token = self.take()
        if token.kind == "number":
            return self.build(token, _literal, token.text)
        if token.kind == "(":
            if self.token.kind == ")":
                raise ExpressionError("the parentheses are empty", token.position)
            result = self.nested(token, self.sum)
            self.close(token)
            return result
        if token.kind != "name":
            raise ExpressionError(self.missing(token), token.position)
        if token.text in VALUES:
            return VALUES[token.text]
        if token.text not in CALLS:
            raise ExpressionError(advice(token.text, called=self.token.kind == "("), token.position)
        return self.build(token, call, token.text, self.arguments(token))

    def arguments(self, function: Token) -> list[Expr]:
        name = function.text
        if self.token.kind != "(":
            raise ExpressionError(self.bare(name), function.position)
        opening, arguments = self.take(), []
        if self.token.kind != ")":
            arguments.append(self.nested(opening, self.sum))
            while self.token.kind == ",":
                self.take()
                arguments.append(self.nested(opening, self.sum))
        self.close(opening)
        least, most = CALLS[name][0]
        if not least <= len(arguments) <= most:
            count = (
                f"{least}"
                if least == most
                else f"{least} or {most}"
                if most == least + 1
                else f"{least} to {most}"
            )
            raise ExpressionError(f"{name} takes {count} argument{'s' * (most > 1)}", function.position)
        return arguments

    # ------------------------------------------------------------------------------------------------- guards

    def nested(self, token: Token, read: Callable[[], Expr]) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(
                f"too deeply nested: at most {MAX_DEPTH} levels are allowed", token.position
            )
        result = read()
        self.depth -= 1
        return result

    def build(self, token: Token, construct: Callable[..., Expr], *arguments) -> Expr:
        """Construct a formula; a constant part that is not real is reported at `token`."""
        try:
            return construct(*arguments)
        except algebra.NotRealError as error:
            raise ExpressionError(f"a constant part is {error}", token.position) from None

    def close(self, opening: Token) -> None:
        if self.token.kind == ")":
            self.take()
        elif self.token.kind == "end":
            raise ExpressionError("this parenthesis is not closed: a ) is missing", opening.position)
        else:
            raise ExpressionError(self.surplus(), self.token.position)

    # ----------------------------------------------------------------------------------------------- messages

    def surplus(self) -> str:
        """Why the current token cannot follow what was read."""
        token = self.token
        if token.kind == ")":
            return "this parenthesis was never opened: leave out the )"
        if token.kind == ",":
            return "a comma may only separate the arguments of a function: write 0.5 for a decimal number"
        if token.kind == "number":
            return f"write * before {quote(token.text)}: a number cannot follow another"
        return f"{quote(token.text)} cannot stand here"

    def missing(self, token: Token) -> str:
        """Why `token` cannot begin an operand."""
        before = self.tokens[self.index - 2] if self.index > 1 else None
        if token.kind == "end":
            return f"something is missing after {quote(before.text)}"
        if before is None or before.kind == "(":
            return f"something is missing before {token.text}"
        return f"something is missing between {quote(before.text)} and {token.text}"

    def bare(self, name: str) -> str:
        least = CALLS[name][0][0]
        if self.token.kind in ("name", "number"):
            written = self.token.text
            if self.token.text in CALLS:
                written += "(…)"
            return f"a function needs parentheses: write {name}({quote(written)})"
        if self.token.kind == "^":
            return f"a function needs parentheses: write {name}(w1)^2"
        return f"a function needs parentheses: write {name}({', '.join(['w1', 'w2', '1', '1'][:least])})"


def _literal(text: str) -> Expr:
    if not any(c in text for c in ".eE"):
        return algebra.number(Fraction(int(text)))
    return algebra.number(float(text))


_PRODUCTS = {
    "*": algebra.multiply,
    "/": algebra.divide,
    "./": algebra.divide,
    "%": lambda u, v: call("mod", [u, v]),
}
