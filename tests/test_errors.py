from __future__ import annotations

import pytest

from modiste import errors


def _tree(root: type[errors.ModisteError]) -> list[type[errors.ModisteError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in _tree(child))]


@pytest.mark.parametrize("kind", _tree(errors.ModisteError))
def test_every_error_knows_its_status_and_exit_code(kind: type[errors.ModisteError]) -> None:
    assert 400 <= kind.http_status < 600
    assert 1 <= kind.exit_code < 128
    assert kind.__doc__


def test_the_branches_tell_who_can_mend_it() -> None:
    assert all(k.exit_code == 2 for k in _tree(errors.InputError))
    assert all(k.http_status < 500 for k in _tree(errors.InputError))
    assert all(k.exit_code == 3 for k in _tree(errors.OperatorError))
    assert all(k.http_status >= 500 for k in _tree(errors.BackendError))


def test_names_are_unique() -> None:
    names = [k.name for k in _tree(errors.ModisteError)]
    assert len(names) == len(set(names))
