"""The chart that the tests of this room share."""

from __future__ import annotations

import pytest

from modiste.fit.chart import SizeChart
from modiste.fit.plain import parse_csv

TEE = """# of: garment
# brand: ACME
size,chest,waist,hip,length,sleeve
XS,88,86,92,60,16
S,92,90,96,62,16.5
M,96,94,100,64,17
L,101,99,105,66,17.5
XL,107,105,111,68,18
"""


@pytest.fixture(scope="session")
def tee() -> SizeChart:
    return parse_csv(TEE, "tee.csv")
