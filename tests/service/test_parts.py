"""Small parts, each by itself."""

import math
from pathlib import Path

import numpy as np
import pytest
from fakes import Clock, fake_studio, jpeg, photo, png
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.model import Model
from modiste.errors import ImageLoadError, InputError
from modiste.examples.gallery import PRESETS
from modiste.imaging import Limits
from modiste.perception.look import Seen
from modiste.photos import Person
from modiste.service.activity import Activity
from modiste.service.bodies import chart_of
from modiste.service.cache import Cache
from modiste.service.demo import OWNER, fill, graded
from modiste.service.gallery import Gallery
from modiste.service.limiter import Limiter
from modiste.service.pictures import clean, from_base64, from_png, to_png
from modiste.service.problems import LinkError, RateLimitedError
from modiste.service.signing import Signer
from modiste.service.studios import Studios
from modiste.service.views import pack_seen, pack_view, unpack_seen, unpack_view
from modiste.service.wardrobe import category_of, drawn, frozen
from modiste.store.crypt import Cipher
from modiste.store.store import Store
from modiste.types import Category

LIMITS = Limits()


def test_a_bucket_empties_and_fills_evenly() -> None:
    clock = Clock(0)
    limiter = Limiter(clock)
    for _ in range(6):
        limiter.take("a", 6)
    with pytest.raises(RateLimitedError) as caught:
        limiter.take("a", 6)
    assert caught.value.headers["Retry-After"] == "10"
    limiter.take("b", 6)
    clock.forward(10)
    limiter.take("a", 6)
    with pytest.raises(RateLimitedError):
        limiter.take("a", 6)


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 30))
def test_no_more_pass_than_the_rate_allows(waits: list[float], per_minute: int) -> None:
    clock = Clock(0)
    limiter, passed = Limiter(clock), 0
    waits_told: list[int] = []
    for wait in waits:
        clock.forward(wait)
        try:
            limiter.take("a", per_minute)
            passed += 1
        except RateLimitedError as error:
            waits_told.append(int(error.headers["Retry-After"]))
    assert all(told >= 1 for told in waits_told)
    assert passed <= per_minute + math.ceil(clock.at * per_minute / 60)


def test_the_limiter_forgets_who_was_not_seen_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modiste.service.limiter._MOST_BUCKETS", 3)
    limiter = Limiter(Clock(0))
    for name in "abcd":
        limiter.take(name, 1)
    limiter.take("a", 1)
    with pytest.raises(RateLimitedError):
        limiter.take("d", 1)


@pytest.fixture
def signer() -> tuple[Signer, Clock]:
    clock = Clock(1_000_000)
    return Signer(Cipher(bytes(32)), clock, 900), clock


def parts(link: str) -> tuple[str, int, str]:
    path, _, query = link.partition("?")
    expires, signature = (pair.partition("=")[2] for pair in query.split("&"))
    return path.rpartition("/")[2], int(expires), signature


def test_a_link_lasts_as_long_as_was_said(signer: tuple[Signer, Clock]) -> None:
    sign, clock = signer
    name, expires, signature = parts(sign.link("abc"))
    assert 900 <= expires - clock.at <= 1351
    sign.check(name, expires, signature)
    clock.forward(1352)
    with pytest.raises(LinkError, match="too old"):
        sign.check(name, expires, signature)


def test_asking_twice_gives_a_browser_the_same_address(signer: tuple[Signer, Clock]) -> None:
    sign, _ = signer
    assert sign.link("abc") == sign.link("abc")


@given(st.text(max_size=40), st.integers(-5, 10**12), st.text(max_size=80))
def test_no_made_up_signature_passes(name: str, expires: int, signature: str) -> None:
    sign = Signer(Cipher(bytes(32)), Clock(0), 900)
    with pytest.raises(LinkError):
        sign.check(name, expires, signature)


def test_tokens_of_two_servers_differ() -> None:
    one, two = (Signer(Cipher(key), Clock(0), 900) for key in (bytes(32), bytes([1] * 32)))
    assert one.csrf("s") != two.csrf("s")
    assert one.csrf("s") != one.csrf("t")


def test_a_cache_keeps_what_was_used_last() -> None:
    cache: Cache[int] = Cache(2)
    made: list[str] = []

    def get(key: str) -> int:
        return cache.get(key, lambda: made.append(key) or len(made))  # type: ignore[func-returns-value]

    for key in ("a", "b", "a", "c", "a", "b"):
        get(key)
    assert made == ["a", "b", "c", "b"]
    cache.drop(lambda key: key == "a")
    get("a")
    assert made[-1] == "a"
    assert len(cache) == 2


def test_what_cannot_be_made_is_not_remembered() -> None:
    cache: Cache[int] = Cache(2)

    def fail() -> int:
        raise InputError("no")

    with pytest.raises(InputError):
        cache.get("a", fail)
    assert cache.get("a", lambda: 3) == 3


def test_a_studio_is_lent_to_one_at_a_time() -> None:
    built = []

    def build():  # type: ignore[no-untyped-def]
        built.append(fake_studio())
        return built[-1]

    studios = Studios(1, build)
    with studios.lend() as one:
        with pytest.raises(RateLimitedError), studios.lend(patience=0.01):
            pass
    with studios.lend() as two:
        assert one is two
    assert len(built) == 1


def test_a_studio_that_cannot_be_opened_is_tried_again() -> None:
    answers = [InputError("weights are missing"), None]

    def build():  # type: ignore[no-untyped-def]
        error = answers.pop(0)
        if error is not None:
            raise error
        return fake_studio()

    studios = Studios(1, build)
    with pytest.raises(InputError), studios.lend():
        pass
    with studios.lend() as studio:
        assert studio is not None


def test_activity_is_quiet_only_a_while_after_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    activity = Activity()
    assert activity.quiet()
    activity.begin()
    assert not activity.quiet()
    activity.end()
    assert not activity.quiet()
    monkeypatch.setattr("modiste.service.activity._QUIET", 0.0)
    assert activity.quiet()


def test_a_picture_is_cleaned_and_comes_back_bit_for_bit() -> None:
    image = photo(500, 700)
    cleaned, alpha = clean(png(image), LIMITS, 2048, "x")
    assert alpha is None
    assert (cleaned == image).all()
    assert (from_png(to_png(cleaned))[0] == image).all()


def test_a_large_picture_is_shrunk_with_its_transparency() -> None:
    import cv2

    rgba = np.dstack([photo(800, 1000), np.zeros((1000, 800), np.uint8)])
    rgba[200:800, 200:600, 3] = 255
    data = cv2.imencode(".png", rgba)[1].tobytes()
    image, alpha = clean(data, LIMITS, 500, "x")
    assert image.shape == (500, 400, 3)
    assert alpha is not None
    assert alpha.shape == (500, 400)
    back, again = from_png(to_png(image, alpha))
    assert (back == image).all()
    assert again is not None
    assert abs(again - alpha).max() <= 0.5 / 255 + 1e-6


@given(st.binary(min_size=1, max_size=50))
def test_base64_comes_back_with_and_without_its_heading(data: bytes) -> None:
    import base64

    text = base64.b64encode(data).decode()
    assert from_base64(text, "x") == data
    assert from_base64(f"data:image/png;base64,{text}", "x") == data
    assert from_base64(f" {text[:4]}\n{text[4:]} ", "x") == data


@pytest.mark.parametrize("text", ["", "data:", "data:image/png", "https://x.example/a.png", "é"])
def test_what_is_no_base64_is_told(text: str) -> None:
    with pytest.raises(ImageLoadError, match="never fetched"):
        from_base64(text, "photo")


def test_what_was_seen_comes_back() -> None:
    seen = fake_studio().look(Person.from_array(photo()))
    back = unpack_seen(pack_seen(seen), seen.photo)
    assert back.window == seen.window
    assert (back.view.image == seen.view.image).all()
    assert (back.view.parse == seen.view.parse).all()
    assert abs(back.view.matte - seen.view.matte).max() < 1e-4
    assert np.allclose(back.pose.points, seen.pose.points)
    assert np.allclose(back.view.pose.points, seen.view.pose.points)
    assert (back.warnings, back.pose.score) == (("a note",), seen.pose.score)


def test_a_drawn_model_comes_back(model: Model) -> None:
    view = unpack_view(pack_view(model.view))
    assert (view.image == model.view.image).all()
    assert (view.matte == model.view.matte).all()
    assert (view.parse == model.view.parse).all()
    assert Seen.known(view).photo.shape == view.image.shape


def test_every_model_has_a_small_picture_and_a_label() -> None:
    assert set(Gallery.names()) == set(PRESETS)
    for name in Gallery.names():
        data = Gallery.thumbnail(name)
        assert data[:2] == b"\xff\xd8"
        assert len(data) < 60_000
        label = Gallery.label(name)
        assert name.capitalize() in label["en"]
        assert "厘米" in label["zh"]


def test_a_chosen_model_is_drawn_once(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "gallery")
    first = gallery.seen("mara")
    stamp = (tmp_path / "gallery" / "mara.npz").stat().st_mtime_ns
    again = Gallery(tmp_path / "gallery").seen("mara")
    assert (again.photo == first.photo).all()
    assert (tmp_path / "gallery" / "mara.npz").stat().st_mtime_ns == stamp
    assert gallery.picture("mara")[:2] == b"\xff\xd8"


def test_the_demo_shop_is_filled_once_and_its_garments_can_be_worn(tmp_path: Path) -> None:
    store = Store.open(tmp_path, environment={})
    assert fill(store) >= 20
    assert fill(store) == 0
    rows, total = store.garments.page([OWNER], 100)
    assert len(rows) == total
    assert {row.category for row in rows} == {"top", "bottom", "dress"}
    for row in rows:
        assert row.title_zh
        assert row.chart is not None
        chart = chart_of(row.chart)
        assert chart.warnings == ()
        assert list(chart.sizes.values()) == ["XS", "S", "M", "L", "XL", "XXL"]
        assert chart.category == row.category
    store.close()


def test_grades_grow_with_the_sizes() -> None:
    sizes = graded({"chest": 100, "sleeve": 60})
    chests = [size["chest"] for size in sizes]
    assert chests == sorted(chests)
    assert sizes[2] == {"size": "M", "chest": 100, "sleeve": 60}


def test_a_recipe_draws_the_same_garment_again() -> None:
    recipe = {"kind": "t-shirt", "seed": 3, "color": [9, 9, 9], "measures": {"chest": 48}}
    drawn.cache_clear()
    one = drawn(frozen(recipe))
    drawn.cache_clear()
    assert drawn(frozen(dict(reversed(recipe.items())))) == one


@pytest.mark.parametrize(
    ("word", "category"),
    [(None, None), ("auto", None), ("tops", Category.TOP), ("bottom", Category.BOTTOM),
     ("one-pieces", Category.DRESS)],
)  # fmt: skip
def test_categories_go_by_the_fields_names_too(word: str | None, category: object) -> None:
    assert category_of(word) is category


def test_an_unknown_category_is_told() -> None:
    with pytest.raises(InputError, match="one-pieces"):
        category_of("hat")


def test_a_jpeg_is_read_as_it_looks() -> None:
    image, _ = clean(jpeg(photo()), LIMITS, 2048, "x")
    assert image.shape == (640, 480, 3)
