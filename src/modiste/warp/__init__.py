"""Geometry: the garment's own pixels laid on the body, part by part."""

from modiste.warp.dressing import warp_garment
from modiste.warp.naive import naive_paste
from modiste.warp.tuck import predict_tuck

__all__ = ["naive_paste", "predict_tuck", "warp_garment"]
