import pytest

from logicnet.ground.running import one_blas_thread as threads
from logicnet.ground.running.one_blas_thread import one_blas_thread
from optional import two_blas_threads


def test_openblas_is_kept_to_one_thread_and_then_given_back(monkeypatch):
    monkeypatch.setattr(threads, "find_spec", lambda name: None)
    with two_blas_threads() as get:
        with pytest.raises(ZeroDivisionError), one_blas_thread(True) as ours:
            assert (ours, get()) == (True, 1)
            1 / 0  # noqa: B018
        assert get() == 2
        first, second = one_blas_thread(True), one_blas_thread(True)
        for run in (first, second):
            assert run.__enter__()
        for run, threads_left in ((first, 1), (second, 2)):
            run.__exit__(None, None, None)
            assert get() == threads_left
        with one_blas_thread(False) as ours:
            assert (ours, get()) == (False, 2)


def test_without_a_way_to_it_nothing_is_promised(monkeypatch):
    monkeypatch.setattr(threads, "find_spec", lambda name: None)
    monkeypatch.setattr(threads, "_openblas", lambda: None)
    with one_blas_thread(True) as ours:
        assert not ours
