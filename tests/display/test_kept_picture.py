"""The model's last picture is there at the next start, before the model is."""

import numpy as np

from installation.display.compositor import Opening
from installation.display.kept_picture import FIRST_S, KeptPicture
from installation.display.process import Room
from installation.ipc.testing import FakeContext
from installation.messages import Picture
from installation.vocabulary import RoomName
from tests.display.rooms import HEIGHT, WIDTH, small_screen
from tests.packs.image_pack import write_image_pack

SLOPE = np.broadcast_to(np.linspace(20, 220, WIDTH), (3, HEIGHT, WIDTH)).transpose(1, 2, 0)
PIXELS = np.ascontiguousarray(SLOPE, np.uint8)


def run_room(state, *pictures, **changes):
    """A display that lives for a few turns with these pictures."""
    settings = small_screen().model_copy(update={"state": state, **changes})
    coming = list(pictures)
    sources = {"picture": lambda: coming.pop(0) if coming else None}
    room = Room(FakeContext(RoomName.DISPLAY, settings, {}, sources))
    for _ in range(2):
        room.turn()
    room.close()


def test_a_house_that_ends_leaves_its_last_picture_for_the_next_start(tmp_path):
    run_room(tmp_path, Picture(1, 1, 1, PIXELS))
    kept = KeptPicture(tmp_path, "facades").read()
    np.testing.assert_allclose(kept, PIXELS, atol=6)  # JPEG
    opening = Opening((2 * HEIGHT, 2 * WIDTH), None, is_restart=False, kept=kept)
    assert opening.start.shape == (2 * HEIGHT, 2 * WIDTH, 3)
    assert abs(float(opening.start.mean()) - float(PIXELS.mean())) < 3
    assert opening.frame[..., :3].max() == 0  # it comes up from dark: a start is no flash


def test_what_has_the_shape_of_a_visitor_is_never_kept(tmp_path):
    folder = write_image_pack(tmp_path / "models", 'from = "scene"', 'from = "silhouette"')
    run_room(tmp_path, Picture(1, 1, 1, PIXELS), pack_folder=folder)
    assert not list(tmp_path.rglob("*.jpg"))


def test_another_packs_first_picture_does_not_take_this_ones_place(tmp_path):
    run_room(tmp_path, Picture(1, 1, 1, PIXELS, generation=7))
    assert not list(tmp_path.rglob("*.jpg"))


def test_it_is_kept_while_it_runs_and_only_of_its_own_pack(tmp_path):
    kept = KeptPicture(tmp_path, "facades")
    kept.receive(PIXELS)
    kept.tick(FIRST_S)
    kept.follow("letters")
    kept.close()
    assert KeptPicture(tmp_path, "facades").read() is not None
    assert KeptPicture(tmp_path, "letters").read() is None


def test_what_is_no_picture_is_left_out(tmp_path):
    kept = KeptPicture(tmp_path, "facades")
    kept.receive(PIXELS)
    kept.close()
    KeptPicture(tmp_path, "facades").close()  # a life that showed nothing leaves it
    (file,) = tmp_path.rglob("*.jpg")
    file.write_bytes(b"no picture")
    assert kept.read() is None
