"""Who sold what: ten sellers, the CSMs for what their function found, the product itself where nobody sold.

A seller causes nothing: who sold to whom is drawn when everything about the customer is settled.
"""

from __future__ import annotations

import numpy as np

from data.demo.activity.ground import Ground
from data.demo.activity.selling import CUSTOMER_SUCCESS, NEW, PRODUCT, SERVICE_DEAL, UNKNOWN, Deals
from data.demo.basis import Codes, Ints, pick, stream
from data.demo.names import person_names
from data.demo.roster import NOBODY

SELLERS = ("鷲尾 剛", "綾部 千晶", "早乙女 悟", "神代 理沙", "百瀬 駿", "雨宮 葵", "鳴海 圭吾", "結城 沙耶", "久遠 匠",
           "朝比奈 楓")
POOR_FITS = (0, 1)
"""They are given the customers that fit badly."""
OF_STARTUPS = 4
"""Sells to Startups mostly."""
SELF_SERVICE = "セルフサービス"
STARTUP = 3
TOPIC = "seller 17"
"""Numbered until the default company showed, within a fit, what is true of it: nothing."""


def sellers_of(ground: Ground) -> Codes:
    """The seller of each customer's first purchase: by its fit and size, else by chance."""
    people, truth = ground.run.people, ground.run.truth
    weights = np.ones((len(people), len(SELLERS)))
    for seller in POOR_FITS:
        weights[:, seller] = np.array([0.3, 1.0, truth.seller_fit])[people.fit]
    weights[:, OF_STARTUPS] = np.where(people.size == STARTUP, truth.seller_startup, 0.3)
    return pick(stream(ground.run.seed, TOPIC), weights)


def sold_by(ground: Ground, deals: Deals) -> tuple[tuple[str, ...], Ints]:
    """All names, and which of them each deal was sold by."""
    count = len(ground.run.roster.csm_team)
    names = (*SELLERS, SELF_SERVICE, *person_names(count, ground.run.seed))
    known, drawn = deals["who"] >= 0, stream(ground.run.seed, "sold by").integers(0, len(SELLERS), len(deals["who"]))
    first = np.isin(deals["kind"], (NEW, SERVICE_DEAL)) & known
    seller = np.where(first, sellers_of(ground)[deals["who"]], drawn).astype(np.int32)
    seller = np.where(deals["seller"] != UNKNOWN, deals["seller"], seller)
    expands = ~np.isin(deals["kind"], (NEW, SERVICE_DEAL))
    csm = ground.csm(deals["who"], deals["created"])
    seller = np.where(expands & (deals["source"] == CUSTOMER_SUCCESS) & (csm != NOBODY), len(SELLERS) + 1 + csm, seller)
    return names, np.where(expands & (deals["source"] == PRODUCT), len(SELLERS), seller).astype(np.int32)
