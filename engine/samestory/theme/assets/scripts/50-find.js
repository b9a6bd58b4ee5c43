/* Find: the box opens at once; what it searches is loaded when it is first opened, and typing need not wait. */
var SITE = document.currentScript ? new URL("../", document.currentScript.src).href : "";
var finder = null;

function openFind(typed) {
  if (!finder) { finder = buildFinder(); }
  if (!finder.dialog.open) { finder.dialog.showModal(); }
  if (typed !== undefined) { finder.input.value = typed; }
  finder.input.focus();
  finder.input.select();
  finder.load();
  finder.search();
}
function buildFinder() {
  var dialog = make("dialog", { "class": "finder", "aria-label": "Find" });
  var input = make("input", {
    type: "text", inputmode: "search", enterkeyhint: "go", role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list",
    "aria-label": "Buyer, story, day, or words", placeholder: "Buyer, story, day, or words", autocomplete: "off",
    autocapitalize: "off", spellcheck: "false", maxlength: "200"
  });
  var list = make("ul", { id: "found", role: "listbox", "aria-label": "Found" });
  var status = make("p", { role: "status", "class": "small" });
  var bar = make("div", { "class": "ask-for" });
  var hits = [], at = -1, engine = null, failed = false, waiting = false, asked = false;
  bar.append(input, button("Close", function () { dialog.close(); }));
  dialog.append(bar, status, list);
  document.body.append(dialog);

  function search() {
    var typed = input.value.trim();
    if (!typed) { hits = []; return render("Try a buyer, a storyline and a day, an objection, a subject, a number."); }
    if (failed) { hits = []; return render("Find could not be loaded. The pages lead to the same places."); }
    if (!engine) { hits = []; return render("One moment."); }
    hits = engine(typed);
    if (!hits.length && !engine.isWhole()) { return render("One moment."); }
    render(hits.length ? hits.length + " found" : "Nothing found. Fewer words find more.");
    if (waiting && hits.length) { visit(0); }
    waiting = false;
  }
  // The whole index knows more; what somebody has chosen meanwhile stays chosen.
  function searchAgain() {
    var chosen = at > 0 ? hits[at].url : "";
    search();
    var place = hits.findIndex(function (hit) { return hit.url === chosen; });
    if (chosen && place >= 0) { choose(place); }
  }
  function render(sentence) {
    status.textContent = sentence;
    list.replaceChildren.apply(list, hits.map(function (hit, place) {
      var row = make("li", { id: "hit-" + place, role: "option", "aria-selected": "false" });
      row.append(make("small", {}, hit.kind), make("b", {}, hit.head));
      if (hit.where) { row.append(make("span", {}, hit.where)); }
      row.addEventListener("click", function () { visit(place); });
      return row;
    }));
    choose(hits.length ? 0 : -1);
  }
  function choose(place) {
    at = place;
    Array.from(list.children).forEach(function (row, number) { row.setAttribute("aria-selected", String(number === at)); });
    input.setAttribute("aria-expanded", String(hits.length > 0));
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", "hit-" + at);
    list.children[at].scrollIntoView({ block: "nearest" });
  }
  function visit(place) {
    dialog.close();
    location.href = SITE + hits[place].url;
  }
  function load() {
    if (asked) { return; }
    asked = true;
    var names = ["records.js", "find.js"], left = names.length;
    names.forEach(function (name) {
      var script = make("script", { src: SITE + "assets/" + name });
      script.onload = function () {
        left -= 1;
        if (!left) { engine = window.SAMESTORY_FIND(window.SAMESTORY_RECORDS, today(), searchAgain); search(); }
      };
      script.onerror = function () { failed = true; search(); };
      document.head.append(script);
    });
  }
  input.addEventListener("input", function () { waiting = false; search(); });
  input.addEventListener("keydown", function (event) {
    var last = hits.length - 1;
    var to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), PageDown: Math.min(at + 5, last), PageUp: Math.max(at - 5, 0) }[event.key];
    if (to !== undefined && hits.length) { event.preventDefault(); choose(to); }
    if (event.key === "Enter") {
      event.preventDefault();
      if (at >= 0) { visit(at); } else if (!failed && !(engine && engine.isWhole())) { waiting = Boolean(input.value.trim()); }
    }
  });
  dialog.addEventListener("close", function () { waiting = false; });
  dialog.addEventListener("click", function (event) { if (event.target === dialog) { dialog.close(); } });
  return { dialog: dialog, input: input, load: load, search: search };
}
document.addEventListener("click", function (event) {
  if (event.target instanceof Element && event.target.closest("[data-find]")) { openFind(); }
});
document.addEventListener("keydown", function (event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) { return; }
  if (event.target.closest("input, select, textarea, dialog")) { return; }
  event.preventDefault();
  openFind("");
});
// An address for bookmarks of a browser's own search: `index.html?find=cfo`.
ready(function () {
  var typed = new URLSearchParams(location.search).get("find");
  if (typed) { openFind(typed.slice(0, 200)); }
});
