"""A body from a 3D scan: read it, clean it, lay the template on it, and tell how sure each part is.

found = fit_scan(read_scan("body.ply"), Sex.FEMALE)
found.measures[Measure.WAIST].value, found.warnings
prior.posterior(found.sex, found.observations())
"""

from modiste.body.scan.cloud import Cloud
from modiste.body.scan.fit import Reading, ScanFit, fit_scan
from modiste.body.scan.quality import Region, RegionQuality
from modiste.body.scan.read import parse_scan, read_scan

__all__ = [
    "Cloud",
    "Reading",
    "Region",
    "RegionQuality",
    "ScanFit",
    "fit_scan",
    "parse_scan",
    "read_scan",
]
