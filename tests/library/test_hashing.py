"""Content hashes: the same everywhere, and another after a change of one character."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from service.library.hashing import canonical_json, data_hash, item_hash, normalise

_FILES = st.dictionaries(
    st.sampled_from(["module.yaml", "en-US/email.md", "en-US/sms.txt"]), st.text(), min_size=1
)


@given(_FILES)
def test_line_ends_and_byte_order_marks_do_not_matter(files: dict[str, str]) -> None:
    plain = {name: normalise(text) for name, text in files.items()}
    windows = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in plain.items()}
    assume(all("\ufeff" not in text for text in plain.values()))
    assert item_hash("module:a/b", windows) == item_hash("module:a/b", plain)


@given(_FILES)
def test_order_of_files_does_not_matter(files: dict[str, str]) -> None:
    turned = dict(reversed(files.items()))
    assert item_hash("module:a/b", turned) == item_hash("module:a/b", files)


@given(_FILES, st.data())
def test_one_character_matters(files: dict[str, str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name])))
    changed = {**files, name: files[name][:at] + "x" + files[name][at:]}
    assert item_hash("module:a/b", changed) != item_hash("module:a/b", files)


def test_key_and_names_of_files_matter() -> None:
    hashes = {
        item_hash("module:a/b", {"en-US/email.md": "x"}),
        item_hash("module:a/c", {"en-US/email.md": "x"}),
        item_hash("module:a/b", {"en-US/web.md": "x"}),
        item_hash("module:a/b", {"en-US/email.md": "", "en-US/web.md": "x"}),
        item_hash("module:a/b", {"en-US/email.mdx": ""}),
    }
    assert len(hashes) == 5


def test_canonical_json_has_one_form() -> None:
    assert canonical_json({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'
    assert data_hash({"b": 1, "a": 2}) == data_hash({"a": 2, "b": 1})
