"""Everything that the service says on standard error is one JSON object a line."""

from __future__ import annotations

import json
import warnings

import pytest

from service.web import logs


def test_a_library_warns_in_a_line_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logs.set_up()
        warnings.warn("canary-name is not a number", UserWarning, stacklevel=1)
    (said,) = capsys.readouterr().err.splitlines()
    line = json.loads(said)
    assert (line["event"], line["level"], line["fault"]) == ("warning", "warning", "UserWarning")
    assert line["where"].startswith("web/test_logs.py:")
    assert "canary" not in said
