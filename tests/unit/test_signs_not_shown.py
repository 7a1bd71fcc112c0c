"""Signs that no page, drawing or terminal can show are refused where names are read."""

from pathlib import Path

import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import agreements, cooperative, errors, hierarchy
from qinba_games.paper import cli
from qinba_games.region import write_templates

#: Escape, backspace, NUL, the end of a line, the other direction, no sign of XML, half a sign.
SIGNS = ["\x1b[31m", "\x08", "\x00", "\n", "\x85", "\u2028", "\u202e", "\uffff", "\ud800"]
DILEMMA = [[[2, 2], [-1, 3]], [[3, -1], [0, 0]]]
PAIR = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0)


def network(name):
    ties = {"a": [name], "b": ["B"], "value_a": [2], "value_b": [2]}
    return qg.Network([name, "B"], {**ties, "temptation_a": [3], "temptation_b": [3]})


def region(name, **columns):
    governments = {"name": [name, "B"], **columns}
    return qg.Region.from_frames(
        governments, {"a": [name], "b": ["B"], "benefit_a": [2], "benefit_b": [2]}
    )


def game_with(states, action):
    return qg.StochasticGame.from_functions(
        states, lambda x: [[action]], lambda x, a: [0], lambda x, a: {x: 1}
    )


def tree(name):
    above = {"nation": None, name: "nation", "B": "nation"}
    return hierarchy.Hierarchy(above, {(name, "B"): PAIR}, inside=0.1, border=[0.3, 0.2, 0.4])


READERS = {
    "players": lambda name: qg.StageGame(DILEMMA, players=[name, "B"]),
    "actions": lambda name: qg.StageGame(DILEMMA, actions=[[name, "D"], ["C", "D"]]),
    "from_nfg": lambda name: qg.from_nfg(
        f'NFG 1 R "" {{ "{name}" "B" }} {{ 2 2 }} 2 2 3 -1 -1 3 0 0'
    ),
    "members": lambda name: qg.Partnership(
        [[2, 2], [3, 3]], 1, promotion=0.5, friction=0, members=[name, "B"]
    ),
    "TUGame": lambda name: cooperative.TUGame([0, 1, 1, 3], players=[name, "B"]),
    "coalitions": lambda name: cooperative.TUGame({(name,): 1, (name, "B"): 3, ("B",): 1}),
    "signatories": lambda name: agreements.AbatementEconomy([1, 2], members=[name, "B"]),
    "Network": network,
    "Region": region,
    "group": lambda name: region("A", group=["here", name]),
    "another column": lambda name: region("A", code=["a", name]),
    "the name of a column": lambda name: region("A", **{name: [1, 2]}),
    "states": lambda name: game_with([name], "stay"),
    "actions in a state": lambda name: game_with(["here"], name),
    "Hierarchy": tree,
    "mandate": lambda name: qg.Coordinator(mandate=[name]),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_name_with_such_a_sign_is_refused(reader, sign):
    READERS[reader]("Ankang")
    with pytest.raises(errors.InvalidInputError, match="a sign that is not shown") as caught:
        READERS[reader](f"An{sign}kang")
    assert sign not in str(caught.value)


def test_letters_of_all_languages_will_do():
    for name in ("安康", "Škofja Loka", "مكة", "मुंबई\u200d", "Cote d'Ivoire", "A\u00a0B", "🙂"):
        assert region(name).names[0] == name


def test_a_file_with_such_a_name_is_refused_by_its_place(tmp_path):
    governments, ties, _ = write_templates(tmp_path)
    text = governments.read_text(encoding="utf-8")
    governments.write_text(text.replace("Hunan,", "Hu\x1bnan,"), encoding="utf-8")
    with pytest.raises(errors.InvalidInputError, match=r"line 10 .* column name.*not shown"):
        qg.Region.from_frames(governments, ties)


def test_the_terminal_gets_no_such_sign(tmp_path, capsys):
    assert cli.main(["re\x1b[31mport"]) == 2
    assert cli.main(["init", str(tmp_path / "a\x1b[31m")]) == 0
    told = capsys.readouterr()
    assert "\x1b" not in told.err + told.out
    assert r"re\x1b[31mport" in told.err
    assert r"a\x1b[31m/ties.csv" in told.out


def test_a_deep_graphml_is_refused(tmp_path):
    path = tmp_path / "deep.graphml"
    region("A").to_graphml(path)
    text = path.read_text(encoding="utf-8")
    start = text.index(">", text.index("<data", text.index("</edge>"))) + 1
    path.write_text(f"{text[:start]}{'[' * 10**5}{text[text.index('<', start) :]}")
    with pytest.raises(errors.InvalidInputError, match="cannot be read"):
        qg.Region.from_graphml(path)


@pytest.mark.parametrize("read", ["region", "network", "nfg"])
def test_what_has_no_end_is_refused(read, monkeypatch):
    monkeypatch.setattr("qinba_games._sizes.FILE", 10**6)
    readers = {
        "region": lambda path: qg.Region.from_frames(path, path),
        "network": qg.Network.from_edge_list,
        "nfg": lambda path: qg.from_nfg(Path(path)),
    }
    with pytest.raises(errors.InvalidInputError, match="holds more than 1,000,000 bytes"):
        readers[read]("/dev/zero")


@pytest.mark.slow
def test_names_that_look_like_formulas_are_written_as_they_are(tmp_path):
    names = ["=1+1", "+A", "-B", "@C"]
    table = pd.DataFrame({"name": names})
    ties = {"a": names[:3], "b": names[1:], "benefit_a": [2] * 3, "benefit_b": [2] * 3}
    region = qg.Region.from_frames(table, ties)
    region.report(tmp_path / "report", draws=0)
    again = pd.read_csv(tmp_path / "report" / "governments.csv")
    assert again["name"].tolist() == names
