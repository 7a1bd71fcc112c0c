"""The sliders in a real kernel: a move is sent as a notebook sends it; a new page comes back."""

import contextlib
import itertools
import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.kernel

PAIR = (
    "qg.Partnership([[1.2 + .35 * k, .7 + .35 * k] for k in range(5)], 1,"
    " promotion=.6, friction=.05)"
)
NET = (
    "qg.Network(['A', 'B', 'C'], {'a': ['A', 'B'], 'b': ['B', 'C'], 'value_a': [2, 3],"
    " 'value_b': [2, 1], 'temptation_a': [3, 4], 'temptation_b': [3, 6]})"
)


@contextlib.contextmanager
def kernel() -> Iterator[Any]:
    """A client of a Python kernel of its own, which has the package."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=120)
    try:
        client.execute_interactive("import qinba_games as qg", timeout=120)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def said_about(client: Any, request: str) -> Iterator[dict[str, Any]]:
    """What the kernel tells everybody about a request, until it is idle again."""
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            continue
        content = message["content"]
        assert message["msg_type"] != "error", "\n".join(content.get("traceback", ()))
        if content.get("execution_state") == "idle":
            return
        yield content


def shown(client: Any, model: str) -> dict[str, Any]:
    """The widget of a model as the notebook first learns of it, with the name of its channel."""
    request = client.execute(f"shown = qg.explore({model}, delta=.7)")
    found = {}
    for content in said_about(client, request):
        if "controls" in content.get("data", {}).get("state", {}):
            found = {**content["data"]["state"], "channel": content["comm_id"]}
    return found


def moved(client: Any, channel: str, settings: dict[str, Any]) -> tuple[str | None, float]:
    """The new page after a move, if it is another one, and how long it took until all was told."""
    update = {"method": "update", "state": {"settings": settings}, "buffer_paths": []}
    told = client.session.msg("comm_msg", {"comm_id": channel, "data": update})
    start, page = time.perf_counter(), None
    client.shell_channel.send(told)
    for content in said_about(client, told["header"]["msg_id"]):
        page = content.get("data", {}).get("state", {}).get("page", page)
    return page, time.perf_counter() - start


def another(control: dict[str, Any], move: int) -> Any:
    """Where the slider or the list goes next."""
    if "choices" in control:
        return control["choices"][move % len(control["choices"])]
    return round((0.13 + 0.618 * move) % 1 * control["high"], 2)


@pytest.mark.parametrize(
    "model", ["qg.paper.case()", PAIR, NET], ids=["region", "partnership", "network"]
)
def test_fifty_moves_are_redrawn_in_a_tenth_of_a_second_each(model: str) -> None:
    """Every slider and list in turn, each move beside what the moves before it left."""
    with kernel() as client:
        widget = shown(client, model)
        settings, pages, taken = dict(widget["settings"]), [widget["page"]], []
        for move, control in zip(range(50), itertools.cycle(widget["controls"]), strict=False):
            settings[control["name"]] = another(control, move)
            page, seconds = moved(client, widget["channel"], settings)
            pages += [page] if page is not None else []
            taken.append(seconds)
        assert len(set(pages)) > 10, "the page does not follow"
        assert statistics.median(taken) < 0.1 * 3, sorted(taken)  # other tests run beside this
