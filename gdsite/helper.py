"""A second process, which does beforehand what a build will need, and leaves it in the cache."""

import mmap
import os
import select
import signal

# macOS forks, too, but not safely.
_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


class Helper:
    """A process that does some tasks, one after another, while this one goes on.

    tasks: functions by their names. What a task finds wrong ends them, and is not told: this process
    will find it, too. On a machine with one core nothing is done.
    """

    def __init__(self, tasks):
        self.names, self.done, self.process = [*tasks], 0, None
        if _CORES > 1 and tasks:
            self.told, tell = os.pipe()
            self.taken = mmap.mmap(-1, len(tasks))  # by this process; both see it
            self.process = os.fork()
            if not self.process:
                _work(tasks.values(), self.taken, tell)
            os.close(tell)

    def wait_for(self, name):
        """Wait for the end of a task that has begun; one that has not is left to this process."""
        if not self.process or name not in self.names:
            return
        self.taken[self.names.index(name)] = True
        while select.select([self.told], [], [], 0)[0] and self._read():
            pass
        while self.names[self.done : self.done + 1] == [name] and self._read():
            pass

    def _read(self):
        """How many tasks more have been done; none if the process has ended."""
        more = len(os.read(self.told, len(self.names)))
        self.done += more
        return more

    def end(self):
        """Whatever it is doing, it is needed no more."""
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            os.close(self.told)
            self.process = None


def _work(tasks, taken, tell):
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        for i, task in enumerate(tasks):
            taken[i] or task()
            os.write(tell, b".")
    finally:
        os._exit(0)
