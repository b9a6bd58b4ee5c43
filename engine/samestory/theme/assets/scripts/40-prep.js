/* The call: one day of one storyline for one role. The address says which: `#d21`, `#d21&from=options`,
   `#since=2026-11-02`, `#validation`, `#card-peers`, `#d21&answer=2`, `#all`. */
var HEARD_SHOWN = 3, UNHEARD_SHOWN = 2;  // rows before the rest is folded, and on paper, as in call_prep.py
var HEARD_PRINTED = 5, UNHEARD_PRINTED = 4;
var LAST_DAY = 3650;

function startPrep(prep) {
  var touches = Array.from(prep.querySelectorAll(".touch")).map(touchOf);
  var stops = touches.filter(function (touch) { return touch.id; });
  var dated = touches.filter(function (touch) { return touch.day !== null; });
  var legs = Array.from(prep.querySelectorAll(".leg-name")).map(function (name) {
    var number = +name.dataset.s;
    var here = dated.filter(function (touch) { return touch.leg === number; });
    return { number: number, stage: name.dataset.stage, name: words(name), first: here.length ? here[0].day : null };
  });
  var entries = legs.filter(function (leg) { return leg.first !== null; });
  var gets = stops.some(function (stop) { return stop.day !== null; });
  var end = dated.length ? dated[dated.length - 1].day : 0;
  var state = { day: 0, stop: null, from: "", since: "", all: false };
  var parts = {};

  function touchOf(element) {
    var day = /^d(\d+)/.exec(element.id);
    var told = element.matches(".others-told") && element.querySelector("h3 > b");
    return {
      element: element, id: element.id, key: element.dataset.key || "", leg: +element.dataset.s,
      day: day ? +day[1] : told ? +words(told).replace(/\D/g, "") : null,
      isEmail: element.matches(".m"), message: element.querySelector(".message")
    };
  }
  function legOf(stage) {
    return legs.find(function (leg) { return leg.stage === stage; });
  }
  function entryLeg() {
    var leg = legOf(state.from);
    return leg && leg.first !== null ? leg : entries[0];
  }

  /* From the address to a state; what is not understood is said. */
  function read(hash) {
    var found = { day: null, stop: null, from: "", since: "", all: false, card: null, answer: 0 }, wrong = "";
    var text = hash.replace(/^#/, "");
    try { text = decodeURIComponent(text); } catch (broken) { /* taken as it stands */ }
    text.split("&").filter(Boolean).forEach(function (part) {
      var day = /^d(\d{1,6})(?:-|$)/.exec(part), pair = /^(from|since|answer)=(.*)$/.exec(part);
      var stop = stops.find(function (one) { return one.id === part; });
      var element = document.getElementById(part);
      if (stop) { found.stop = stop; found.day = stop.day; }
      else if (day && +day[1] <= LAST_DAY) { found.day = +day[1]; }
      else if (part === "all") { found.all = true; }
      else if (element && prep.contains(element) && element.closest(".days") && part !== "all") { found.card = element; }
      else if (pair && pair[1] === "answer") { found.answer = +pair[2] || 0; }
      else if (pair && pair[1] === "from") {
        var leg = legOf(pair[2]);
        if (leg && leg.first !== null) { found.from = leg.stage; }
        else { wrong = "Nobody enters this storyline at “" + pair[2].slice(0, 40) + "”: this counts from the first stage."; }
      } else if (pair) {
        if (isNaN(dayNumber(pair[2]))) { wrong = "“" + pair[2].slice(0, 40) + "” is not a date: write it like 2026-11-02. This is the first day."; }
        else { found.since = pair[2]; }
      } else if (legOf(part)) { found.day = legOf(part).first; found.stop = firstOf(legOf(part)); }
      else { wrong = "This page has no “" + part.slice(0, 40) + "”: this is the first day."; }
    });
    if (found.since) {
      state.from = found.from;
      var begun = daysSince(found.since), first = entryLeg() ? entryLeg().first : 0;
      if (begun < 0) { wrong = "It starts on " + inWords(found.since) + ": this is the first day."; begun = 0; }
      if (begun > LAST_DAY) { wrong = inWords(found.since) + " is too long ago: this is the end of the storyline."; begun = end; }
      found.day = first + begun;
      found.stop = null;
    }
    if (found.card) {
      found.stop = found.card.closest(".touch") ? touches.find(function (one) { return one.element === found.card.closest(".touch"); }) : null;
      if (!found.stop) {
        var of = found.card.closest("[data-s]");
        found.stop = of ? firstOf({ number: +of.dataset.s }) || stops[0] : stops[0];
      }
      found.day = found.stop ? found.stop.day : null;
    }
    if (found.day === null && !found.stop) {
      found.stop = gets || !stops.length ? null : stops[0];
      found.day = found.stop ? null : 0;
    }
    notice(wrong);
    return found;
  }
  function firstOf(leg) {
    return stops.find(function (stop) { return stop.leg === leg.number; }) || null;
  }

  /* The talk track in force: the last own touch of that day or before; for a role without email the stage's. */
  function stopOn(day) {
    var leg = entryLeg(), from = leg ? leg.number : 0;
    if (gets) {
      var own = stops.filter(function (stop) { return stop.day !== null && stop.leg >= from; });
      var past = own.filter(function (stop) { return stop.day <= day; });
      return past[past.length - 1] || own[0];
    }
    var begun = legs.filter(function (one) { return one.first !== null && one.first <= day && firstOf(one); });
    return firstOf(begun[begun.length - 1] || {}) || stops[0] || null;
  }
  function stateOf(touch, leg) {
    if (leg && touch.leg < leg.number) { return "earlier"; }
    if (state.day === null) {
      var after = state.stop.element.compareDocumentPosition(touch.element) & Node.DOCUMENT_POSITION_FOLLOWING;
      return after ? "unheard" : "heard";
    }
    var done = parts.done ? parts.done[touch.key] : undefined;
    if (!touch.isEmail && done !== undefined) { return done ? "heard" : "unheard"; }
    return touch.day < state.day || (touch.isEmail && touch.day === state.day) ? "heard" : "unheard";
  }

  function show(found) {
    Object.assign(state, { day: found.day, stop: found.stop, from: found.from, since: found.since, all: found.all });
    var leg = entryLeg();
    // Nobody is in a storyline before the day they enter it.
    if (state.day !== null && leg && state.day < leg.first) { state.day = leg.first; state.stop = null; }
    if (state.stop && state.day !== null && leg && state.stop.leg < leg.number) { state.stop = null; }
    if (!state.stop && state.day !== null) { state.stop = stopOn(state.day); }
    prep.classList.toggle("one", !state.all && Boolean(state.stop));
    touches.forEach(function (touch) { touch.element.classList.toggle("now", !state.all && touch === state.stop); });
    var call = state.since ? savedHere(state) : null;
    parts.done = call ? call.done || {} : null;
    if (!state.all && state.stop) { arrange(leg); marks(call); }
    showFormers(leg);
    if (call) { renew(call); }
    aside(found.card);
    begin();
    unfold(found);
    controls(leg);
  }
  // A card of its own address: it is unfolded, with what it stands in, and beside a day it takes the talk track's place.
  function aside(card) {
    for (var box = card; box && prep.contains(box); box = box.parentElement) {
      if (box.matches("details")) { box.open = true; }
    }
    prep.querySelectorAll(".also, .drafts").forEach(function (part) { part.classList.toggle("asked", part.contains(card)); });
  }
  // An answer that somebody looked for, among those of the card or of the day.
  function unfold(found) {
    var box = found.card || (state.stop ? state.stop.element.querySelector(".talk") : null);
    var answer = found.answer && box ? box.querySelectorAll(".push details")[found.answer - 1] : null;
    if (!answer) { return; }
    answer.open = true;
    requestAnimationFrame(function () { answer.scrollIntoView({ block: "center" }); });
  }
  // What opens a first conversation is unfolded where the way begins.
  function begin() {
    var opening = prep.querySelector(".first details");
    if (parts.begun === state.stop) { return; }
    parts.begun = state.stop;
    prep.classList.toggle("begins", state.stop === stops[0]);
    if (opening) { opening.open = state.stop === stops[0]; }
  }
  function arrange(leg) {
    var lists = { heard: [], unheard: [], earlier: [] };
    dated.forEach(function (touch) {
      var name = stateOf(touch, leg);
      lists[name].push(touch);
      ["heard", "unheard", "earlier"].forEach(function (one) { touch.element.classList.toggle(one, one === name); });
      touch.element.classList.toggle("today", name === "unheard" && !touch.isEmail && touch.day === state.day);
    });
    var newest = lists.heard.slice().reverse();
    fold(newest, HEARD_SHOWN, HEARD_PRINTED);
    fold(lists.unheard, UNHEARD_SHOWN, UNHEARD_PRINTED);
    fold(lists.earlier, 0, 0);
    count(parts.heard, lists.heard.length, true);
    count(parts.unheard, lists.unheard.length);
    count(parts.earlier, lists.earlier.length);
    prep.classList.toggle("more-heard", lists.heard.length > HEARD_SHOWN);
    prep.classList.toggle("more-unheard", lists.unheard.length > UNHEARD_SHOWN || lists.unheard.some(hasNumbers));
    prep.classList.toggle("more-earlier", lists.earlier.length > 0);
    parts.line.replaceChildren.apply(parts.line, liveLine(lists));
  }
  function hasNumbers(touch) {
    return Boolean(touch.element.querySelector(".told"));
  }
  function fold(rows, shown, printed) {
    rows.forEach(function (touch, place) {
      touch.element.classList.toggle("over", place >= shown);
      touch.element.classList.toggle("off-paper", place >= printed);
    });
  }
  // A number that changed: who is known to have had the email after that has never read the old one.
  function showFormers(leg) {
    var begun = state.since && leg ? dayNumber(state.since) - leg.first : null;
    prep.querySelectorAll("[data-until]").forEach(function (note) {
      note.hidden = begun !== null && begun + +note.dataset.day > dayNumber(note.dataset.until);
    });
  }
  function count(mark, number, always) {
    mark.hidden = !number && !always;
    mark.querySelector("small").textContent = number;
  }
  // On a phone what was told is left out of the line: it stands below.
  function liveLine(lists) {
    var stop = state.stop, wide = function (text) { return make("span", { "class": "wide" }, text); };
    if (state.day === null) { return Array.from(stop.element.querySelector(".live").cloneNode(true).childNodes); }
    var now = dated.filter(function (touch) { return touch.day === state.day && !touch.element.matches(".earlier"); });
    var next = lists.unheard.find(function (touch) { return touch.day > state.day; });
    var later = next ? " Next on day " + next.day + (next.isEmail ? ", marketing’s email." : ", your call.") : " The last of this storyline.";
    if (now.length) {
      return now.map(function (touch) { return [touch.isEmail ? "Email today" : "Your call today", wide(": " + words(touch.message)), ". "]; }).flat().concat(later);
    }
    var last = lists.heard[lists.heard.length - 1];
    return last ? ["Last touch " + days(state.day - last.day) + " ago", wide(": " + words(last.message)), "." + later] : [later];
  }

  /* From a state to the address: a real one, so that `:target` and the page never disagree. */
  function address(day, stop, from) {
    var hash = stop && stop.day === null ? stop.id : "d" + day;
    return "#" + hash + (from && entries[0] && from !== entries[0].stage ? "&from=" + from : "");
  }
  function go(hash) {
    if (location.hash !== hash) { location.replace(hash); }
    update();
  }
  // Day by day; a stage of talk tracks stands before the next dated stop.
  function step(by) {
    var line = stops.filter(function (stop) { return stop.leg >= (entryLeg() ? entryLeg().number : 0) || stop.day === null; });
    var place = line.indexOf(state.stop);
    if (state.day === null || !gets) {
      var beside = line[place + by];
      if (beside) { go(address(beside.day, beside, state.from)); }
      return;
    }
    var next = line[place + by], day = state.day + by;
    if (by > 0 && next && next.day === null && (day > end || (nextDated(place, line) || {}).day === day)) { return go(address(null, next, state.from)); }
    if (by < 0 && next && next.day === null && day < state.stop.day) { return go(address(null, next, state.from)); }
    if (day < (entryLeg() ? entryLeg().first : 0) || day > LAST_DAY) { return; }
    go(address(day, null, state.from));
  }
  function nextDated(place, line) {
    return line.slice(place + 1).find(function (stop) { return stop.day !== null; });
  }

  function build() {
    var bar = prep.querySelector(".controls");
    parts.notice = make("p", { "class": "notice", role: "status" });
    bar.after(parts.notice);
    parts.line = make("p", { "class": "line", role: "status" });
    prep.querySelector(".days").prepend(parts.line);
    var told = prep.querySelector(".mark");
    parts.heard = mark("heard-mark", told ? told.firstChild.textContent.trim() : "They have heard");
    parts.unheard = mark("unheard-mark", "Not yet heard");
    parts.earlier = make("label", { "class": "fold earlier-fold" });
    parts.earlier.append(make("input", { type: "checkbox" }), " Sent only to those who entered earlier: ", make("small", {}));
    prep.querySelector(".days").append(parts.earlier);
    if (stops.length) { bar.append(stepper()); }
    if (entries.length && gets) { bar.append(entered()); }
    if (gets) { bar.append(saver()); }
    bar.append(button("Print", function () { print(); }, "button print"));
    addCopies(prep);
  }
  function mark(name, text) {
    var made = make("h4", { "class": "mark ours " + name }, text + " ");
    made.append(make("small", {}, "0"));
    prep.querySelector(".days").append(made);
    return made;
  }
  function stepper() {
    var box = make("div", { "class": "step", role: "group", "aria-label": "Day of the call" });
    parts.back = button("", function () { step(-1); }, "back");
    parts.on = button("", function () { step(1); }, "on");
    parts.back.setAttribute("aria-label", "Day before");
    parts.on.setAttribute("aria-label", "Day after");
    var label = make("label", {}, "Day ");
    parts.field = make("input", { inputmode: "numeric", maxlength: "4", "aria-label": "Day", autocomplete: "off" });
    parts.place = make("b", {});
    label.append(parts.field);
    parts.field.addEventListener("change", function () {
      var typed = parts.field.value.trim();
      go(/^\d+$/.test(typed) && +typed <= LAST_DAY ? address(+typed, null, state.from) : "#" + typed);
    });
    box.append(parts.back, label, parts.place, parts.on);
    if (!gets) { label.hidden = true; }
    return box;
  }
  function entered() {
    var box = make("details", { "class": "pick entered", name: "pick" });
    var head = make("summary", {});
    parts.entered = make("span", {});
    head.append(make("small", {}, "Entered "), parts.entered);
    var panel = make("div", { "class": "panel" });
    var at = make("label", {}, "Entered at"), on = make("label", {}, "Started on");
    parts.from = make("select", {});
    entries.forEach(function (leg) { parts.from.append(make("option", { value: leg.stage }, leg.name + ", day " + leg.first)); });
    parts.since = make("input", { type: "date" });
    at.append(parts.from);
    on.append(parts.since);
    panel.append(at, on);
    box.append(head, panel);
    parts.from.addEventListener("change", function () {
      if (state.since) { return go(sinceAddress(state.since, parts.from.value)); }
      go(address(state.day === null ? entries[0].first : state.day, state.day === null ? state.stop : null, parts.from.value));
    });
    parts.since.addEventListener("change", function () {
      if (parts.since.value) { go(sinceAddress(parts.since.value, state.from)); }
    });
    return box;
  }
  /* A saved call counts from its day, and knows which of the planned calls were held. */
  function saver() {
    var open = saveDialog(function (start) {
      var leg = entryLeg();
      return {
        account: "", start: start, story: prep.dataset.story, role: prep.dataset.role, first: leg ? leg.first : 0,
        from: leg && leg !== entries[0] ? leg.stage : "", roleName: nameOf("Role"), storyName: nameOf("Storyline"), way: wayFrom(leg), done: {}
      };
    }, function (call) {
      go(sinceAddress(call.start, call.from));
      notice(keepsPagesApart() ? "Saved for this page alone: this browser keeps the pages of a folder apart. Bookmark this address to come back."
        : "Saved: the home page leads here, on the day it is then.");
    });
    var made = button("Save this call", function () {
      var leg = entryLeg(), passed = state.day === null ? 0 : state.day - (leg ? leg.first : 0);
      open(state.since || isoOf(new Date(new Date().getTime() - passed * DAY_LONG)));
    });
    made.replaceChildren("Save", make("span", { "class": "wide" }, " this call"));
    made.setAttribute("aria-label", "Save this call");
    made.classList.add("saver");
    return made;
  }
  function nameOf(label) {
    var current = prep.querySelector(".controls [aria-current]" + (label === "Role" ? "" : "[href^='../']"));
    return current ? words(current) : "";
  }
  function wayFrom(leg) {
    return dated.filter(function (touch) { return !leg || touch.leg >= leg.number; }).map(function (touch) {
      return { key: touch.key, day: touch.day, isEmail: touch.isEmail, message: words(touch.message) };
    });
  }
  function savedHere(found) {
    return savedCalls().find(function (call) {
      return isSame(call, { story: prep.dataset.story, role: prep.dataset.role, start: found.since, from: found.from });
    });
  }
  // Each planned call up to today can be marked: held, or not.
  function marks(call) {
    prep.querySelectorAll(".mark-call").forEach(function (made) { made.remove(); });
    dated.forEach(function (touch) {
      if (!call || touch.isEmail || touch.day > state.day) { return; }
      var held = touch.element.matches(".heard");
      var made = button(held ? "It did not happen" : "It was held", function () {
        var calls = savedCalls(), mine = calls.find(function (one) { return isSame(one, call) && one.account === call.account; });
        if (!mine) { return; }
        mine.done = Object.assign({}, mine.done);
        mine.done[touch.key] = !held;
        if (!keepCalls(calls)) { notice("This browser keeps nothing for this site, so the mark is lost when you leave."); }
        parts.done = mine.done;
        arrange(entryLeg());
        marks(mine);
        var again = touch.element.querySelector(".mark-call");
        if (again) { again.focus(); }
      }, "mark-call");
      touch.element.querySelector(".by").append(made);
    });
  }
  // What the home page says of a saved call is as new as the last look at its page.
  function renew(call) {
    var calls = savedCalls(), leg = entryLeg();
    var mine = calls.find(function (one) { return isSame(one, call) && one.account === call.account; });
    mine.way = wayFrom(leg);
    mine.first = leg ? leg.first : 0;
    if (JSON.stringify(mine) !== JSON.stringify(call)) { keepCalls(calls); }
  }
  function sinceAddress(since, from) {
    return "#since=" + since + (from && from !== entries[0].stage ? "&from=" + from : "");
  }

  function controls(leg) {
    var here = state.day === null ? null : state.day;
    var stage = here === null && state.stop ? words(prep.querySelector(".leg-name[data-s='" + state.stop.leg + "']")) : "";
    prep.querySelector("h1").dataset.at = stage || "day " + here;  // for paper, which has no controls
    if (parts.field) {
      parts.field.value = here === null ? "" : here;
      parts.field.parentElement.hidden = here === null;
      parts.place.hidden = here !== null;
      parts.place.textContent = stage;
      var place = stops.indexOf(state.stop);
      parts.back.disabled = here === null ? place <= 0 : here <= (leg ? leg.first : 0) && !(stops[place - 1] && stops[place - 1].day === null);
      parts.on.disabled = here === null && place === stops.length - 1;
    }
    if (parts.from && leg) {
      parts.from.value = leg.stage;
      parts.entered.textContent = state.since ? inWords(state.since) : leg.name;
      parts.since.value = state.since;
    }
    prep.querySelectorAll(".rail a").forEach(function (link) {
      var isNow = state.stop && !state.all && link.getAttribute("href") === "#" + state.stop.id;
      if (isNow) { link.setAttribute("aria-current", "step"); } else { link.removeAttribute("aria-current"); }
    });
    feedback();
    // Another role or storyline keeps the day.
    var keepAt = state.all ? "#all" : state.since ? sinceAddress(state.since, state.from) : state.stop || state.day !== null ? address(state.day, state.stop, state.from) : "";
    prep.querySelectorAll("a[data-keeps]").forEach(function (link) { link.href = link.dataset.keeps + keepAt; });
  }
  /* A change to the file that is shown, or a note of what happened in a call, where the files are kept. */
  function feedback() {
    var repo = prep.dataset.repo || "";
    if (!/^https:\/\//.test(repo)) { return; }
    if (!parts.change) {
      parts.change = make("a", { rel: "noreferrer" }, "Suggest a change");
      parts.note = make("a", { rel: "noreferrer" }, "This did not work in a call");
      prep.querySelector(".ways").append(parts.change, parts.note);
    }
    var from = state.stop && (state.stop.element.dataset.file ? state.stop.element : state.stop.element.querySelector("[data-file][open], [data-file]"));
    parts.change.hidden = parts.note.hidden = !from || state.all;
    if (!from) { return; }
    var isGitLab = /gitlab/.test(repo), folder = "stories/" + prep.dataset.story, file = from.dataset.file;
    var beat = file.replace(/^\d+-/, "").replace(/\.md$/, "");
    var text = "---\nbeat: " + beat + "\nrole: " + prep.dataset.role + "\noutcome: did-not\n---\n\nWhat was said, and what came of it, without a name:\n";
    var name = today() + "-" + beat + ".md";
    repo = repo.replace(/\/$/, "") + (isGitLab ? "/-" : "");
    parts.change.href = repo + "/edit/main/" + folder + "/" + file;
    parts.note.href = repo + "/new/main/" + folder + "/field?" + (isGitLab ? "file_name=" : "filename=") + encodeURIComponent(name) +
      (isGitLab ? "" : "&value=" + encodeURIComponent(text));
  }

  // What the page itself did is shown at once, so that two quick steps are two days; its event comes later.
  function update() {
    parts.shown = location.hash;
    show(read(location.hash));
  }

  prep.querySelectorAll(".controls a:not(.to-all)").forEach(function (link) {
    link.dataset.keeps = link.getAttribute("href");
  });
  build();
  update();
  addEventListener("hashchange", function () { if (location.hash !== parts.shown) { update(); } });
  document.addEventListener("keydown", function (event) {
    var by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || state.all) { return; }
    if (event.target.closest("input, select, textarea, dialog, [role='region'], .scroll")) { return; }
    event.preventDefault();
    step(by);
  });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && state.since) { update(); }
  });
}
ready(function () {
  var prep = document.querySelector(".prep");
  if (!prep) { return; }
  try { startPrep(prep); } finally { prep.classList.add("shown"); }
});
