import re

import segno

from ventanilla.documents.qr import MASK, QUIET_ZONE, svg

ADDRESS = "https://citas.example.org/v/AQGWrDdLTUFRWDRUSDI5QwGmYXVzdGlu"


def drawn(picture: str) -> list[list[int]]:
    """The modules that the path of an SVG blackens, quiet zone included."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', picture)[1])
    modules = [[0] * side for _ in range(side)]
    x, y = 0, 0.0
    for step, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.search(r' d="([^"]+)"', picture)[1]):
        match step, [float(n) for n in numbers.split()]:
            case "M", [right, down]:
                x, y = int(right), down
            case "m", [right, down]:
                x, y = x + int(right), y + down
            case "h", [length]:
                for column in range(x, x + int(length)):
                    modules[int(y)][column] = 1
                x += int(length)
    return modules


def test_picture_shows_the_code_of_the_text():
    code = segno.make(ADDRESS, error="m", micro=False, boost_error=False, mask=MASK)

    expected = [[1 if m else 0 for m in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    assert drawn(svg(ADDRESS)) == expected


def test_code_has_white_all_around():
    modules = drawn(svg(ADDRESS))

    edges = modules[:4] + modules[-4:] + [row[:4] + row[-4:] for row in modules]
    assert not any(map(any, edges))


def test_same_text_is_the_same_picture():
    assert svg(ADDRESS) == svg(ADDRESS)
    assert svg(ADDRESS) != svg(ADDRESS + "x")
