"""Who asks, and what they may see. Frozen and hashable: a part of every question, and so of every cache key.

Two people who may see the same are equal: they share answers, and nobody else does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

Role = Literal["executive", "lead", "csm", "viewer", "none"]
ROLES: tuple[Role, ...] = get_args(Role)
Filters = tuple[tuple[str, tuple[str | None, ...]], ...]
"""What is asked for: keys of labels with their values. The same shape in a question and in a permission."""


@dataclass(frozen=True)
class Viewer:
    """One person, resolved against the data in use.

    who: e-mail or subject; "everyone" where nobody signs in. teams: a lead's own; csm: a CSM's own id. name: how the
    person is called, the author of what they write. why: for the role none, why nothing is shown.
    Errors: ValueError for a lead without a team, a CSM without an id, or either of another role: such a person is
    "none", and nothing else.
    """

    who: str = field(compare=False)
    role: Role
    teams: tuple[str, ...] = ()
    csm: str | None = None
    name: str = field(default="", compare=False)
    why: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"unknown role {self.role!r}; known: {', '.join(ROLES)}")
        if bool(self.teams) != (self.role == "lead") or bool(self.csm) != (self.role == "csm"):
            raise ValueError(f"{self.role}: teams are a lead's, csm is a CSM's, and neither goes without")
        object.__setattr__(self, "teams", tuple(sorted(set(self.teams))))

    @property
    def filters(self) -> Filters:
        """The permission predicate: labels that a customer must bear on a date to count for this person on it."""
        if self.role == "lead":
            return (("team_id", self.teams),)
        return (("csm_id", (self.csm,)),) if self.role == "csm" else ()

    @property
    def permission(self) -> Viewer:
        """What this person may see, without who it is: what answers are kept under."""
        return replace(self, who="", name="", why="")

    @property
    def whole(self) -> bool:
        """Sees the whole company, with names."""
        return self.role == "executive"

    @property
    def names(self) -> bool:
        """Sees names, of what lies inside the permission."""
        return self.role in ("executive", "lead", "csm")

    @property
    def barred(self) -> bool:
        """Sees nothing at all."""
        return self.role == "none"


EVERYONE = Viewer("everyone", "executive")
"""Whoever reaches a board on which nobody signs in."""
