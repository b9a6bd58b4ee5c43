"""What a function made, and what is kept of it: that alone travels from one process to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec
from pydantic import BaseModel

from samestory.cache.store import long, short

T = TypeVar("T")


class Made(Generic[T]):
    """A value of a function; `kept` is what can be made into it again, None where nothing can or shall be kept."""

    __slots__ = ("_function", "kept", "value")

    def __init__(self, function: Callable[..., T], value: T, kept: bytes | None) -> None:
        self._function, self.value, self.kept = function, value, kept

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """How it travels: msgspec is several times faster than pickle, and what is kept has been through it."""
        if self.kept is None:
            return Made, (self._function, self.value, None)
        return _arrived, (self._function, self.kept)


def make(function: Callable[..., T], values: tuple[Any, ...]) -> Made[T]:
    """What the function makes, and nothing to keep of it."""
    return Made(function, function(*values), None)


def make_to_keep(function: Callable[..., T], values: tuple[Any, ...]) -> Made[T]:
    """What the function makes, with what is kept of it."""
    value = function(*values)
    plain = encoded(value)
    return Made(function, value, None if plain is None else short(plain))


def _arrived(function: Callable[..., T], kept: bytes) -> Made[T]:
    return Made(function, decoder_of(function).decode(long(kept) or b""), kept)


@cache
def decoder_of(function: Callable[..., T]) -> msgspec.msgpack.Decoder[T]:
    """What makes values of a function again; it raises a MsgspecError where they are none."""
    return msgspec.msgpack.Decoder(get_type_hints(function)["return"])


def encoded(value: object) -> bytes | None:
    """As bytes; None where a text holds what no file can hold."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return None


def _as_plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    raise TypeError(f"{value!r} cannot be part of what a kept value was made of")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_as_plain, order="deterministic")
