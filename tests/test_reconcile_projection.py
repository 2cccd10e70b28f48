"""Cohorts carried on, a second way: the published parameters are the most likely; a wrong figure is named."""

from __future__ import annotations

import pytest

from data.warehouse import Warehouse
from queries import projection
from queries.oracle import projection as second
from queries.projection import Fit
from tests.test_projection import HIGH_END, REGULAR
from tests.test_reconcile import asked_of, wrong


@pytest.mark.parametrize(("series", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)])
def test_the_published_parameters_are_the_most_likely(series: list[int], alpha: float, beta: float) -> None:
    best = second.most_likely([series])
    assert best == pytest.approx(second.likelihood(alpha, beta, [series]), rel=1e-6)
    assert best >= second.likelihood(alpha, beta, [series])


ALIKE = [[1000, 890, 792, 705], [500, 446, 396, 353], [800, 712, 634]]
"""Every year loses 11 %: the customers are alike, and the likelihood only ever rises towards that."""


def test_the_fit_of_customers_that_are_alike_is_the_most_likely_one() -> None:
    found = projection.fit(ALIKE)
    assert found is not None
    assert second.likelihood(found.alpha, found.beta, ALIKE) == pytest.approx(second.most_likely(ALIKE), rel=1e-8)
    assert found.survival([5])[0] == pytest.approx(0.89**5, abs=1e-3)


def test_a_wrong_fit_is_named(default_company: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo by default is the same; parameters a little off the maximum, and shares of others, are not."""
    asked = asked_of(default_company)
    assert wrong(asked, "projection")[:5] == []
    right = projection.fit

    def off(counts: list[list[int]]) -> Fit | None:
        found = right(counts)
        return None if found is None else Fit(found.alpha * 1.02, found.beta)

    monkeypatch.setattr(projection, "fit", off)
    assert {pair.check for pair in wrong(asked, "projection")} == {"projection.fit"}
    monkeypatch.setattr(projection, "fit", right)
    monkeypatch.setattr(Fit, "survival", lambda self, years: [second.survival(self.alpha, self.beta, year) ** 1.001
                                                              for year in years])
    assert {pair.check for pair in wrong(asked, "projection")} == {"projection.share"}
