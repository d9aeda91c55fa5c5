"""A filter on system calls, for every thread of the process: what is not listed is refused with EPERM.

The filter is a classic BPF program over `struct seccomp_data` (linux/seccomp.h, linux/filter.h). It is an
allow-list: a call that has no rule is an error to its caller and kills nobody, so that a library which asks for
one more thing after an update goes on without it.
"""

import ctypes
import errno
import os
import platform
from dataclasses import dataclass

from installation.sandbox import calls

_LOAD = 0x20  # BPF_LD|W|ABS
_AND = 0x54  # BPF_ALU|AND|K
_IS = 0x15  # BPF_JMP|JEQ|K
_AT_LEAST = 0x35  # BPF_JMP|JGE|K
_RETURN = 0x06  # BPF_RET|K
_NUMBER_AT = 0  # offsets in struct seccomp_data
_MACHINE_AT = 4
_ARGUMENTS_AT = 16
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_ERRNO = 0x00050000
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # from here on: calls of x86_64's other interface
_SET_MODE_FILTER = 1
_ALL_THREADS = 1

Instruction = tuple[int, int, int, int]  # code, jump if, jump if not, constant


@dataclass(frozen=True)
class ArgumentCheck:
    """A condition on 32 bits of an argument: `argument & mask == value`."""

    argument: int
    mask: int
    value: int
    high: bool = False  # of the argument's upper half


Alternatives = tuple[tuple[ArgumentCheck, ...], ...]  # allowed when all checks of one of them hold
Rules = dict[str, Alternatives]  # system call -> when it is allowed
ANY: Alternatives = ((),)


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_uint16),
        ("filter", ctypes.POINTER(_Instruction)),
    )


def program(rules: Rules, machine: str) -> list[Instruction]:
    """The filter for this processor."""
    instructions = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_IS, 1, 0, _AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 0, 1, _X32),
        _refusal(errno.EPERM),
    ]
    for name, alternatives in rules.items():
        number = calls.number(name, machine)
        if number is not None:
            judgement = _judgement(alternatives)
            instructions.append((_IS, 0, len(judgement), number))
            instructions += judgement
    for name in calls.MISSING:
        number = calls.number(name, machine)
        if number is not None:
            instructions.append((_IS, 0, 1, number))
            instructions.append(_refusal(errno.ENOSYS))
    instructions.append(_refusal(errno.EPERM))
    return instructions


def install(rules: Rules) -> None:
    """Holds every thread of this process, and all it will have, to the rules; no_new_privs is set before.

    Raises `OSError`.
    """
    machine = platform.machine()
    code = [_Instruction(*instruction) for instruction in program(rules, machine)]
    body = (_Instruction * len(code))(*code)
    libc = ctypes.CDLL(None, use_errno=True)
    answer = libc.syscall(
        calls.number("seccomp", machine),
        _SET_MODE_FILTER,
        _ALL_THREADS,
        ctypes.byref(_Program(len(code), body)),
    )
    if answer:  # a positive one is a thread that could not be held
        number = ctypes.get_errno() if answer < 0 else errno.EBUSY
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _judgement(alternatives: Alternatives) -> list[Instruction]:
    """Allowed when all checks of one alternative hold, else refused. It always returns: jumps stay short."""
    instructions: list[Instruction] = []
    for checks in alternatives:
        left = 3 * len(checks) + 1  # instructions of this alternative
        for check in checks:
            left -= 3
            offset = _ARGUMENTS_AT + 8 * check.argument
            if check.high:
                offset += 4  # both processors are little-endian
            instructions.append((_LOAD, 0, 0, offset))
            instructions.append((_AND, 0, 0, check.mask))
            instructions.append((_IS, 0, left, check.value))
        instructions.append((_RETURN, 0, 0, _ALLOW))
    if alternatives != ANY:
        instructions.append(_refusal(errno.EPERM))
    return instructions


def _refusal(number: int) -> Instruction:
    return _RETURN, 0, 0, _ERRNO | number
