"""Lost: which verb is it, what does it want, and what did the answer prove?"""

import qinba_games as qg

print([name for name in dir(qg) if "discount" in name])
print(qg.critical_discount.__doc__.splitlines()[0])
try:
    qg.Coordinator(monitring=0.5)
except qg.errors.InvalidInputError as error:
    print(error)
answer = qg.critical_discount(qg.prisoners_dilemma(9, 1, 10, 3))
print(answer.concept, "/", answer.guarantee)
print(answer.certificate)
print(answer.to_frame())
print(answer.cite()[:60])
