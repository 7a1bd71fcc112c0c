// Who searches for a word wants the page that is about it first, then the reference, then what autodoc made.
var Scorer = {
  score: ([docname, , , , score, , kind]) => {
    const place = docname.startsWith("reference/generated/") ? -40
      : docname.startsWith("reference/") ? 0
      : docname.endsWith("index") ? -60
      : docname.startsWith("explanation/") || docname === "bibliography" ? -8
      : 5;
    return score + place + (kind === "title" ? 10 : 0);
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
