"""One statistical model for every source: any readings in, every measure out, with its uncertainty.

    prior = Prior.open()
    body = prior.posterior(Sex.FEMALE, [told(Sex.FEMALE, Measure.HEIGHT, 165),
                                        Observation(Measure.WAIST, 72.0)], age=30)
    body.measurements()[Measure.HIP].interval80
    body.sample(np.random.default_rng(0), 1000, [Measure.CHEST, Measure.WAIST])

Logarithms of all quantities are jointly normal per sex (ANSUR II, brought to adults at large); a
reading with its noise and mean bias is one conditioning step, whatever it was read with.
"""

from modiste.body.posterior.dimensions import Dimension, Name
from modiste.body.posterior.file import as_dict, from_content, read_body, to_content, write_body
from modiste.body.posterior.observe import NOISES, Observation, Source, told
from modiste.body.posterior.prior import Prior, refined
from modiste.body.posterior.result import Posterior

__all__ = [
    "NOISES",
    "Dimension",
    "Name",
    "Observation",
    "Posterior",
    "Prior",
    "Source",
    "as_dict",
    "from_content",
    "read_body",
    "refined",
    "to_content",
    "told",
    "write_body",
]
