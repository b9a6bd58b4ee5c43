/* Your calls: account, start, and what the page knew of the way. Kept in this browser; nothing of it is ever sent. */
var CALLS = "samestory-calls", MOST_CALLS = 12, ACCOUNT_LENGTH = 80;

function savedCalls() {
  var found;
  try { found = JSON.parse(kept(CALLS) || "[]"); } catch (broken) { found = []; }
  return Array.isArray(found) ? found.filter(isCall) : [];
}
// What stands there may have been written by an older release, or by hand.
function isCall(call) {
  var PART = /^[a-z0-9][a-z0-9-]*$/;
  return Boolean(call) && typeof call.account === "string" && PART.test(call.story) && PART.test(call.role) &&
    !isNaN(dayNumber(call.start)) && (!call.from || PART.test(call.from)) && Array.isArray(call.way) &&
    call.way.every(function (touch) { return touch && typeof touch.day === "number" && typeof touch.message === "string"; });
}
function keepCalls(calls) {
  return keep(CALLS, JSON.stringify(calls));
}
// Firefox takes every file of a folder for a site of its own; what one page keeps, no other can read.
function keepsPagesApart() {
  return location.protocol === "file:" && location.origin === "null";
}
function callAddress(call) {
  return "prep/" + call.story + "/" + call.role + ".html#since=" + call.start + (call.from ? "&from=" + call.from : "");
}
function dayOf(call) {
  return Math.max(0, daysSince(call.start)) + (call.first || 0);
}
function isSame(one, other) {
  return one.story === other.story && one.role === other.role && one.start === other.start && (one.from || "") === (other.from || "");
}
// What to do for a call today, and how urgent: 0 a call today, 1 an email today, then days to the next, then nothing.
function nextOf(call) {
  var day = dayOf(call), done = call.done || {};
  function waits(touch) { return !touch.isEmail && touch.day <= day && done[touch.key] === false; }
  var calls = call.way.filter(function (touch) { return !touch.isEmail && touch.day === day && !done[touch.key]; });
  var missed = call.way.filter(waits);
  var emails = call.way.filter(function (touch) { return touch.isEmail && touch.day === day; });
  var next = call.way.find(function (touch) { return touch.day > day; });
  if (daysSince(call.start) < 0) { return { urgency: 2 - daysSince(call.start), words: "Starts on " + inWords(call.start) }; }
  if (calls.length) { return { urgency: 0, words: "Your call today: " + calls[0].message }; }
  if (missed.length) { return { urgency: .5, words: "Still to call: " + missed[0].message }; }
  if (emails.length) { return { urgency: 1, words: "Email today: " + emails[0].message }; }
  if (next) { return { urgency: 1 + next.day - day, words: "Next in " + days(next.day - day) + ": " + next.message }; }
  return { urgency: 1e6, words: "All has been told" };
}

function showCalls(home) {
  var calls = savedCalls();
  var before = home.querySelector(".calls");
  if (before) { before.remove(); }
  if (!calls.length) { return; }
  var section = make("section", { "class": "calls", "aria-labelledby": "your-calls" });
  var list = make("ul", {});
  section.append(make("h2", { id: "your-calls" }, "Your calls"), list);
  calls.map(function (call) { return { call: call, next: nextOf(call) }; }).sort(function (one, other) {
    return one.next.urgency - other.next.urgency || one.call.account.localeCompare(other.call.account);
  }).forEach(function (one) {
    var row = make("li", { "class": one.next.urgency < 1 ? "urgent" : "" });
    var link = make("a", { href: callAddress(one.call) });
    link.append(make("b", {}, one.call.account));
    var remove = button("×", function () {
      keepCalls(savedCalls().filter(function (other) { return !(isSame(one.call, other) && one.call.account === other.account); }));
      showCalls(home);
      var heading = home.querySelector(".calls a, h1");
      if (!heading.href) { heading.tabIndex = -1; }
      heading.focus();
    }, "remove");
    remove.setAttribute("aria-label", "Remove " + one.call.account);
    row.append(link, make("span", { "class": "day" }, "Day " + dayOf(one.call)), remove,
      make("small", {}, (one.call.roleName || one.call.role) + " · " + (one.call.storyName || one.call.story)), make("p", {}, one.next.words));
    list.append(row);
  });
  section.append(make("p", { "class": "small" }, "Kept in this browser only."));
  (home.querySelector(".find-box") || home.querySelector(".lead")).after(section);
}
ready(function () {
  var home = document.querySelector(".home");
  if (!home) { return; }
  try { showCalls(home); } finally { home.classList.add("shown"); }
});

/* On a prep page: save the call that is shown; `call` is given by startPrep. */
function saveDialog(describe, saved) {
  var dialog = make("dialog", { "class": "save", "aria-labelledby": "save-title" });
  var account = make("input", { type: "text", maxlength: ACCOUNT_LENGTH, autocomplete: "off" });
  var start = make("input", { type: "date" });
  var problem = make("p", { "class": "problem", role: "alert" });
  var one = make("label", {}, "Account"), other = make("label", {}, "Started on");
  one.append(account);
  other.append(start);
  function save() {
    var call = describe(start.value);
    call.account = account.value.trim();
    if (!call.account) { problem.textContent = "Give the account a name that you will know again."; return account.focus(); }
    if (isNaN(dayNumber(start.value))) { problem.textContent = "Choose the day on which it started."; return start.focus(); }
    var calls = savedCalls().filter(function (was) { return !(isSame(was, call) && was.account === call.account); });
    if (calls.length >= MOST_CALLS) { problem.textContent = "There are " + MOST_CALLS + " calls already: remove one on the home page first."; return undefined; }
    if (!keepCalls(calls.concat(call))) { problem.textContent = "This browser keeps nothing for this site, so the call cannot be saved. Bookmark the address instead."; return undefined; }
    dialog.close();
    return saved(call);
  }
  account.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); save(); } });
  var row = make("p", { "class": "copies" });
  row.append(button("Save", save, "button main"), button("Cancel", function () { dialog.close(); }));
  dialog.append(make("h2", { id: "save-title" }, "Save this call"), one, other,
    make("p", { "class": "small" }, "Kept in this browser only. Nothing is sent, and the name never stands in an address."), problem, row);
  document.body.append(dialog);
  return function (since) {
    problem.textContent = "";
    start.value = since;
    dialog.showModal();
    account.focus();
  };
}
