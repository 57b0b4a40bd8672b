r"""The grammar: a parser reads tokens by precedence climbing, and calls a builder for each operation.

The syntax is math.js's, precedence and implicit products included, except that a value before a parenthesis
is a factor here: `w1(w2 + 1)` is a product, not a call.

    sum        = product (("+" | "-") product)*
    product    = implicit (("*" | "/" | "./" | "%") implicit)*
    implicit   = ratio ratio*                    tighter than "/": w1/2 w2 is w1/(2 w2)
    ratio      = unary ("/" number)*             ... but 1/2 w1 is (1/2) w1: only behind numbers, and
                                                     only before a name or a parenthesis (math.js's "rule 2")
    unary      = ("-" | "+") unary | power
    power      = atom ("^" unary)?               right-associative; tighter than a sign before it
    atom       = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
    comparison = sum ("<" | "<=" | ">" | ">=" | "==" | "!=") sum     the first argument of a choice only

What is written as on paper, if the builder reads that:

    atom       = ... | function ("^" whole number)? (arguments | power) | "{" sum "}" | "|" sum "|"
                     | "√" (atom | "(" sum ")") | "\" group group | "{" comparison ":" sum "," ... sum "}"
    group      = "{" sum "}" | digit | atom      what stands above or below the line of a fraction

A bar behind an operand closes the bars around it, and opens others if there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import takewhile
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from surfaces.tokens import COMPARISONS, ExpressionError, Token, quote
from surfaces.values import NotRealError

MAX_DEPTH = 32
_CLOSING = {"(": ")", "{": "}", "|": "|"}
_FACTORS = ("name", "(", "{", "|", "√", "∛", "\\")
"""What a factor may begin with besides a number; a bar may also be the end of one."""
_ROOTS = {"√": "sqrt", "∛": "cbrt"}
T = TypeVar("T")


class Builder(Protocol[T]):
    """Makes the result of each operation. An operation on constants may raise `NotRealError`."""

    arities: Mapping[str, tuple[int, int]]
    """The functions, each with the least and the greatest number of its arguments."""
    choices: Collection[str]
    """The functions whose first argument is a comparison."""
    examples: Sequence[str]
    """Arguments for messages that show how a function is called."""
    is_on_paper: bool = False
    """Whether `sin w1` and `sin^2(w1)` are read."""
    advice: Mapping[str, str] = {}
    """Tokens that cannot stand in most places -> why, and what to write instead."""

    def number(self, text: str, /) -> T: ...
    def value(self, token: Token, called: bool) -> T:
        """The value of a name that is no function; `called` if a parenthesis follows.

        Raises:
            ExpressionError: there is no such name.
        """

    def is_coefficient(self, token: Token) -> bool:
        """Whether a name stands for a number, so that k/2 w1 is (k/2) w1, as 1/2 w1 is (1/2) w1."""
        return False

    def begin(self, function: Token) -> None:
        """Take notice that the arguments of a function follow, which `call` will get."""
        return

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


class ProductBelow(NamedTuple):
    """A division by several factors without a sign between them, as in w1/2 w2: positions in the text."""

    above: int
    """Where the dividend begins."""
    below: int
    """Where the divisor begins."""
    second: int
    """Where the divisor's second factor begins."""
    end: int
    """Where the divisor has ended."""

    def words(self, text: str) -> str:
        """What is said of it: how it is read, and what else may be meant."""
        above, below, second, end = self
        read = f"{text[above:below]}({text[below:end].strip()})"
        quotient, factor = text[above:second].strip(), text[second:end].strip()
        other = f"write * before {quote(factor)} to multiply {quote(quotient, 40)} by it"
        return f"Read as {quote(read, 40)}: {other}."


class Parser(Generic[T]):
    """A cursor over tokens; each method reads one line of the grammar and returns what the builder made."""

    def __init__(self, tokens: Sequence[Token], builder: Builder[T], index: int = 0):
        self.tokens = tokens
        self.builder = builder
        self.index = index
        self.depth = 0
        self.around: list[str] = []
        """The brackets around the current token, and the bars."""
        self.second_factor = 0
        """Where the second factor begins of the product that was read last; 0 if it has one factor."""
        self.products_below: list[ProductBelow] = []

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
        above = self.index
        result = self.implicit()
        while self.token.kind in works:
            operator, below = self.take(), self.index
            if operator.kind == "%" and self.token.kind in ("end", ")", ",", "*", "/", "%", "^"):
                raise ExpressionError(
                    "% is the remainder of a division: write 0.05 for 5%", operator.position
                )
            result = self.build(operator, works[operator.kind], result, self.implicit())
            if operator.kind in ("/", "./") and self.second_factor > below:
                places = above, below, self.second_factor, self.index
                self.products_below.append(ProductBelow(*(self.tokens[place].position for place in places)))
        return result

    def implicit(self) -> T:
        first = self.index
        result = self.ratio()
        second = 0
        while self.begins_factor() or (self.token.kind == "number" and self.may_precede_number(first)):
            first, sign = self.index, self.token
            second = second or first
            result = self.build(sign, self.builder.multiply, result, self.ratio())
        self.second_factor = second
        return result

    def begins_factor(self) -> bool:
        """Whether the current token begins another factor of a product."""
        closes = self.token.kind == "|" and self.around[-1:] == ["|"]
        return self.token.kind in _FACTORS and not closes

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
        last = self.tokens[self.index - 1]
        if not plain or not (last.kind == "number" or self.is_coefficient(last)):
            return result
        while self.token.kind == "/" and self.peek().kind == "number" and self.peek(2).kind in _FACTORS:
            operator = self.take()
            result = self.build(operator, self.builder.divide, result, self.unary())
        return result

    def is_coefficient(self, token: Token) -> bool:
        return token.kind == "name" and self.builder.is_coefficient(token)

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
            return self.enclosed(token, self.sum)
        if token.kind == "{":
            return self.enclosed(token, self.braces)
        if token.kind == "|":
            inner = self.enclosed(token, self.sum)
            return self.build(token, self.builder.call, "abs", [inner])
        if token.kind in _ROOTS:
            return self.root(token)
        if token.kind == "\\":
            above = self.nested(token, self.group)
            return self.build(token, self.builder.divide, above, self.nested(token, self.group))
        if token.kind != "name":
            raise ExpressionError(self.missing(token), token.position)
        if token.text not in self.builder.arities:
            return self.builder.value(token, called=self.token.kind in ("(", "["))
        if self.token.kind == "^" and self.builder.is_on_paper:
            return self.raised(token)
        return self.build(token, self.builder.call, token.text, self.arguments(token))

    def braces(self) -> T:
        """What braces enclose: a sum, or values with their conditions."""
        result = self.sum()
        if self.token.kind not in COMPARISONS or not self.builder.choices:
            return result
        condition = self.compared(result)
        colon = self.expect(":", "write the value after a colon: {w1 > 0: w1, 0}")
        value = self.sum()
        self.expect(",", "what holds otherwise is missing: write {w1 > 0: w1, 0}")
        (choice,) = self.builder.choices
        return self.build(
            colon, self.builder.call, choice, [condition, value, self.nested(colon, self.braces)]
        )

    def root(self, sign: Token) -> T:
        is_enclosed = self.token.kind in ("(", "{")
        result = self.build(sign, self.builder.call, _ROOTS[sign.kind], [self.nested(sign, self.atom)])
        if self.token.kind == "^" and not is_enclosed:
            raise ExpressionError("where this root ends is not clear: write √(…)", sign.position)
        return result

    def group(self) -> T:
        """What stands above or below the line of a fraction: of a number without braces, one digit."""
        token = self.token
        if token.kind == "number" and token.text.isdigit() and len(token.text) > 1:
            rest = Token("number", token.text[1:], token.position + 1)
            self.tokens = [*self.tokens[: self.index], rest, *self.tokens[self.index + 1 :]]
            return self.build(token, self.builder.number, token.text[0])
        return self.atom()

    def raised(self, function: Token) -> T:
        """The power of a function that is written between its name and its argument: sin^2(w1)."""
        name, refusal, hat = function.text, self.bare(function.text), self.take()
        digits = self.peek() if self.token.kind == "{" else self.token
        if digits.kind != "number" or not digits.text.isdigit() or int(digits.text) < 1:
            raise ExpressionError(refusal, function.position)
        exponent = self.nested(hat, self.atom)
        result = self.build(function, self.builder.call, name, self.arguments(function))
        return self.build(hat, self.builder.power, result, exponent)

    def comparison(self) -> T:
        return self.compared(self.sum())

    def compared(self, left: T) -> T:
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
        self.builder.begin(function)
        if self.token.kind != "(":
            return [self.argument(function)]
        opening, arguments = self.take(), []
        self.around.append(opening.kind)
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

    def argument(self, function: Token) -> T:
        """The argument of a function without parentheses: one factor, with its power."""
        name, first = function.text, self.token
        takes_one = self.builder.arities[name][0] == 1
        is_factor = first.kind in _FACTORS or first.kind == "number"
        if not (self.builder.is_on_paper and takes_one and is_factor):
            raise ExpressionError(self.bare(name), function.position)
        begin = self.index
        if first.kind == "{":
            return self.nested(function, self.atom)
        result = self.nested(function, self.power)
        if (
            self.index == begin + 1
            and (first.kind == "number" or first.text == "pi")
            and self.begins_factor()
        ):
            rest = takewhile(lambda each: each.kind in ("name", "number"), self.tokens[begin:])
            written = quote(f"{name}({' '.join(each.text for each in rest)})", 40)
            raise ExpressionError(
                f"where the argument ends is not clear: write for example {written}", function.position
            )
        return result

    # ------------------------------------------------------------------------------------------------- guards

    def enclosed(self, opening: Token, read: Callable[[], T]) -> T:
        """What stands between brackets or bars."""
        self.around.append(opening.kind)
        result = self.nested(opening, read)
        self.close(opening)
        return result

    def expect(self, kind: str, otherwise: str) -> Token:
        if self.token.kind != kind:
            raise ExpressionError(otherwise, self.token.position)
        return self.take()

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
        closing = _CLOSING[self.around.pop()]
        if self.token.kind == closing:
            self.take()
        elif self.token.kind == "end":
            what = "parenthesis" if closing == ")" else "bar" if closing == "|" else "brace"
            raise ExpressionError(f"this {what} is not closed: a {closing} is missing", opening.position)
        else:
            raise ExpressionError(self.surplus(), self.token.position)

    # ----------------------------------------------------------------------------------------------- messages

    def surplus(self) -> str:
        """Why the current token cannot follow what was read."""
        token = self.token
        if token.kind == ")":
            return "this parenthesis was never opened: leave out the )"
        if token.kind == "}":
            return "this brace was never opened: leave out the }"
        if token.kind in self.builder.advice:
            return self.builder.advice[token.kind]
        if token.kind == ",":
            words = "write 0.5 for a decimal number, and a semicolon between lines"
            return f"a comma may only separate the arguments of a function: {words}"
        if token.kind in COMPARISONS:
            return f"comparisons may only stand first within {' or '.join(self.builder.choices)}(…)"
        if token.kind == "number":
            is_group = token.text.isdigit() and len(token.text) == 3  # 10 000
            written = quote(token.text) + (", or leave out the space" if is_group else "")
            return f"write * before {written}: a number cannot follow another"
        return f"{quote(token.text)} cannot stand here"

    def missing(self, token: Token) -> str:
        """Why `token` cannot begin an operand."""
        if token.kind in self.builder.advice:
            return self.builder.advice[token.kind]
        before = self.tokens[self.index - 2] if self.index > 1 else None
        if before and before.kind == token.kind == "/":
            return "// is not read: write floor(…) for a whole quotient, and leave out comments"
        if before and token.kind == "end":
            return f"something is missing after {quote(before.text)}"
        if before is None or before.kind == "(":
            return f"something is missing before {token.text}"
        return f"something is missing between {quote(before.text)} and {token.text}"

    def bare(self, name: str) -> str:
        least = self.builder.arities[name][0]
        if name in self.builder.choices:
            return f"a choice needs parentheses: write {name}({self.builder.examples[0]} > 0, 1, 2)"
        if self.token.kind in ("name", "number") and least == 1:
            written = self.token.text
            if self.token.text in self.builder.arities:
                written += "(…)"
            return f"a function needs parentheses: write {name}({quote(written)})"
        is_inverse = "-" in (self.peek().kind, self.peek().kind in "({" and self.peek(2).kind)
        if self.token.kind == "^" and is_inverse and f"a{name}" in self.builder.arities:
            return f"write a{name}(…), or 1/{name}(…), whichever is meant"
        if self.token.kind == "^":
            return f"a function needs parentheses: write {name}({self.builder.examples[0]})^2"
        return f"a function needs parentheses: write {name}({', '.join(self.builder.examples[:least])})"
