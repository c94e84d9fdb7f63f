"""Photos of what was found: pictures and nothing else, small, for those who decide."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from tests.support.app import client_of
from tests.support.builders import build_user, stock
from tests.support.counting import MUG, Counter, ask_for_count, results
from warehouse.counting.models import CountPhoto
from warehouse.printing.errors import BadPicture
from warehouse.printing.pictures import KEPT_PHOTO, LARGEST_PHOTO, read_photo

TURNED = 6


def taken(width=3000, height=1500, kind="JPEG"):
    """A photo as a phone makes it: large, lying on its side, and knowing where it was taken."""
    picture, told = Image.new("RGB", (width, height), "orange"), Image.Exif()
    told[0x0112] = TURNED
    told[0x010F] = "Phone of Cara"
    file = BytesIO()
    picture.save(file, kind, exif=told)
    return file.getvalue()


def test_a_photo_is_kept_small_upright_and_without_what_the_camera_added():
    kept = read_photo(taken())
    with Image.open(BytesIO(kept)) as photo:
        assert (photo.format, photo.size) == ("JPEG", (KEPT_PHOTO[0] // 2, KEPT_PHOTO[1]))
        assert not photo.getexif()
    assert b"Cara" not in kept


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_pictures_become_photos_as_well(kind):
    assert read_photo(taken(40, 40, kind)).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "raw",
    [b"", b"<svg onload='alert(1)'/>", b"%PDF-1.7", taken(40, 40)[:200], b"GIF89a" + b"0" * 9],
)
def test_what_is_no_picture_is_no_photo(raw):
    with pytest.raises(BadPicture):
        read_photo(raw)


def test_a_photo_has_its_most_bytes_and_pixels():
    with pytest.raises(BadPicture, match="larger"):
        read_photo(b"\xff\xd8" + b"0" * LARGEST_PHOTO)
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(BadPicture, match="50 million pixels"):
        read_photo(bomb.getvalue())


def test_the_counter_sends_a_photo_and_the_supervisor_sees_it(app, db, floor, client_as):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
        build_user(session, floor, "Cora", "counter")
    task = ask_for_count(db, floor, "A-01-1")
    cara = Counter(db, floor)
    cara.claim(task)
    client, cora = client_as("Counter"), client_of(app, floor.users["Cora"], floor.site)

    def send(who, raw, accept="application/json"):
        body = {"photo": (BytesIO(raw), "photo.jpg")}
        return who.post(f"/counts/{task}/photo", data=body, headers={"Accept": accept})

    refused = send(client, b"no picture")
    assert (refused.status_code, refused.json["code"]) == (422, "bad_picture")
    assert send(cora, taken()).json["code"] == "not_your_count"
    assert send(client_as("Picker"), taken()).status_code == 403
    assert send(client, taken()).json == {
        "sentence": "The supervisor sees it: photo 1 of this count."
    }
    assert send(client, taken(), "text/html").location == f"/counts/{task}"
    for _ in range(3):
        assert send(client, taken()).status_code == 201
    assert send(client, taken()).json["code"] == "photos_enough"

    for name in ("Counter", "Cora"):
        who = Counter(db, floor, name)
        who.claim(task)
        who.scan("B-A-01-1")
        who.scan(MUG)
        who.key(3)
        who.do("count.done")
    [result] = results(db, task)
    boss = client_as("Supervisor")
    page = boss.get(f"/counts/results/{result.id}").text
    with db.read() as session:
        first = session.execute(select(CountPhoto.id).order_by(CountPhoto.id)).scalars().first()
    assert f'src="/counts/photos/{first}"' in page
    shown = boss.get(f"/counts/photos/{first}")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/counts/photos/{first}").status_code == 403
    assert boss.get("/counts/photos/999").status_code == 404
