"""Geometry: the garment's own pixels laid on the body, part by part."""

from modiste.warp.body import Body, measure_body
from modiste.warp.dressing import warp_garment
from modiste.warp.naive import naive_paste
from modiste.warp.placement import shifted
from modiste.warp.tuck import predict_tuck

__all__ = ["Body", "measure_body", "naive_paste", "predict_tuck", "shifted", "warp_garment"]
