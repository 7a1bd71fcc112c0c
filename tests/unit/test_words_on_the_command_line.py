"""One list of wrong words for every option: a plain message, and no traceback.

Of the commands that print; those that write a report are in `test_cli`.
"""

import pytest

from qinba_games.paper import cli
from qinba_games.paper.options import OPTIONS
from qinba_games.region.tables.templates import write_templates

WORDS = (
    *("", " ", "-", "--", "=", "=1", ",", "nan", "inf", "-inf", "-1", "1e400", "10" + "0" * 400),
    *("0x10", "1_000", "½", "\u0661", "True", "None", "[1]", "$x_{", "a\0b", "\ud800", "é" * 5000),
    *("delta=", "delta=nan", "delta=1e400", "delta=½", "levels=1.5", "sharing=2", "detla=0.5"),
    *("A,A", "A,B,C", "Bazhong,Hanzong", "/dev/null", "/", "nowhere/at/all.csv"),
)
#: These take no word.
FLAGS = {"--quiet", "--json", "--csv", "--help"}
ASKED = [
    (command, option)
    for command in ("init", "window", "priorities", "hand-over", "hierarchy")
    for option in (*OPTIONS[command], None)
    if option not in FLAGS
]


def plain_messages(command, option, words, capsys):
    """Whatever is not done ends in one message; returns how many were refused."""
    refused = 0
    for word in words:
        given = [] if option is None else [option]
        tables = ("--governments", "governments.csv", "--ties", "ties.csv")
        own = tables if "--ties" in OPTIONS[command] and option not in tables else ()
        status = cli.main([command, *own, *given, word])
        told = capsys.readouterr().err
        assert status in (0, 1, 2), word
        assert "Traceback" not in told
        if status:
            refused += 1
            assert told.startswith("qinba-games: "), word
            assert len(told.strip().splitlines()) == 1, told
    return refused


@pytest.fixture(autouse=True)
def _tables(tmp_path, monkeypatch):
    """A small region in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    write_templates(".")


@pytest.mark.parametrize("option", [option for command, option in ASKED if command == "window"])
def test_a_wrong_word_gets_a_message(option, capsys):
    assert plain_messages("window", option, WORDS[::5], capsys) > 2


@pytest.mark.slow
@pytest.mark.parametrize(("command", "option"), ASKED)
def test_every_wrong_word_gets_a_message(command, option, capsys):
    assert plain_messages(command, option, WORDS[::2], capsys) > 0
