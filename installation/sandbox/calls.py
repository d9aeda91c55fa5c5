"""System calls by name: their numbers, and which of them a process needs that only reads and tells.

Numbers from Linux' asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64); None where a processor has no
such call. A call that is not allowed is refused: also those that Linux will have next year.
"""

MACHINES = ("x86_64", "aarch64")

NUMBERS: dict[str, tuple[int | None, int | None]] = {  # in the order of MACHINES
    # the busiest first: the filter asks from the top
    "futex": (202, 98),
    "epoll_ctl": (233, 21),
    "getpid": (39, 172),
    "sendto": (44, 206),
    "poll": (7, None),
    "epoll_wait": (232, None),
    "epoll_pwait": (281, 22),
    "read": (0, 63),
    "write": (1, 64),
    "ioctl": (16, 29),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "sched_yield": (24, 124),
    "ppoll": (271, 73),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mprotect": (10, 226),
    "madvise": (28, 233),
    "brk": (12, 214),
    "mremap": (25, 216),
    "recvfrom": (45, 207),
    "accept4": (288, 242),
    "select": (23, None),
    "pselect6": (270, 72),
    # files
    "openat": (257, 56),
    "open": (2, None),
    "close": (3, 57),
    "lseek": (8, 62),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "stat": (4, None),
    "lstat": (6, None),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "fcntl": (72, 25),
    "fadvise64": (221, 223),
    "fstatfs": (138, 44),
    # threads, signals, time
    "clone": (56, 220),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "gettid": (186, 178),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "tgkill": (234, 131),
    "prctl": (157, 167),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "sched_getaffinity": (204, 123),
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126),
    "clock_getres": (229, 114),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "times": (100, 153),
    "getcpu": (309, 168),
    "getrandom": (318, 278),
    "getrusage": (98, 165),
    "prlimit64": (302, 261),
    "getppid": (110, 173),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    # the wires that are open already
    "epoll_create1": (291, 20),
    "eventfd2": (290, 19),
    "getsockopt": (55, 209),
    "setsockopt": (54, 208),
    "getsockname": (51, 204),
    "getpeername": (52, 205),
    "shutdown": (48, 210),
    # only with a camera on the network
    "socket": (41, 198),
    "connect": (42, 203),
    "recvmsg": (47, 212),
    "sendmmsg": (307, 269),
    # not there, it is said, so that libraries fall back to what can be judged by its arguments
    "clone3": (435, 435),
    "openat2": (437, 437),
    # refused; named for the probe, and for tests that leave one way open
    "execve": (59, 221),
    "memfd_create": (319, 279),
    "ptrace": (101, 117),
    "kill": (62, 129),
    "bind": (49, 200),
    "process_vm_readv": (310, 270),
    "io_uring_setup": (425, 425),
    "truncate": (76, 45),
    "unlinkat": (263, 35),
    "unlink": (87, None),
    "mkdirat": (258, 34),
    "mkdir": (83, None),
    "symlinkat": (266, 36),
    "symlink": (88, None),
    # to set the fences up
    "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}

MISSING = ("clone3", "openat2")
_NAMES = tuple(NUMBERS)
PLAIN = _NAMES[: _NAMES.index("socket")]  # allowed, those with conditions among them


def number(name: str, machine: str) -> int | None:
    """The number of a call on this processor, None where it has none. Raises `KeyError` for an unknown name."""
    return NUMBERS[name][MACHINES.index(machine)]
