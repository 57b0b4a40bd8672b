"""The grammar: a parser reads tokens by precedence climbing, and calls a builder for each operation.

The syntax is math.js's, precedence and implicit products included, except that a value before a parenthesis
is a factor here: `w1(w2 + 1)` is a product, not a call.

    sum        = product (("+" | "-") product)*
    product    = implicit (("*" | "/" | "./" | "%") implicit)*
    implicit   = ratio ratio*                    tighter than "/": w1/2 w2 is w1/(2 w2)
    ratio      = unary ("/" number)*             ... but 1/2 w1 is (1/2) w1: only between plain numbers, and
                                                     only before a name or a parenthesis (math.js's "rule 2")
    unary      = ("-" | "+") unary | power
    power      = atom ("^" unary)?               right-associative; tighter than a sign before it
    atom       = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
    comparison = sum ("<" | "<=" | ">" | ">=" | "==" | "!=") sum     the first argument of a choice only
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from surfaces.tokens import ExpressionError, Token, quote
from surfaces.values import NotRealError

MAX_DEPTH = 32
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
T = TypeVar("T")


class Builder(Protocol[T]):
    """Makes the result of each operation. An operation on constants may raise `NotRealError`."""

    arities: Mapping[str, tuple[int, int]]
    """The functions, each with the least and the greatest number of its arguments."""
    choices: Collection[str]
    """The functions whose first argument is a comparison."""
    examples: Sequence[str]
    """Arguments for messages that show how a function is called."""

    def number(self, text: str, /) -> T: ...
    def value(self, token: Token, called: bool) -> T:
        """The value of a name that is no function; `called` if a parenthesis follows.

        Raises:
            ExpressionError: there is no such name.
        """

    def call(self, name: str, arguments: list[T], /) -> T: ...
    def compare(self, sign: str, left: T, right: T, /) -> T:
        """Compare two numbers, for one of the `choices`; a builder without choices need not have this."""
        raise TypeError(f"no {sign} here")

    def add(self, left: T, right: T, /) -> T: ...
    def subtract(self, left: T, right: T, /) -> T: ...
    def multiply(self, left: T, right: T, /) -> T: ...
    def divide(self, left: T, right: T, /) -> T: ...
    def remainder(self, left: T, right: T, /) -> T: ...
    def power(self, base: T, exponent: T, /) -> T: ...
    def negate(self, operand: T, /) -> T: ...


class Parser(Generic[T]):
    """A cursor over tokens; each method reads one line of the grammar and returns what the builder made."""

    def __init__(self, tokens: Sequence[Token], builder: Builder[T], index: int = 0):
        self.tokens = tokens
        self.builder = builder
        self.index = index
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

    def parse(self) -> T:
        """Read the rest of the tokens as one sum."""
        result = self.sum()
        if self.token.kind != "end":
            raise ExpressionError(self.surplus(), self.token.position)
        return result

    # ------------------------------------------------------------------------------------------------ grammar

    def sum(self) -> T:
        result = self.product()
        while self.token.kind in ("+", "-"):
            sign = self.take()
            work = self.builder.add if sign.kind == "+" else self.builder.subtract
            result = self.build(sign, work, result, self.product())
        return result

    def product(self) -> T:
        works = {
            "*": self.builder.multiply,
            "/": self.builder.divide,
            "./": self.builder.divide,
            "%": self.builder.remainder,
        }
        result = self.implicit()
        while self.token.kind in works:
            operator = self.take()
            if operator.kind == "%" and self.token.kind in ("end", ")", ",", "*", "/", "%", "^"):
                raise ExpressionError(
                    "% is the remainder of a division: write 0.05 for 5%", operator.position
                )
            result = self.build(operator, works[operator.kind], result, self.implicit())
        return result

    def implicit(self) -> T:
        first = self.index
        result = self.ratio()
        while self.token.kind in ("name", "(") or (
            self.token.kind == "number" and self.may_precede_number(first)
        ):
            first, sign = self.index, self.token
            result = self.build(sign, self.builder.multiply, result, self.ratio())
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

    def ratio(self) -> T:
        first = self.index
        result = self.unary()
        plain = self.index == first + 1 or (self.index == first + 2 and self.tokens[first].kind in ("+", "-"))
        if not plain or self.tokens[self.index - 1].kind != "number":
            return result
        while self.token.kind == "/" and self.peek().kind == "number" and self.peek(2).kind in ("name", "("):
            operator = self.take()
            result = self.build(operator, self.builder.divide, result, self.unary())
        return result

    def unary(self) -> T:
        if self.token.kind not in ("+", "-"):
            return self.power()
        sign = self.take()
        operand = self.nested(sign, self.unary)
        return self.build(sign, self.builder.negate, operand) if sign.kind == "-" else operand

    def power(self) -> T:
        base = self.atom()
        if self.token.kind != "^":
            return base
        operator = self.take()
        exponent = self.nested(operator, self.unary)
        return self.build(operator, self.builder.power, base, exponent)

    def atom(self) -> T:
        token = self.take()
        if token.kind == "number":
            return self.build(token, self.builder.number, token.text)
        if token.kind == "(":
            if self.token.kind == ")":
                raise ExpressionError("the parentheses are empty", token.position)
            result = self.nested(token, self.sum)
            self.close(token)
            return result
        if token.kind != "name":
            raise ExpressionError(self.missing(token), token.position)
        if token.text not in self.builder.arities:
            return self.builder.value(token, called=self.token.kind == "(")
        return self.build(token, self.builder.call, token.text, self.arguments(token))

    def comparison(self) -> T:
        left = self.sum()
        sign = self.take()
        if sign.kind not in COMPARISONS:
            raise ExpressionError(
                f"a comparison is missing: write for example {self.builder.examples[0]} > 0",
                self.tokens[self.index - 2].position,
            )
        result = self.build(sign, self.builder.compare, sign.kind, left, self.sum())
        if self.token.kind in COMPARISONS:
            raise ExpressionError("only two numbers can be compared at once", self.token.position)
        return result

    def arguments(self, function: Token) -> list[T]:
        name = function.text
        if self.token.kind != "(":
            raise ExpressionError(self.bare(name), function.position)
        opening, arguments = self.take(), []
        if self.token.kind != ")":
            first = self.comparison if name in self.builder.choices else self.sum
            arguments.append(self.nested(opening, first))
            while self.token.kind == ",":
                self.take()
                arguments.append(self.nested(opening, self.sum))
        self.close(opening)
        least, most = self.builder.arities[name]
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

    def nested(self, token: Token, read: Callable[[], T]) -> T:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(
                f"too deeply nested: at most {MAX_DEPTH} levels are allowed", token.position
            )
        result = read()
        self.depth -= 1
        return result

    def build(self, token: Token, construct: Callable[..., T], *arguments: Any) -> T:
        """Construct a formula; what cannot be constructed is reported at `token`."""
        try:
            return construct(*arguments)
        except NotRealError as error:
            raise ExpressionError(f"a constant part is {error}", token.position) from None
        except ExpressionError as error:
            if error.position is None:
                raise ExpressionError(error.message, token.position) from None
            raise

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
        if token.kind in COMPARISONS:
            return f"a comparison may only stand first within {' or '.join(self.builder.choices)}(…)"
        if token.kind == "number":
            return f"write * before {quote(token.text)}: a number cannot follow another"
        return f"{quote(token.text)} cannot stand here"

    def missing(self, token: Token) -> str:
        """Why `token` cannot begin an operand."""
        before = self.tokens[self.index - 2] if self.index > 1 else None
        if before and token.kind == "end":
            return f"something is missing after {quote(before.text)}"
        if before is None or before.kind == "(":
            return f"something is missing before {token.text}"
        return f"something is missing between {quote(before.text)} and {token.text}"

    def bare(self, name: str) -> str:
        least = self.builder.arities[name][0]
        if name in self.builder.choices:
            return f"a choice needs parentheses: write {name}({self.builder.examples[0]} > 0, 1, 2)"
        if self.token.kind in ("name", "number"):
            written = self.token.text
            if self.token.text in self.builder.arities:
                written += "(…)"
            return f"a function needs parentheses: write {name}({quote(written)})"
        if self.token.kind == "^":
            return f"a function needs parentheses: write {name}({self.builder.examples[0]})^2"
        return f"a function needs parentheses: write {name}({', '.join(self.builder.examples[:least])})"
