/* On a phone: the chosen day stands in the middle of a rail that is wider than the screen, and one bar leads to the
   parts of a day, which then stand one under the other. */
var PARTS = [
  ["Say", ".touch.now .say, .touch.now .cards"], ["Heard", ".heard-mark"], ["Ask", ".touch.now .ask"],
  ["Push-back", ".touch.now .push"], ["Proof", ".days > .proof"], ["Send", ".touch.now .send"]
];

function shownPart(prep, selector) {
  return Array.from(prep.querySelectorAll(selector)).find(function (one) { return one.checkVisibility(); }) || null;
}
function goTo(part) {
  part.setAttribute("tabindex", "-1");
  part.focus({ preventScroll: true });
  part.scrollIntoView({ block: "start" });
}
function jumpBar(prep) {
  var bar = make("nav", { "class": "jump", "aria-label": "Parts of this day" });
  PARTS.forEach(function (part) {
    bar.append(button(part[0], function () {
      var found = shownPart(prep, part[1]);
      if (found) { goTo(found); }
    }));
  });
  return bar;
}
function startPhone(prep) {
  var rail = prep.querySelector(".rail"), bar = jumpBar(prep);
  function renew() {
    var now = rail && rail.querySelector("[aria-current]");
    if (now) {
      var box = now.getBoundingClientRect(), frame = rail.getBoundingClientRect();
      rail.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
    }
    Array.from(bar.children).forEach(function (one, place) { one.hidden = !shownPart(prep, PARTS[place][1]); });
  }
  prep.querySelector(".days").append(bar);
  // A day is changed by its address; the page has moved its rows by the time of the next frame.
  addEventListener("hashchange", function () { requestAnimationFrame(renew); });
  addEventListener("resize", renew);
  prep.addEventListener("toggle", renew, true);
  renew();
}
ready(function () {
  var prep = document.querySelector(".prep");
  if (prep && prep.querySelector(".heard-mark")) { startPhone(prep); }
});
