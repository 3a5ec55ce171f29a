"""Schemathesis over the whole API: nothing it makes up from the description leads to a 5xx or to
an answer that the description does not know.
"""

from __future__ import annotations

import contextlib
import io
from typing import Any

import pytest

from tests.web.conftest import Api

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

#: For each operation; the calls are the same in every run.
EXAMPLES = 8


def test_no_answer_is_a_5xx_or_unknown_to_the_description(api: Api, recwarn: Any) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        import schemathesis
        from hypothesis import HealthCheck, Phase, given, settings
        from schemathesis.checks import not_a_server_error
        from schemathesis.specs.openapi.checks import (
            content_type_conformance,
            response_schema_conformance,
            status_code_conformance,
        )

    schema = schemathesis.openapi.from_dict(api.get("/openapi.json").json())
    checks = (
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    )
    tried, failed = 0, dict[str, str]()
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def one(case: Any) -> None:
            nonlocal tried
            tried += 1
            sent = case.as_transport_kwargs(base_url="http://bedside.test")
            made_up = dict(sent.pop("headers", None) or {})
            keys = ("authorization", "x-api-key")
            headers = {n: v for n, v in made_up.items() if n.lower() not in keys} | api.headers
            sent.pop("cookies", None)
            url = sent.pop("url").removeprefix("http://bedside.test")
            try:
                response = api.call(sent.pop("method"), url, headers=headers, **sent)
                response.request.read()  # a multipart body is a stream until then
            except (UnicodeEncodeError, ValueError, AttributeError):
                return  # the client itself cannot send it
            case.validate_response(schemathesis.Response.from_any(response), checks=list(checks))

        try:
            one()
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - all are told of
            failed[operation.label] = str(error)[:2000]
    assert not failed, "\n".join(f"{name}: {what}" for name, what in failed.items())
    assert tried > 100
