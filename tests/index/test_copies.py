import numpy as np

from index.copies import SIGNATURE, SIGNATURE_LENGTH, KnownSignatures


def test_near_copies_are_those_that_comparing_all_finds() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(0, 1 << 16, (40, SIGNATURE_LENGTH), dtype=SIGNATURE.type)
    known = KnownSignatures(range(100, 110), first[:10])
    stored = [*first[:10]]
    for row in range(10, 200):
        signature = stored[int(rng.integers(row))].copy()
        changed = rng.permutation(SIGNATURE_LENGTH)[: int(rng.integers(100, 256))]
        signature[changed] = rng.integers(0, 1 << 16, len(changed), dtype=SIGNATURE.type)
        shared = [np.count_nonzero(one == signature) for one in stored]
        expected = [100 + at for at, count in enumerate(shared) if count >= SIGNATURE_LENGTH / 4]
        assert known.copies_of(signature) == expected
        known.add(100 + row, signature)
        stored.append(signature)
