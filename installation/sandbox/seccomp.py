"""A filter on system calls, for every thread of the process: what is not listed is refused with EPERM.

The filter is a classic BPF program over `struct seccomp_data` (linux/seccomp.h, linux/filter.h). It is an
allow-list: a call that has no rule is an error to its caller and kills nobody, so that a library which asks
for one more thing after an update goes on without it.
"""

import ctypes
import errno
import os
import platform
from dataclasses import dataclass

from installation.sandbox import calls

# BPF_LD|W|ABS, BPF_ALU|AND|K, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K
_LOAD, _AND, _IS, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # calls of x86_64's other face
_SET_MODE_FILTER, _ALL_THREADS = 1, 1


@dataclass(frozen=True)
class Check:
    """A condition on 32 bits of an argument: `argument & mask == value`."""

    argument: int
    mask: int
    value: int
    high: bool = False  # of the argument's upper half


ANY = ((),)  # alternatives, each a tuple of checks that all must hold
Rules = dict[str, tuple[tuple[Check, ...], ...]]


class _Instruction(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction))]


def program(rules: Rules, machine: str) -> list[tuple[int, int, int, int]]:
    """The filter as instructions (code, jump if, jump if not, constant)."""
    out = [(_LOAD, 0, 0, _MACHINE_AT), (_IS, 1, 0, _AUDIT_ARCH[machine]), (_RETURN, 0, 0, _KILL)]
    out += [(_LOAD, 0, 0, _NUMBER_AT), (_AT_LEAST, 0, 1, _X32), _refusal(errno.EPERM)]
    for name, alternatives in rules.items():
        if (number := calls.number(name, machine)) is not None:
            body = _judged(alternatives)
            out += [(_IS, 0, len(body), number), *body]
    for name in calls.MISSING:
        out += [(_IS, 0, 1, calls.number(name, machine)), _refusal(errno.ENOSYS)]
    return [*out, _refusal(errno.EPERM)]


def _judged(alternatives: tuple[tuple[Check, ...], ...]) -> list:
    """Allowed when all checks of one alternative hold, else refused. It always returns: jumps stay short."""
    out = []
    for checks in alternatives:
        size = 3 * len(checks) + 1
        for place, check in enumerate(checks):
            offset = (
                _ARGUMENTS_AT + 8 * check.argument + 4 * check.high
            )  # both processors are little-endian
            out += [
                (_LOAD, 0, 0, offset),
                (_AND, 0, 0, check.mask),
                (_IS, 0, size - 3 * place - 3, check.value),
            ]
        out.append((_RETURN, 0, 0, _ALLOW))
    return out if alternatives == ANY else [*out, _refusal(errno.EPERM)]


def _refusal(number: int) -> tuple[int, int, int, int]:
    return (_RETURN, 0, 0, _ERRNO | number)


def install(rules: Rules) -> None:
    """Holds every thread of this process, and all it will have, to the rules; no_new_privs is set before. Raises `OSError`."""
    machine = platform.machine()
    code = [_Instruction(*instruction) for instruction in program(rules, machine)]
    body = (_Instruction * len(code))(*code)
    libc = ctypes.CDLL(None, use_errno=True)
    filter_ = _Program(len(code), body)
    answer = libc.syscall(
        calls.number("seccomp", machine), _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(filter_)
    )
    if answer:
        number = (
            ctypes.get_errno() if answer < 0 else errno.EBUSY
        )  # else the thread that could not be held
        raise OSError(number, f"seccomp: {os.strerror(number)}")
