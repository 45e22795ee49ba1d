"""Does one address, however written, come out as one, and do neighbours meet? All of them are invented."""

import pytest

from crawler.fingerprint._address import MOST_ADDRESSES, addresses
from crawler.fingerprint._place import Address, narrowest


def shared(one: str, other: str) -> set[str]:
    ours, theirs = ({value for found in addresses(text) for value in found.values()} for text in (one, other))
    return narrowest(ours & theirs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "100 Main St., Suite 200, New York, NY 10001",
            ("100 main street", "", "", "200", "10001", "new york ny"),
        ),
        ("100 Main Street\nSte. 200\nNew York, New York", ("100 main street", "", "", "200", "new york ny")),
        ("350 5th Ave 4th Floor, New York NY", ("350 5th avenue", "", "4", "", "new york ny")),
        (
            "100 Main St, Bldg 4, 4th Floor, Suite 400A, Austin, TX",
            ("100 main street", "building 4", "4", "400a", "austin tx"),
        ),
        ("4500 South Suite E-260\nAustin, TX 78701", ("4500 south", "", "", "e-260", "78701", "austin tx")),
        ("12 King St W, Toronto, ON M5H 1A1", ("12 king street west", "", "", "", "m5h1a1", "toronto on")),
        (
            "77 Wexley Mews, Floor 3\nLas Vegas, NV 89135",
            ("77 wexley mews", "", "3", "", "89135", "las vegas nv"),
        ),
        ("2 Orchard Parade, Maidstone ME14 1PX", ("2 orchard parade", "", "", "", "me141px", "maidstone")),
        (
            "Our office: No. 1006-25, Building A1, No. 11 Ginkgo Street, Huanggu District, Shenyang 110036",
            ("11 ginkgo street", "building a1", "", "1006-25", "110036", "shenyang"),
        ),
        (
            "Room 1205, 12/F, Tower B, Ginkgo Plaza, No. 8 Harbor Road, Pudong, Shanghai 200120, China",
            ("8 harbor road", "building b", "12", "1205", "200120", "shanghai", "pudong"),
        ),
        (
            "2nd Floor, 45 Lantern Road, Bengaluru 560 001, Karnataka",
            ("45 lantern road", "", "2", "", "560001", "bengaluru"),
        ),
        ("Plot No. 12, Sector 163, Noida 201301", ("plot 12 sector 163", "", "", "", "201301", "noida")),
        ("A-23, Sector 163, Noida, Uttar Pradesh", ("plot a-23 sector 163", "", "", "", "noida")),
        (
            "地址：辽宁省沈阳市皇姑区银杏街11号A1栋1006-25室",
            ("银杏街11号", "a1栋", "", "1006-25", "沈阳", "皇姑区"),
        ),
        ("沈阳皇姑区银杏街11号", ("银杏街11号", "", "", "", "沈阳", "皇姑区")),
        ("吉林省延边朝鲜族自治州延吉市银杏街11号", ("银杏街11号", "", "", "", "延吉")),
        ("서울특별시 강남구 은행로 123, 12층 1205호", ("은행로 123", "", "12", "1205", "강남구")),
        ("경기도 성남시 분당구 은행로 12번길 3", ("은행로12번길 3", "", "", "", "분당구")),
        (
            "690091, г. Владивосток, ул. Лесная, д. 45, корп. 2, кв. 12",
            ("улица лесная 45", "корпус 2", "", "12", "690091", "владивосток"),
        ),
        ("г. Владивосток, ул. Лесная, 45, 3 этаж, офис 7", ("улица лесная 45", "", "3", "7", "владивосток")),
        ("Musterstraße 12, 10115 Berlin", ("musterstrasse 12", "", "", "", "10115", "berlin")),
        ("Muster Str. 12a\nD-10115 Berlin", ("muster strasse 12a", "", "", "", "10115", "berlin")),
        ("12 rue des Lilas, 75002 Paris", ("rue des lilas 12", "", "", "", "75002", "paris")),
        ("Calle Mayor 12, 28013 Madrid", ("calle mayor 12", "", "", "", "28013", "madrid")),
        ("ul. Długa 12, 00-238 Warszawa", ("ul długa 12", "", "", "", "00-238", "warszawa")),
    ],
)
def test_an_address_is_taken_apart(text: str, expected: tuple[str, ...]) -> None:
    way, block, floor, unit, *places = expected
    assert addresses(text) == [Address(way, block, floor, unit, tuple(places))]


@pytest.mark.parametrize(
    "text",
    [
        "100 Main Street",
        "In 2020 we went all the way in IN",
        "5 Lane Drive is a good way to ME",
        "银杏街11号",
        "Version 12 Street Road, 123456 items",
        "In 2020 Street parties of 100000 people in our District",
        "Since 2015, 12 Years Road to success",
        "No. 1 Choice On The Road to a better China",
        "Sector 7 of the market, Plot 12",
        "ул. Лесная, д. 45",
        "은행로 123",
        "Der Weg 12 ist 10115 Meter lang",
        "Le quai 12 est fermé, 75002 billets vendus",
    ],
)
def test_a_street_without_a_place_and_a_place_without_a_street_are_no_address(text: str) -> None:
    assert addresses(text) == []


HOUSE = "Building A1, No. 11 Ginkgo Street"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            f"No. 1006-25, {HOUSE}, Huanggu District, Shenyang 110036",
            f"No. 1006-23, {HOUSE}, Huanggu District, Shenyang 110036",
            "rooms:11 ginkgo street building a1, 110036 / 1006",
        ),
        (
            f"Room 1205, {HOUSE}, Shenyang 110036",
            f"Room 1207, {HOUSE}, Shenyang, Liaoning, China",
            "floor:11 ginkgo street building a1, shenyang / 12",
        ),
        (
            f"Room 1205, {HOUSE}, Shenyang 110036",
            f"Room 905, {HOUSE}, Huanggu District, Shenyang City, P.R. China",
            "building:11 ginkgo street building a1, shenyang",
        ),
        (
            f"Room 1205, {HOUSE}, Shenyang 110036",
            "No. 11, Ginkgo St., Bldg. B2, Huanggu District, Shenyang 110036",
            "street_line:11 ginkgo street, 110036",
        ),
        (
            "100 Main St, Suite 400A, New York, NY 10001",
            "100 Main Street, Suite 400B, New York, NY",
            "rooms:100 main street, new york ny / 400",
        ),
        (
            "100 Main St, Suite 200, New York, NY 10001",
            "100 Main Street, Ste 200, New York, NY",
            "street:100 main street, new york ny / 200",
        ),
        (
            "辽宁省沈阳市皇姑区银杏街11号A1栋1006-25室",
            "沈阳市银杏街11号A1栋1006-23室",
            "rooms:银杏街11号 a1栋, 沈阳 / 1006",
        ),
        ("皇姑区银杏街11号A1栋", "辽宁省沈阳市皇姑区银杏街11号B2栋", "street_line:银杏街11号, 皇姑区"),
        (
            "서울특별시 강남구 은행로 123 1205호",
            "서울 강남구 은행로 123 12층",
            "floor:은행로 123, 강남구 / 12",
        ),
        ("Musterstr. 12, 10115 Berlin", "Musterstraße 12\n10115 Berlin", "street:musterstrasse 12, 10115"),
    ],
)
def test_of_two_neighbours_the_narrowest_house_they_share_counts_once(
    one: str, other: str, expected: str
) -> None:
    assert shared(one, other) == {expected}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100 Main Street, New York, NY 10001", "102 Main Street, New York, NY 10001"),
        ("100 Main Street, New York, NY 10001", "100 Main Street, Austin, TX 78701"),
        (f"{HOUSE}, Shenyang 110036", f"{HOUSE}, Dalian 116001"),
        ("沈阳市银杏街11号", "大连市银杏街11号"),
        ("서울 강남구 은행로 123", "부산 해운대구 은행로 123"),
        ("Musterstraße 12, 10115 Berlin", "Musterstraße 12, 80331 München"),
    ],
)
def test_another_number_or_another_town_is_another_house(one: str, other: str) -> None:
    assert shared(one, other) == set()


def test_rooms_of_another_corridor_are_not_side_by_side() -> None:
    ours, theirs = f"No. 1006-25, {HOUSE}, Shenyang 110036", f"No. 1016-25, {HOUSE}, Shenyang 110036"
    assert shared(ours, theirs) == {"floor:11 ginkgo street building a1, 110036 / 10"}


def test_a_list_of_shops_is_bounded() -> None:
    assert (
        len(addresses("\n".join(f"{number} Main St, Austin, TX" for number in range(1, 200))))
        == MOST_ADDRESSES
    )
