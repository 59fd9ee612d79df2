from logicnet.ground.running.kept import kept


class Thing:
    def __eq__(self, other):
        return True

    __hash__ = None


def test_what_is_kept_belongs_to_one_object_and_goes_with_it():
    calls = []

    @kept
    def made(of):
        calls.append(of.number)
        return [of.number]

    first, second = Thing(), Thing()
    first.number, second.number = 1, 2
    assert made(first) is made(first)
    assert made(second) == [2]  # equal objects are told apart
    assert calls == [1, 2]
    for number in range(3, 60):  # new objects stand where old ones stood
        del first
        first = Thing()
        first.number = number
        assert made(first) == [number]
