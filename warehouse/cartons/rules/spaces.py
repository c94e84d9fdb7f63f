"""Putting cuboids into a cuboid: what is free is kept as the largest spaces, which may overlap."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from itertools import permutations

MOST_SPACES = 48

Sides = tuple[int, int, int]
Space = tuple[int, int, int, int, int, int]
"""Where a free cuboid begins, and its three sides, in millimetres."""


def place(spaces: list[Space], sides: Sides) -> tuple[Space, list[Space]] | None:
    """Put a piece into the lowest corner that it fits, turned as it wastes least.

    Returns where it lies and the free spaces that are left: maximal cuboids, which may overlap.
    """
    turns = sorted(set(permutations(sides)))
    for space in sorted(spaces, key=lambda s: (s[2], s[1], s[0])):
        fitting = [t for t in turns if all(t[n] <= space[3 + n] for n in range(3))]
        if fitting:
            best = min(fitting, key=lambda t: (sum(space[3 + n] % t[n] for n in range(3)), t[2]))
            solid = _space((*space[:3], *best))
            return solid, _without(spaces, solid)
    return None


def _without(spaces: Sequence[Space], solid: Space) -> list[Space]:
    """Cut a solid out of every free space, and keep the largest of what is left.

    What the solid does not touch was in no other space before, and is in no slab now.
    """
    whole: list[Space] = []
    slabs: set[Space] = set()
    for space in spaces:
        left = _cut(space, solid)
        if left is None:
            whole.append(space)
        else:
            slabs.update(left)
    kept = [one for one in slabs if not any(other != one and _inside(one, other)
                                            for other in (*whole, *slabs))]  # fmt: skip
    found = [*whole, *sorted(kept)]
    return nlargest(MOST_SPACES, found, key=lambda s: s[3] * s[4] * s[5])


def _cut(space: Space, solid: Space) -> list[Space] | None:
    """Return the up to six slabs of a space that a solid leaves free; None if it is outside."""
    ends = [space[n] + space[3 + n] for n in range(3)]
    solid_ends = [solid[n] + solid[3 + n] for n in range(3)]
    if any(solid[n] >= ends[n] or solid_ends[n] <= space[n] for n in range(3)):
        return None
    slabs: list[Space] = []
    for n in range(3):
        if solid[n] > space[n]:
            slab = list(space)
            slab[3 + n] = solid[n] - space[n]
            slabs.append(_space(slab))
        if solid_ends[n] < ends[n]:
            slab = list(space)
            slab[n], slab[3 + n] = solid_ends[n], ends[n] - solid_ends[n]
            slabs.append(_space(slab))
    return slabs


def _space(numbers: Sequence[int]) -> Space:
    x, y, z, length, width, height = numbers
    return (x, y, z, length, width, height)


def _inside(one: Space, other: Space) -> bool:
    x, y, z, length, width, height = one
    ox, oy, oz, olength, owidth, oheight = other
    return (
        ox <= x
        and oy <= y
        and oz <= z
        and x + length <= ox + olength
        and y + width <= oy + owidth
        and z + height <= oz + oheight
    )
