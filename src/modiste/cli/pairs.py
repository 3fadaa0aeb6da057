"""``modiste pairs``: draw people wearing garments whose warp is known."""

from __future__ import annotations

from pathlib import Path

import click

from modiste.cli.failures import print_json


@click.command("pairs")
@click.option("--count", default=16, show_default=True, help="How many pairs.")
@click.option("--seed", default=0, show_default=True, help="Of the first pair; the others follow.")
@click.option("-o", "--out", required=True, help="Folder; pairs that it already has are kept.")
@click.option("--processes", default=1, show_default=True, help="How many work at once.")
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def draw_pairs(count: int, seed: int, out: str, processes: int, as_json: bool) -> None:
    """Draw rendered pairs: a person in a garment, the garment lying flat, and the exact warp."""
    from modiste.pairs.pack import write_pairs

    sizes: list[int] = []

    def told(done: int, size: int) -> None:
        sizes.append(size)
        if not as_json:
            click.echo(f"\r{done} pairs, {sum(sizes) / done / 1000:.0f} kB each", nl=False)

    written = write_pairs(Path(out), count, seed, processes=processes, told=told)
    mean = round(sum(sizes) / len(sizes)) if sizes else 0
    if as_json:
        print_json({"written": written, "kept": count - written, "bytes_per_pair": mean})
        return
    click.echo(f"{chr(10) if sizes else ''}{written} written, {count - written} were there: {out}")
