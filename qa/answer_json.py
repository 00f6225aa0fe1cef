"""JSON → the frozen dataclasses of an answer, each value of its declared type or refused."""

import types
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

_NAMED: Final[dict[object, str]] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    types.NoneType: "null",
}


def read_as(declared: Any, value: object, where: str = "the answer") -> Any:
    """A JSON value as a declared type: a dataclass, a tuple, a literal, a union, a simple one.

    Args:
        where: the value's place, for the error.

    Raises:
        ValueError, TypeError: the value, or one inside it, is of another type, missing or unknown.
    """
    origin = get_origin(declared)
    if is_dataclass(declared):
        return _read_fields(declared, value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError(f"{where} is no list")
        of = get_args(declared)[0]
        return tuple(read_as(of, one, f"{where}[{at}]") for at, one in enumerate(value))
    if origin is Literal:
        if value not in get_args(declared):
            raise ValueError(f"{where} is none of {', '.join(get_args(declared))}")
        return value
    if origin in (types.UnionType, Union):
        others = [one for one in get_args(declared) if one is not types.NoneType]
        return None if value is None else read_as(others[0], value, where)
    # JSON knows one kind of number; Python's bool is an int.
    if declared is float and type(value) is int:
        return float(value)
    if type(value) is not declared:
        raise ValueError(f"{where} is not {_NAMED[declared]}")
    return value


def _read_fields(declared: Any, value: object, where: str) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"{where} is no object")
    hints = _hints(declared)
    needed = {one.name for one in fields(declared) if one.default is MISSING}
    if missing := sorted(needed - value.keys()):
        raise ValueError(f"{where} has no {', '.join(missing)}")
    if unknown := sorted(value.keys() - hints.keys()):
        raise ValueError(f"{where} has an unknown {unknown[0][:40]!r}")
    return declared(
        **{name: read_as(hints[name], one, f"{where}.{name}") for name, one in value.items()}
    )


@cache
def _hints(declared: Any) -> dict[str, Any]:
    return get_type_hints(declared)
