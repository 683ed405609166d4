"""Who gives: a force exists when what is promised suffices, whoever voted for it.

A force is a good with a threshold (Palfrey and Rosenthal, "Participation and the provision of discrete public goods",
Journal of Public Economics 24 (1984) 171-193): a member whose men are not needed leaves the burden to others where
giving is worth nothing to itself (Olson and Zeckhauser 1966); one without whom the force does not come together weighs
the whole of it. So a state is pivotal where its means make it so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from panj.treaty.council.rule import Bools, Floats

TINY = 1e-9  # shares of a programme this near count as equal


@dataclass(frozen=True, slots=True)
class Giving:
    """Who gives what the texts want, (..., members, texts); whether that suffices, (..., texts); those without whom it
    would not, and those who were needed and refused."""

    gives: Bools
    suffices: Bools
    pivotal: Bools
    refused: Bools


def give(offer: Floats, own: Floats, whole: Floats, needed: Floats | float) -> Giving:
    """Who gives towards what is `needed` of each text.

    `offer`: what each member could give, as a share of what is wanted or in men; `own`: what giving is worth to it
    whatever the others do, its burden taken off; `whole`: what it is worth to it beside that if nothing comes without
    it; all (..., members, texts), worths in utility. The least willing leave first as long as the rest suffices; those
    left who lose by giving are pivotal and stay if the whole is worth it to them; where one does not, the others have
    to suffice without it. Nobody gains by doing otherwise, given what the others do.
    """
    offer, own, whole = np.broadcast_arrays(offer, own, whole)
    n = own.shape[-2]
    of_each = np.asarray(needed)[..., None, :] if np.ndim(needed) else np.asarray(needed)
    enough = (of_each[..., 0, :] if of_each.ndim else of_each) - TINY
    could = offer > 0.0
    if not could.any():
        nobody = np.zeros_like(could)
        return Giving(nobody, np.broadcast_to(enough <= 0.0, own.shape[:-2] + own.shape[-1:]), nobody, nobody)
    first = np.argsort(own, axis=-2, kind="stable")  # the least willing first, of equal ones who offers most
    if (np.diff(np.sort(own, axis=-2), axis=-2) == 0.0).any():
        first = np.lexsort((-offer, own), axis=-2)
    gifts, loses = np.take_along_axis(offer, first, -2), np.take_along_axis(own < 0.0, first, -2)
    back = np.argsort(first, axis=-2)  # where each member stands in that order
    for _ in range(n + 1):
        stays = np.take_along_axis(could, first, -2)
        sum_inside = np.where(stays, gifts, 0.0).sum(axis=-2)
        for k in range(n):
            leaves = stays[..., k, :] & loses[..., k, :] & (sum_inside - gifts[..., k, :] >= enough)
            stays[..., k, :] &= ~leaves
            sum_inside = sum_inside - np.where(leaves, gifts[..., k, :], 0.0)
        inside = np.take_along_axis(stays, back, -2)
        suffices = sum_inside >= enough
        refuse = inside & (own < 0.0) & (own + whole < 0.0) & suffices[..., None, :]
        if not refuse.any():
            break
        worst = np.where(refuse, own + whole, np.inf).argmin(axis=-2)[..., None, :]
        out = np.arange(n)[:, None] == worst
        could = could & ~(out & refuse)
    inside = inside & suffices[..., None, :]
    needed_by_all = (sum_inside[..., None, :] - offer < of_each - TINY) & inside
    return Giving(inside, suffices, needed_by_all, (offer > 0.0) & ~could)
