"""A process that has given up what it does not need: Landlock for files and ports, seccomp for system calls."""
