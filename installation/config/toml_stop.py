"""The place in a file at which a parser of TOML stopped, and how a slip there is told."""

import re
from dataclasses import dataclass

_SHORTEST_CUT = 60
_BETWEEN_WORDS = re.compile(r"[\s,=\[\](){}\"']")
_WORD = re.compile(r"[^\s,\[\](){}#]*")
_TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_BRACKETS = (("[", "]"), ("{", "}"), ("(", ")"))

Told = tuple[str, str]  # the key, or what stands there, and what is wrong with it


def cut(text: str) -> str:
    """No longer than can be read in a sentence."""
    return text.strip()[:_SHORTEST_CUT]


@dataclass(frozen=True)
class Stop:
    """One line, and where in it the parser stopped."""

    line: str
    column: int  # from 0
    said: str  # in the parser's own words

    @property
    def key(self) -> str:
        """Before the =, or what else to call the line."""
        return self.line.partition("=")[0].strip() or "this line"

    @property
    def value(self) -> str:
        """Behind the =, without a remark."""
        return self.line.partition("=")[2].partition("#")[0].strip()

    @property
    def before(self) -> str:
        """What was understood of the line."""
        return self.line[: self.column]

    @property
    def rest(self) -> str:
        """What was not."""
        return self.line[self.column :]

    @property
    def word(self) -> str:
        """The one in whose midst it stopped."""
        beginning = _BETWEEN_WORDS.split(self.before)[-1]
        end = _WORD.match(self.rest)
        return beginning + (end[0] if end else "")

    @property
    def shown(self) -> str:
        """The line itself; of a file that ended too early there is none."""
        return cut(self.line) or "the end"

    @property
    def is_header(self) -> bool:
        """A line such as [camera]."""
        return self.line.lstrip().startswith("[") and "=" not in self.line

    @property
    def without_texts(self) -> str:
        """The line without all that stands between straight quotes."""
        return _TEXT.sub("", self.line)

    @property
    def is_closed(self) -> bool:
        """Every quote and every bracket of the line has its other one."""
        left = self.without_texts
        has_quote = '"' in left or "'" in left
        has_bracket = any(left.count(opens) != left.count(closes) for opens, closes in _BRACKETS)
        return not has_quote and not has_bracket

    def cannot_be(self, value: str, remedy: str) -> Told:
        """`value` stands where it cannot be used, and what would do."""
        if "=" not in self.line:  # of a list over several lines
            return value, f"cannot be used: {remedy}"
        return self.key, f"= {value} cannot be used: {remedy}"
