"""Whoever goes through many goes on past one: there is one way to do that, and it writes down what failed."""

import ast

from tests.house.tree import faults, modules, parsed

THE_WAY = "learnmentor.jobs.batches"
UNTIL_IT_IS_TOLD_TO_STOP = {"learnmentor.jobs.worker"}  # kinds of repeated work, which are ours and not people's


def test_a_transaction_for_each_of_many_is_begun_in_one_place() -> None:
    found = [
        f"{module.at(loop.lineno)}"
        for module in modules().values()
        if module.name not in {THE_WAY, *UNTIL_IT_IS_TOLD_TO_STOP}
        for loop in ast.walk(parsed(module.path))
        if isinstance(loop, ast.For)
        for call in ast.walk(loop)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "transaction"
    ]
    faults(found, f"One that fails would stop everybody behind it. Use for_each_apart of {THE_WAY}:")
