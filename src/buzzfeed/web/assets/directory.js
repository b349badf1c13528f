// The directory, with script: what is typed narrows the list at once, and what is ticked is counted.
// Without it the same form is sent to the server, which gives the same.
(() => {
  "use strict";
  const form = document.querySelector("form.directory");
  if (!form) return;
  const ligatures = { œ: "oe", æ: "ae", ĳ: "ij", "’": "'", "ʼ": "'" };
  // As model/folding.py folds: neither case, nor accents, nor ligatures, nor runs of white space.
  const apart = (text) => text.replace(/[œæĳ’ʼ]/g, (letter) => ligatures[letter]);
  const fold = (text) =>
    apart(
      apart(text.toLowerCase())
        .normalize("NFKD").replace(/[ßẞ]/g, "ss").replace(/ς/g, "σ").toLowerCase()
        .normalize("NFKD").replace(/(?!\u034f)\p{Mn}/gu, "")
    ).trim().split(/\s+/u).join(" ");
  window.buzzfeedFold = fold;

  const input = form.querySelector("input[type=search]");
  const told = form.querySelector(".told");
  const items = [...form.querySelectorAll("[data-item]")];
  const holders = [...form.querySelectorAll("[data-holder]")];
  const closed = new Set();
  let names = null;

  const say = (count, typed) => {
    const words = told.dataset;
    const pattern = count === 0 ? words.none : count === 1 ? words.one : words.many;
    told.textContent = typed ? pattern.replace("{count}", count).replace("{query}", () => words.quote.replace("{}", () => typed)) : words.hint;
  };

  const narrow = () => {
    const typed = input.value.trim();
    const words = fold(typed).split(" ").filter(Boolean);
    names = names || items.map((item) => fold(item.querySelector("a").textContent));
    let count = 0;
    items.forEach((item, place) => {
      const fits = words.every((word) => names[place].includes(word));
      item.hidden = !fits;
      count += fits;
    });
    form.classList.toggle("narrowed", words.length > 0);
    for (const holder of holders) {
      const any = holder.querySelector("[data-item]:not([hidden])") !== null;
      holder.hidden = !any;
      if (holder.tagName === "DETAILS") {
        if (words.length && !holder.open) {
          closed.add(holder);
          holder.open = any;
        } else if (!words.length && closed.delete(holder)) holder.open = false;
      }
    }
    say(count, typed);
  };
  if (input && items.length) {
    input.closest(".search").hidden = false;
    input.addEventListener("input", narrow);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && form.dataset.whole !== undefined) event.preventDefault();
      if (event.key === "Escape" && input.value) {
        event.preventDefault();
        input.value = "";
        narrow();
      }
    });
    if (form.dataset.whole !== undefined && input.value) narrow();
  }

  const bar = form.querySelector(".choosing");
  if (!bar) return;
  const [status, none, most] = [bar.querySelector(".count"), bar.querySelector(".unpick"), Number(bar.dataset.most)];
  // What a mix asks for of each (all) or none of has no box here, and is part of the choice all the same.
  const kept = [...form.querySelectorAll("input[type=hidden][name=all], input[type=hidden][name=none]")]
    .reduce((sum, one) => sum + one.value.split(",").filter(Boolean).length, 0);
  const count = () => {
    const ticked = form.querySelectorAll("input[type=checkbox]:checked").length;
    const chosen = ticked + kept;
    const many = bar.dataset.many.replace("{count}", chosen);
    status.textContent = chosen === 0 ? bar.dataset.none : chosen === 1 ? bar.dataset.one : many;
    bar.classList.toggle("some", chosen > 0);
    bar.classList.toggle("many", chosen > most);
    none.hidden = ticked === 0;
  };
  bar.classList.add("counted");
  form.addEventListener("change", count);
  none.addEventListener("click", () => {
    form.querySelectorAll("input[type=checkbox]:checked").forEach((box) => (box.checked = false));
    count();
    if (input) input.focus();
  });
  count();
})();
