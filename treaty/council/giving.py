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
    shape = np.broadcast_shapes(offer.shape, own.shape, whole.shape)
    enough = np.broadcast_to(needed, _of_texts(shape)).reshape(-1) - TINY
    offer, own, whole = (_by_member(x, shape) for x in (offer, own, whole))
    could = offer > 0.0
    n, texts = own.shape
    if not could.any():
        nobody = np.zeros(shape, dtype=bool)
        return Giving(nobody, (enough <= 0.0).reshape(_of_texts(shape)), nobody, nobody)
    first = np.lexsort((-offer, own), axis=0), np.arange(texts)  # the least willing first, of equals who offers most
    gifts, loses = offer[first], (own < 0.0)[first]
    inside = np.empty_like(could)
    for _ in range(n + 1):
        stays = could[first]
        sum_inside = np.where(stays, gifts, 0.0).sum(axis=0)
        for k in np.flatnonzero((stays & loses).any(axis=1)).tolist():
            leaves = stays[k] & loses[k] & (sum_inside - gifts[k] >= enough)
            stays[k] &= ~leaves
            sum_inside = sum_inside - np.where(leaves, gifts[k], 0.0)
        inside[first] = stays
        suffices = sum_inside >= enough
        refuse = inside & (own < 0.0) & (own + whole < 0.0) & suffices
        if not refuse.any():
            break
        worst = np.where(refuse, own + whole, np.inf).argmin(axis=0)
        could = could & ~((np.arange(n)[:, None] == worst) & refuse)
    inside &= suffices
    pivotal = (sum_inside - offer < enough) & inside
    refused = (offer > 0.0) & ~could
    gives, pivotal, refused = (_as_before(x, shape) for x in (inside, pivotal, refused))
    return Giving(gives, suffices.reshape(_of_texts(shape)), pivotal, refused)


def _by_member(x: Floats, shape: tuple[int, ...]) -> Floats:
    """An array (..., members, texts) of that shape as (members, all texts of all councils)."""
    x = x if x.shape == shape else np.broadcast_to(x, shape)
    return x if x.ndim == 2 else np.moveaxis(x, -2, 0).reshape(shape[-2], -1)


def _as_before(x: Bools, shape: tuple[int, ...]) -> Bools:
    return x if len(shape) == 2 else np.moveaxis(x.reshape(shape[-2], *_of_texts(shape)), 0, -2)


def _of_texts(shape: tuple[int, ...]) -> tuple[int, ...]:
    return *shape[:-2], shape[-1]
