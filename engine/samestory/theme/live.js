/* Only under `samestory serve`: shows the next build, and what is wrong, without a reload by hand. */
(() => {
  const script = document.currentScript;
  const shown = Number(script.dataset.site);
  let panel;

  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  const hide = () => panel && (panel.remove(), (panel = undefined));

  // In a root of its own, so that the page's style and the panel's do not meet.
  const show = (problems, sentence) => {
    hide();
    panel = document.createElement("samestory-problems");
    document.body.append(panel);
    const root = panel.attachShadow({ mode: "open" });
    make("style", ":host{all:initial}section{position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:9999;" +
      "background:#fff;color:#1c1c1c;border-top:6px solid #b3261e;box-shadow:0 -4px 24px #0004;padding:16px 24px;" +
      "font:16px/1.5 system-ui,sans-serif}h2{font-size:18px;margin:0 0 8px}ol{margin:0;padding-left:24px}li{margin:8px 0}" +
      "code{font:14px ui-monospace,monospace;color:#5a1510}p{margin:2px 0}", root);
    const section = make("section", "", root);
    section.setAttribute("role", "alert");
    const count = problems.length;
    const kept = shown ? "the rest of the site is up to date" : "there is no page yet";
    make("h2", count ? `${count === 1 ? "One problem" : `${count} problems`}; ${kept}` : "The site could not be built", section);
    const list = make("ol", "", section);
    for (const problem of problems) {
      const item = make("li", "", list);
      make("code", `${problem.file}:${problem.line}`, item);
      make("p", problem.message, item);
      if (problem.hint) make("p", problem.hint, item);
    }
    if (sentence) make("p", sentence, section);
  };

  const listen = async (number) => {
    let state;
    try {
      state = await (await fetch(`/-/samestory/state?since=${number}`)).json();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000)); // the command was ended, or starts again
      return listen(number);
    }
    if (state.site !== shown && state.site) return location.reload();
    if (state.problems.length || state.sentence) show(state.problems, state.sentence);
    else hide();
    return listen(state.number);
  };

  listen(0);
})();
