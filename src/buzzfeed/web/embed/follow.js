// Links that follow a feed, made a card with a button that copies its address. Without this they are plain links, and
// they stay what they are: nothing is loaded, asked or kept, and no markup is made from what stands in the page.
(() => {
  "use strict";
  if (!("customElements" in window) || customElements.get("buzzfeed-follow")) return;

  const WORDS = {
    fr: { copy: "Copier l’adresse", done: "Adresse copiée", failed: "Copiez l’adresse du lien RSS" },
    en: { copy: "Copy the address", done: "Address copied", failed: "Copy the address of the RSS link" },
  };
  const STYLE = `
    :host { display: block; max-width: 32rem; font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark;
      --ground: #fff; --ink: #1f1c18; --line: #d8d2c6; --accent: ACCENT_LIGHT; --on-accent: ON_ACCENT_LIGHT; }
    @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { DARK } }
    :host([theme="dark"]) { DARK }
    :host([hidden]) { display: none; }
    .card { padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem;
      background: var(--ground); color: var(--ink); display: flex; flex-wrap: wrap; gap: .4rem .8rem;
      align-items: center; }
    ::slotted(a) { color: var(--accent); padding: .2em 0; }
    ::slotted(a.follow) { flex-basis: 100%; font-weight: 600; font-size: 1.1rem; }
    button { font: inherit; font-weight: 600; min-height: 2rem; padding: .3em .9em; border: 0; border-radius: .4em;
      background: var(--accent); color: var(--on-accent); cursor: pointer; }
    button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
    [role="status"]:empty { display: none; }
  `;

  class Follow extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      dress(root);
      const card = made("div", "card");
      card.append(document.createElement("slot"));
      const feed = this.querySelector('a[type="application/rss+xml"], a[type="application/atom+xml"]');
      if (feed && navigator.clipboard) card.append(...copying(feed, words(this)));
      root.append(card);
    }
  }

  function dress(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch {
      const style = document.createElement("style");
      style.textContent = STYLE;
      root.append(style);
    }
  }

  function words(element) {
    const language = (element.closest("[lang]") || document.documentElement).lang.slice(0, 2).toLowerCase();
    return WORDS[language] || WORDS.en;
  }

  function copying(feed, said) {
    const button = made("button", "copy");
    const status = made("span", "status");
    button.type = "button";
    button.textContent = said.copy;
    status.setAttribute("role", "status");
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(feed.href).then(
        () => { status.textContent = said.done; },
        () => { status.textContent = said.failed; },
      );
    });
    return [button, status];
  }

  function made(name, part) {
    const element = document.createElement(name);
    element.className = part;
    element.setAttribute("part", part);
    return element;
  }

  customElements.define("buzzfeed-follow", Follow);
})();
