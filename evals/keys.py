"""Which keys a format allows at a place of a golden file, so that a misspelt one can be told."""

from __future__ import annotations

from collections.abc import Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag


def valid_keys(format_: type[BaseModel], loc: Sequence[int | str]) -> list[str]:
    """The keys of the class at one of pydantic's locations, as files write them."""
    annotation: Any = format_
    for step in loc:
        annotation = _inside(annotation, step)
    model = _model(annotation)
    if model is None:
        return []
    own = [field.alias or name for name, field in model.model_fields.items()]
    return [*own, *getattr(model, "beside", ())]


def _inside(annotation: Any, step: int | str) -> Any:
    """The type of what stands under a key, an index or the branch of a union; None if nothing."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _inside(arguments[0], step)
    if origin in (Union, UnionType):
        branch = next((member for member in arguments if Tag(str(step)) in _notes(member)), None)
        inside = (_inside(member, step) for member in arguments)
        return branch or next((found for found in inside if found is not None), None)
    if origin in (tuple, list):
        return arguments[0]
    if origin is dict:
        return arguments[1]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return next(
            (field.annotation for name, field in fields if step in (name, field.alias)), None
        )
    return None


def _notes(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


def _model(annotation: Any) -> type[BaseModel] | None:
    """The class that a type is, or that it may be."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return next(filter(None, map(_model, get_args(annotation))), None)
    return None
