"""Runs a command and tells what it used, on the descriptor that its first argument names.

A process of its own, and a small one: Linux counts as the peak of a command what the one that started it held then.
"""

import os
import sys

os.set_inheritable(int(sys.argv[1]), False)
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
status, used = os.wait4(pid, 0)[1:]
told = f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime} {used.ru_maxrss}"
os.write(int(sys.argv[1]), told.encode())
