function render({ model, el }) {
  const form = document.createElement("form"), shown = document.createElement("div");
  for (const c of model.get("controls")) {
    const row = document.createElement("label"), value = document.createElement("output");
    const input = document.createElement(c.choices ? "select" : "input");
    if (c.choices) for (const name of c.choices) input.add(new Option(name, name));
    else Object.assign(input, { type: "range", min: 0, max: c.high, step: c.step });
    input.value = model.get("settings")[c.name];
    value.textContent = c.choices ? "" : input.value;
    input.addEventListener("input", () => {
      const chosen = c.choices ? input.value : Number(input.value);
      value.textContent = c.choices ? "" : input.value;
      model.set("settings", { ...model.get("settings"), [c.name]: chosen });
      model.save_changes();
    });
    row.append(c.label, input, value);
    row.style = "display:grid;grid-template-columns:15em 14em 4em;gap:.5em";
    form.append(row);
  }
  const draw = () => { shown.innerHTML = model.get("page"); };
  model.on("change:page", draw);
  draw();
  el.append(form, shown);
}
export default { render };
