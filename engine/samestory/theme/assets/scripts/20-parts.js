/* Elements, days and sentences that several parts use. What a person typed becomes text, never markup. */
function make(tag, attributes, text) {
  var element = document.createElement(tag);
  Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
  if (text !== undefined) { element.textContent = text; }
  return element;
}
function button(words, does, name) {
  var element = make("button", { type: "button", "class": name || "button" }, words);
  element.addEventListener("click", does);
  return element;
}
function words(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}

var DAY_LONG = 86400000;
var MONTHS = "January February March April May June July August September October November December".split(" ");
function isoOf(date) {
  return [date.getFullYear(), ("0" + (date.getMonth() + 1)).slice(-2), ("0" + date.getDate()).slice(-2)].join("-");
}
function today() {
  return isoOf(new Date());
}
// A date as days since 1970, counted in UTC so that no day is 23 hours long; NaN where there is no such date.
function dayNumber(iso) {
  var found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso || "");
  var time = found ? Date.UTC(+found[1], +found[2] - 1, +found[3]) : NaN;
  return found && new Date(time).toISOString().slice(0, 10) === iso ? time / DAY_LONG : NaN;
}
function daysSince(iso) {
  return dayNumber(today()) - dayNumber(iso);
}
function inWords(iso) {
  var found = iso.split("-");
  return +found[2] + " " + MONTHS[+found[1] - 1] + " " + +found[0];
}
function days(count) {
  return count + (count === 1 ? " day" : " days");
}

// One plain sentence about what did not work; a screen reader says it.
function notice(sentence) {
  var line = document.querySelector(".notice");
  if (!line) { return; }
  line.textContent = sentence || "";
}

/* What has run out since the build loses its copy button: the site is older than the moment it is read. */
function isOver(iso) {
  return Boolean(iso) && today() >= iso;
}
function ageClaims() {
  document.querySelectorAll("li[data-exp]").forEach(function (row) {
    var expires = row.getAttribute("data-exp");
    var chip = Array.from(row.querySelectorAll(".chip")).find(function (one) { return /^(In date|Expire)/.test(one.textContent); });
    var left = -daysSince(expires);
    if (!chip || isNaN(left)) { return; }
    var state = left <= 0 ? "bad" : left <= 30 ? "soon" : "ok";
    chip.classList.remove("ok", "soon", "bad");
    chip.classList.add(state);
    if (state === "bad") { chip.textContent = "Expired " + inWords(expires) + ": do not use"; }
    if (state === "soon") { chip.textContent = "Expires " + inWords(expires) + ", in " + days(left); }
    row.classList.toggle("over-age", state === "bad");
  });
}
function overClaims() {
  var over = {};
  document.querySelectorAll(".over-age[data-claim], .over-age [data-claim]").forEach(function (row) {
    over[row.getAttribute("data-claim")] = true;
  });
  return over;
}
function citesOver(text, over) {
  return Array.from(text.querySelectorAll("[data-claim], a[href*='proof.html#'], a[data-exp]")).some(function (part) {
    var id = part.getAttribute("data-claim") || (part.getAttribute("href") || "").split("proof.html#")[1];
    return over[id] || isOver(part.getAttribute("data-exp"));
  });
}
ready(ageClaims);
ready(function () {
  var release = window.SAMESTORY_RELEASE, line = document.querySelector(".foot p");
  if (release && line) { line.append(" · As of " + inWords(release.day)); }
});
