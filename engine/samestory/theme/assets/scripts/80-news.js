/* Since your last visit: which releases this browser has not shown yet. The last one seen is kept here, and nowhere else. */
var SEEN = "samestory-seen";

// Releases are named by their day, and the second of a day `2026-11-03-2`.
function comesAfter(name, other) {
  var day = name.slice(0, 10), otherDay = other.slice(0, 10);
  return day === otherDay ? (+name.slice(11) || 1) > (+other.slice(11) || 1) : day > otherDay;
}
// What had been seen when this visit began: a visit lasts as long as its tab, so a second look still shows the marks.
function seenBefore(newest) {
  var before = null;
  try {
    before = sessionStorage.getItem(SEEN);
    if (before === null) {
      before = kept(SEEN) || newest;
      sessionStorage.setItem(SEEN, before);
    }
  } catch (refused) { before = before || kept(SEEN) || newest; }
  return /^\d{4}-\d\d-\d\d(-\d{1,3})?$/.test(before) ? before : newest;
}
ready(function () {
  var releases = Array.from(document.querySelectorAll("[data-release]"));
  if (!releases.length) { return; }
  var newest = releases[0].dataset.release, seen = seenBefore(newest);
  releases.forEach(function (release) {
    if (!comesAfter(release.dataset.release, seen)) { return; }
    (release.querySelector("h2") || release).append(" ", make("span", { "class": "chip sales" }, "New since your last visit"));
  });
  // On the home page they are only announced.
  if (document.querySelector(".news")) { keep(SEEN, newest); }
  else if (!kept(SEEN)) { keep(SEEN, newest); }
});
