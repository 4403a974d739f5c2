"""From grammar rules to the sign: one function a rule, called with what the rule matched.

The functions are found by the name of the rule, or of its alternative (``-> name``), in the
``.lark`` files; a part that may be missing arrives as None. Bracket symbols arrive like all
others and are ignored, since the dataclass says which bracket belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hamnosys.builder import actions, hands, places, signs


def rule_function(name: str) -> Callable[..., Any]:
    """The function of a rule.

    Raises:
        LookupError: no module has a function of this name.
    """
    for module in (signs, hands, places, actions):
        function: Callable[..., Any] | None = vars(module).get(name)
        if function is not None:
            return function
    raise LookupError(f"no function builds the rule {name!r}")
