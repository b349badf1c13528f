// Follow pages: copying an address, and the reader used last, which this device alone remembers. All works without.
(() => {
  "use strict";
  const KEY = "buzzfeed.reader";
  const panel = document.querySelector(".follow");
  const status = panel.querySelector("[role=status]");
  const remember = {
    get() { try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; } },
    set(value) { try { localStorage.setItem(KEY, JSON.stringify(value)); } catch { /* not allowed: nothing is kept */ } },
    forget() { try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ } },
  };

  async function copied(field) {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      return document.execCommand("copy");
    }
  }
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copied(button.previousElementSibling);
      status.textContent = "";
      requestAnimationFrame(() => { status.textContent = done ? panel.dataset.copied : panel.dataset.failed; });
    });
  }

  const last = panel.querySelector(".last");
  const form = document.querySelector("form.own");
  function show() {
    const { reader, host } = remember.get();
    const known = [...document.querySelectorAll("a[data-reader]")].find(link => link.dataset.reader === reader);
    const radio = form && [...form.elements.reader].find(one => one.value === reader);
    const large = last.querySelector("a");
    last.hidden = true;
    if (known) {
      large.href = known.href;
      large.textContent = known.getAttribute("aria-label");
      last.hidden = false;
    } else if (radio && typeof host === "string") {
      radio.checked = true;
      form.elements.host.value = host;
      large.href = form.action + "?" + new URLSearchParams(new FormData(form));
      large.textContent = radio.parentElement.textContent.trim() + " · " + host;
      last.hidden = false;
    }
  }
  for (const link of document.querySelectorAll("a[data-reader]")) {
    link.addEventListener("click", () => remember.set({ reader: link.dataset.reader }));
  }
  if (form) {
    form.addEventListener("submit", () => remember.set({ reader: form.elements.reader.value, host: form.elements.host.value.trim() }));
  }
  last.querySelector("button").addEventListener("click", () => {
    remember.forget();
    show();
    document.getElementById("content").focus();
  });
  addEventListener("pageshow", show);
  show();
})();
