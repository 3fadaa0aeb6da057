"""The command line: thin, it parses, calls and prints.

Exit codes: 0 done; 2 the input cannot be used; 3 the installation lacks something; 4 an engine
failed; 1 anything else. With ``--json`` the last line of standard output is one JSON object, also
when the command fails.
"""

from __future__ import annotations

import warnings

from modiste.cli.adjusting import react_to
from modiste.cli.avatar import draw_body
from modiste.cli.batch import batch
from modiste.cli.bench_batch import bench_pairs
from modiste.cli.bench_body import bench_bodies
from modiste.cli.bench_serve import bench_server
from modiste.cli.body import measure_body
from modiste.cli.evaluate_body import eval_body
from modiste.cli.evaluate_reco import eval_fit, eval_recommend, eval_size
from modiste.cli.evaluate_tryon import eval_tryon
from modiste.cli.failures import FriendlyGroup
from modiste.cli.guide import guide_body
from modiste.cli.licences import licences
from modiste.cli.measure import bench, evaluate
from modiste.cli.mirror import bench_mirror, mirror_garment
from modiste.cli.pairs import draw_pairs
from modiste.cli.root import root
from modiste.cli.serve import keys, serve
from modiste.cli.show import doctor, engines, example
from modiste.cli.size import advise_size
from modiste.cli.train import train
from modiste.cli.try_on import try_on
from modiste.cli.weights import fetch_weights

for _command in (
    try_on,
    engines,
    doctor,
    example,
    bench,
    evaluate,
    train,
    measure_body,
    advise_size,
    guide_body,
    draw_body,
    draw_pairs,
    serve,
    keys,
    react_to,
    batch,
    mirror_garment,
    fetch_weights,
    licences,
):
    root.add_command(_command)

for _command in (eval_body, eval_fit, eval_size, eval_recommend, eval_tryon):
    evaluate.add_command(_command)
bench.add_command(bench_bodies)
bench.add_command(bench_server)
bench.add_command(bench_pairs)
bench.add_command(bench_mirror)


def main() -> None:
    """Entry point of the ``modiste`` command.

    Pillow warns about damaged metadata that modiste does not use; a user could do nothing about it.
    """
    warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
    root()


__all__ = ["FriendlyGroup", "main", "root"]
