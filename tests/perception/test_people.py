from __future__ import annotations

import pytest

from modiste.errors import OptionError, PersonError, PoseError
from modiste.perception.people import check_body, choose_person
from modiste.types import Category
from perception.poses import standing

SIZE = (600, 800)
WHOLE = standing(300, 400, 300)


def test_the_only_person_is_taken() -> None:
    assert choose_person([WHOLE], None, SIZE, "me.jpg") is WHOLE


def test_nobody_is_told_with_the_file_and_a_remedy() -> None:
    with pytest.raises(PersonError, match=r"me\.jpg: nobody.*use one"):
        choose_person([], None, SIZE, "me.jpg")


def test_several_people_need_a_choice() -> None:
    pair = [standing(150, 400, 300), standing(450, 400, 290)]
    with pytest.raises(PersonError, match=r"2 people.*--person N.*left"):
        choose_person(pair, None, SIZE, "us.jpg")
    assert choose_person(pair, 2, SIZE, "us.jpg") is pair[1]


@pytest.mark.parametrize("passer_by", [standing(560, 300, 60), standing(30, 300, 90)])
def test_a_passer_by_in_the_background_does_not_count(passer_by: object) -> None:
    assert choose_person([passer_by, WHOLE], None, SIZE, "me.jpg") is WHOLE  # type: ignore[list-item]


@pytest.mark.parametrize("choice", [0, 3, -1])
def test_a_choice_out_of_range_is_an_option_error(choice: int) -> None:
    with pytest.raises(OptionError, match=rf"no person {choice}: 2 people were"):
        choose_person([WHOLE, WHOLE], choice, SIZE, "us.jpg")


@pytest.mark.parametrize("category", Category)
def test_a_whole_person_from_the_front_is_fine(category: Category) -> None:
    assert check_body(WHOLE, SIZE, category) == ()


def test_trousers_need_legs() -> None:
    upper = standing(300, 700, 600)
    assert check_body(upper, SIZE, Category.TOP) == ()
    with pytest.raises(PoseError, match="legs are not in the picture; use a photo"):
        check_body(upper, SIZE, Category.BOTTOM)


def test_trousers_need_hips() -> None:
    with pytest.raises(PoseError, match="hips are not"):
        check_body(standing(300, 1000, 700), SIZE, Category.BOTTOM)


def test_tops_need_shoulders_and_a_torso() -> None:
    legs = standing(300, 20, 700)
    assert check_body(legs, SIZE, Category.BOTTOM) == ()
    with pytest.raises(PoseError, match="shoulders are not"):
        check_body(legs, SIZE, Category.TOP)
    with pytest.raises(PoseError, match="torso"):
        check_body(standing(300, 1100, 600), SIZE, Category.TOP)


def test_from_behind_and_from_the_side_are_told() -> None:
    with pytest.raises(PoseError, match="from behind"):
        check_body(standing(300, 400, 300, turn=-1), SIZE, Category.TOP)
    with pytest.raises(PoseError, match="from the side"):
        check_body(standing(300, 400, 300, turn=0.1), SIZE, Category.TOP)


def test_a_turned_person_gets_a_warning() -> None:
    (warning,) = check_body(standing(300, 400, 300, turn=0.35), SIZE, Category.TOP)
    assert "turned" in warning


def test_a_dress_on_somebody_without_feet_is_a_guess() -> None:
    (warning,) = check_body(standing(300, 600, 500), SIZE, Category.DRESS)
    assert "feet" in warning
