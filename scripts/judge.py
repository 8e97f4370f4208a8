"""Runs answers against their asserts: JSON lines {"code", "tests"} in, "pass" | "fail" | "syntax error" lines out.

Each answer runs in a process of its own, with limits on time, memory and files: it is a program nobody has read.
"""

import json
import resource
import subprocess
import sys

SECONDS = 5
BYTES = 512 * 2**20


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def verdict(code, tests):
    try:
        compile(code, "answer", "exec")
    except (SyntaxError, ValueError):
        return "syntax error"
    program = "\n".join([code, *tests])
    try:
        run = subprocess.run(
            [sys.executable, "-I", "-c", program],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS * 2,
            preexec_fn=limit,
        )
    except subprocess.TimeoutExpired:
        return "fail"
    return "pass" if run.returncode == 0 else "fail"


for line in sys.stdin:
    answer = json.loads(line)
    print(verdict(answer["code"], answer["tests"]), flush=True)
