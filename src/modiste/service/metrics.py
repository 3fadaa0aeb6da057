"""Figures for Prometheus, in a registry of each app's own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_JOB_BUCKETS = (0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 4, 8, 16, 32)


class Metrics:
    """What an operator watches."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("modiste_requests_total", "Requests by route and status.",
                                ("method", "route", "status"), registry=self.registry)  # fmt: skip
        self.latency = Histogram("modiste_request_seconds", "Time to answer, by route.",
                                 ("route",), registry=self.registry)  # fmt: skip
        self.jobs = Counter("modiste_jobs_total", "Try-ons by outcome.", ("outcome",),
                            registry=self.registry)  # fmt: skip
        self.job_seconds = Histogram("modiste_job_seconds", "Time to make a try-on.",
                                     buckets=_JOB_BUCKETS, registry=self.registry)  # fmt: skip
        self.queue = Gauge("modiste_queue_length", "Try-ons that wait or are being made.",
                           registry=self.registry)  # fmt: skip
        self.webhooks = Counter("modiste_webhooks_total", "Webhooks by outcome.", ("outcome",),
                                registry=self.registry)  # fmt: skip

    def text(self) -> bytes:
        """The exposition format."""
        return bytes(generate_latest(self.registry))
