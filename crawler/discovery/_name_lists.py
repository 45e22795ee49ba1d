"""How are millions of names sorted, kept packed, and set against those of another day, in little memory?

A list is a file of sorted lines, each a name, or a name and a blank and a word on it. Lists are walked side
by side in steps: of each the names up to the least of their last ones, so that Python's own sets and sort do
the work of a step.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from crawler.discovery._unpacked import PIECE, Damaged, unpacked, zstandard

MOST_SORTED = 100_000
"""Names that lie in memory at once."""
MOST_SIDE_BY_SIDE = 12
SMALL_PIECE = 1 << 15  # so that many lists side by side take little memory
_AFTER_BLANK = b"!"  # sorts after the blank and before all that a name has
Block = list[bytes]


def sort_to(blocks: Iterable[Block], target: Path) -> int:
    """Writes the names of ``blocks`` sorted, each once, to ``target``; how many there are.

    What is nearly sorted comes in few runs, and in one nothing is left to merge.
    """
    runs = _Runs(target)
    held: Block = []
    for block in blocks:
        held += block
        if len(held) >= MOST_SORTED:
            runs.add(held)
            held = []
    runs.add(held)
    made, count = runs.close()
    while len(made) > 1:
        some, made = made[:MOST_SIDE_BY_SIDE], made[MOST_SIDE_BY_SIDE:]
        merged = some[0].with_name(some[0].name + "+")
        count = write(merged, _merged([names_of(each, SMALL_PIECE) for each in some]))
        for each in some:
            each.unlink()
        made.append(merged)
    if made:
        made[0].replace(target)
    else:
        write(target, iter(()))
    return count


def write(path: Path, blocks: Iterable[Block]) -> int:
    """Writes the list at ``path``, which has its name only when it is whole; how many lines it has."""
    count = 0
    with _Writer(path.with_name(path.name + ".part")) as writer:
        for block in blocks:
            writer.add(block)
            count += len(block)
    path.with_name(path.name + ".part").replace(path)
    return count


def names_of(path: Path, piece: int = PIECE) -> Iterator[Block]:
    """The lines of a list, block by block; Damaged when it is not as it was written."""
    rest = b""
    with path.open("rb") as file:
        for text in unpacked(file, piece):
            *block, rest = (rest + text).split(b"\n")
            if block:
                yield block
    if rest:
        raise Damaged("it ends in the middle of a line")


def differing(old: Path, new: Path, piece: int = PIECE) -> Iterator[tuple[Block, Block]]:
    """Of each step the lines of ``new`` whose names ``old`` lacks, and those it has with another word."""
    for before, now in _aligned([names_of(old, piece), names_of(new, piece)]):
        same = set(before)
        fresh = [line for line in now if line not in same]
        known = set(map(_name, before)) if fresh and _has_words(before, now) else set()
        added = [line for line in fresh if _name(line) not in known]
        yield added, [line for line in fresh if _name(line) in known] if known else []


def _has_words(*blocks: Block) -> bool:
    return any(b" " in block[0] for block in blocks if block)


def summed(blocks: Iterable[Block]) -> Iterator[Block]:
    """One line a name: the name, and a digest of all the words that stood with it."""
    block: Block = []
    for name, lines in groupby(chain.from_iterable(blocks), key=_name):
        words = b" ".join(sorted({line.partition(b" ")[2] for line in lines}))
        block.append(name + b" " + hashlib.blake2b(words, digest_size=4).hexdigest().encode())
        if len(block) >= 10_000:
            yield block
            block = []
    yield block


def _name(line: bytes) -> bytes:
    return line.partition(b" ")[0]


def _merged(streams: list[Iterator[Block]]) -> Iterator[Block]:
    for step in _aligned(streams):
        lines = list(chain.from_iterable(step))
        lines.sort()
        yield list(dict.fromkeys(lines))


def _aligned(streams: list[Iterator[Block]]) -> Iterator[list[Block]]:
    """Of each stream the lines up to the same name, step by step."""
    held: list[Block] = [next(stream, []) for stream in streams]
    open_ = [bool(block) for block in held]
    while any(open_):
        bound = min(_name(block[-1]) for block, more in zip(held, open_, strict=True) if more) + _AFTER_BLANK
        step = []
        for at, block in enumerate(held):
            cut = bisect_left(block, bound)
            step.append(block[:cut])
            held[at] = block[cut:]
            if open_[at] and not held[at]:
                held[at] = next(streams[at], [])
                open_[at] = bool(held[at])
        yield step
    if any(held):
        yield held


class _Runs:
    """Sorted files beside ``target``; what follows the end of the last one is added to it."""

    def __init__(self, target: Path) -> None:
        self._target, self._made, self._last = target, list[Path](), b""
        self._count = 0
        self._writer: _Writer | None = None

    def add(self, names: Block) -> None:
        names.sort()
        if names and names[0] == self._last:  # its other records were in the names before
            names = [name for name in names if name != self._last]
        if not names:
            return
        if self._writer is None or names[0] < self._last:
            if self._writer is not None:
                self._writer.close()
            self._made.append(self._target.with_name(f"{self._target.name}.run{len(self._made):05d}"))
            self._writer = _Writer(self._made[-1])
        once = list(dict.fromkeys(names))
        self._writer.add(once)
        self._count += len(once)
        self._last = names[-1]

    def close(self) -> tuple[list[Path], int]:
        """The runs, and how many names they have together."""
        if self._writer is not None:
            self._writer.close()
        return self._made, self._count


class _Writer:
    """Lines into a zstandard file that knows whether it is whole, with a small window."""

    def __init__(self, path: Path) -> None:
        zstd = zstandard()
        parameter = zstd.CompressionParameter
        options = {
            parameter.compression_level: 1,
            parameter.checksum_flag: 1,
            parameter.window_log: 17,  # bits: what each reader holds
        }
        self._packer: Any = zstd.ZstdCompressor(options=options)
        self._file = path.open("wb")

    def add(self, lines: Block) -> None:
        if lines:
            self._file.write(self._packer.compress(b"\n".join(lines) + b"\n"))

    def close(self) -> None:
        self._file.write(self._packer.flush())
        self._file.close()

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
