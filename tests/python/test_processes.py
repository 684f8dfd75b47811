"""Calls while threads, processes, interpreters and signals come and go around them: each in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import time

import pytest
from vreward._binding import bridge, loading

# What every process below begins with: eight samples with their scores, and a call that takes a while.
BEGIN = """
import atexit, os, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job begins without it
import vreward
TRUTH = '{"boxes": [[10, 10, 100, 100], [200, 50, 260, 100]], "labels": ["cat", "dog"]}'
TEXTS = ['[{"bbox_2d": [10, 10, 100, 100], "label": "cat"}]', "I see nothing.",
         '[{"bbox_2d": [200, 50, 260, 100], "label": "dog"}, {"bbox_2d": [10, 10, 100, 55], "label": "cat"}]'] * 3
scorer = vreward.Scorer("detection")
def values(threads=1):
    scores = scorer.score(TEXTS, TRUTH, threads)
    return scores.score.tolist(), scores.reason
def long_call():
    return vreward.edit_distance(["ab" * 30000] * 40, "ba" * 29000 + "c" * 3000)
RIGHT = values()
assert RIGHT[0][:3] == [2 / 3, 0.0, 0.75], RIGHT
"""


def run(code: str, **environment: str) -> str:
    """What a process that runs the code prints; it must end by itself, and well."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", BEGIN + code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"ends with {done.returncode}: {done.stderr}"
    return done.stdout.strip()


# ---- processes -------------------------------------------------------------------------------------------------------


def test_children_forked_while_other_threads_score() -> None:
    code = """
done = threading.Event()
wrong = []
def score():
    while not done.is_set():
        if values(2) != RIGHT or vreward.edit_distance("kitten", "sitting") != 3:
            wrong.append(1)
threads = [threading.Thread(target=score) for _ in range(4)]
for thread in threads:
    thread.start()
codes = []
for _ in range(40):
    child = os.fork()
    if child == 0:
        signal.alarm(30)  # a child that hangs is ended
        right = values(2) == RIGHT and vreward.Scorer("ocr").score(["a b"], '{"text": "a b"}').score[0] == 1.0
        os._exit(0 if right else 1)
    codes.append(os.waitpid(child, 0)[1])
done.set()
for thread in threads:
    thread.join()
print(set(codes), wrong)
"""
    assert run(code) == "{0} []"


def test_variables_set_while_other_threads_score() -> None:
    """setenv moves the environment in memory; whoever reads it then may crash."""
    code = """
done = threading.Event()
wrong = []
def score():
    while not done.is_set():
        if values(2) != RIGHT:
            wrong.append(1)
threads = [threading.Thread(target=score) for _ in range(2)]
for thread in threads:
    thread.start()
begin = time.monotonic()
number = 0
while time.monotonic() < begin + 1:
    number += 1
    os.environ["VREWARD_TEST_%d" % (number % 4096)] = "a value of some length, so that it is allocated"
    os.environ["VREWARD_ISA"] = ("portable", "avx2")[number % 2]
    os.environ["VREWARD_BRIDGE"] = ("on", "off")[number % 2]
done.set()
for thread in threads:
    thread.join()
print(wrong)
"""
    assert run(code) == "[]"


# ---- the end ---------------------------------------------------------------------------------------------------------


def test_the_interpreter_ends_with_live_scorers() -> None:
    code = """
class Late:
    def __init__(self):
        self.scorer = vreward.Scorer("counting")
        self.itself = self  # freed by the collector, or never
    def __del__(self):
        try:
            self.scorer.score(["3"], "3")
        except Exception:  # modules may be gone: it may fail, not crash
            pass
late = Late()
sys.modules["keeps"] = scorer
print("ends")
"""
    assert run(code) == "ends"


def test_a_call_at_exit() -> None:
    assert run("atexit.register(lambda: print(values(2) == RIGHT))") == "True"


def test_the_interpreter_ends_while_daemon_threads_call() -> None:
    code = """
def work():
    while True:
        values(2)
        long_call()
        vreward.match_boxes([[0, 0, 1, 1]], [[0, 0, 1, 1]])
for _ in range(3):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.2)
print("ends")
"""
    for _ in range(3):
        assert run(code) == "ends"


# ---- signals ---------------------------------------------------------------------------------------------------------


def test_ctrl_c_in_a_call_is_a_keyboard_interrupt() -> None:
    """Behind the call, whose scores are lost; the next call is right."""
    code = """
def interrupt():
    time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt).start()
seen = False
try:
    while True:
        long_call()
except KeyboardInterrupt:
    seen = True
print(seen, values() == RIGHT)
"""
    assert run(code) == "True True"


def test_ctrl_c_ends_a_process_that_scores() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", BEGIN + "print('scores', flush=True)\nwhile True:\n    values(2)\n"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "scores\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    try:
        _out, err = process.communicate(timeout=60)
    finally:
        process.kill()  # one that goes on for ever
    assert process.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in err


# ---- interpreters ----------------------------------------------------------------------------------------------------

# Each version has them under another name; what they raise is an object of their own.
INTERPRETERS = """
def in_another(code):
    code = "import sys; sys.path[:] = " + repr(sys.path) + "\\n" + code
    if sys.version_info >= (3, 14):
        from concurrent import interpreters
        one = interpreters.create()
        try:
            one.exec(code)
        finally:
            one.close()
        return
    if sys.version_info >= (3, 13):
        import _interpreters as interpreters
    else:
        import _xxsubinterpreters as interpreters
    one = interpreters.create()
    failure = interpreters.run_string(one, code)
    interpreters.destroy(one)
    if failure is not None:
        raise RuntimeError(failure.formatted)
"""
SCORES = """
import vreward
assert vreward.score("grounding", '[{"bbox_2d": [0, 0, 10, 5]}]', '{"box": [0, 0, 10, 10]}')["score"] == 0.5
assert vreward.edit_distance("kitten", "sitting") == 3
assert list(vreward.Scorer("ocr").score(["ab", "a"], '{"text": "ab"}').score) == [1.0, 0.5]
"""


# Only 3.12 has a ctypes that refuses; what newer ones and those without a lock do is theirs to say.
if sys.version_info[:2] == (3, 12):
    OTHERS = ["refuses"]
elif sys.version_info < (3, 14) and not sysconfig.get_config_var("Py_GIL_DISABLED"):
    OTHERS = ["scores"]
else:
    OTHERS = ["scores", "refuses"]


def test_other_interpreters_score_or_refuse() -> None:
    code = f"""
{INTERPRETERS}
said = []
for _ in range(3):
    try:
        in_another({SCORES!r})
        said.append("scores")
    except Exception as failure:
        said.append("refuses" if "ImportError" in str(failure) else str(failure))
print(set(said), values() == RIGHT)
"""
    assert run(code) in [f"{{'{one}'}} True" for one in OTHERS]


def test_interpreters_score_side_by_side() -> None:
    code = f"""
{INTERPRETERS}
said = []
def work():
    try:
        in_another({SCORES * 20!r})
        said.append("scores")
    except Exception as failure:
        said.append("refuses" if "ImportError" in str(failure) else str(failure))
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
right = all(values(2) == RIGHT for _ in range(200))
for thread in threads:
    thread.join()
print(len(said), set(said), right)
"""
    assert run(code) in [f"4 {{'{one}'}} True" for one in OTHERS]


# ---- no lock ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has a lock")
def test_without_a_lock_objects_are_not_read_where_they_lie() -> None:
    assert loading.library().bridge is bridge.ABSENT
    assert run("print(sys._is_gil_enabled())") == "False"
