/* The proof library, filtered by words, role, stage and freshness; the address keeps what was chosen: `#role=user&fresh=soon`. */
var SOON_DAYS = 30;  // as in shown_claim.py

function startLibrary(page) {
  var claims = Array.from(page.querySelectorAll(".library > li"));
  var form = make("form", { "class": "filter", role: "search", "aria-label": "Filter the proof" });
  var status = make("p", { role: "status", "class": "small" });
  form.append(page.querySelector(".filter-parts").content.cloneNode(true), button("Show all", function () {
    fields().forEach(function (field) { field.value = ""; });
    go({});
    form.elements[0].focus();
  }));
  page.querySelector(".lead").after(form, status);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", function () { go(chosen()); });

  function fields() {
    return Array.from(form.elements).filter(function (field) { return field.name; });
  }
  function chosen() {
    var wanted = {};
    fields().forEach(function (field) { if (field.value.trim()) { wanted[field.name] = field.value; } });
    return wanted;
  }
  // What is over today may have been in date when the site was built.
  function freshness(claim) {
    var left = -daysSince(claim.dataset.exp);
    return claim.hasAttribute("data-over") || left <= 0 ? "over" : left <= SOON_DAYS ? "soon" : "usable";
  }
  function fits(claim, wanted) {
    var has = function (list, one) { return !one || (list || "").split(" ").indexOf(one) >= 0; };
    var fresh = freshness(claim), text = words(claim).toLowerCase();
    return has(claim.dataset.roles, wanted.role) && has(claim.dataset.stages, wanted.stage) &&
      (!wanted.fresh || fresh === wanted.fresh || (wanted.fresh === "usable" && fresh === "soon")) &&
      (wanted.words || "").toLowerCase().split(/\s+/).every(function (word) { return text.indexOf(word) >= 0; });
  }
  function show(wanted, wrong) {
    var count = 0;
    claims.forEach(function (claim) {
      claim.hidden = !fits(claim, wanted);
      count += claim.hidden ? 0 : 1;
    });
    page.querySelectorAll("h2.over").forEach(function (heading) { heading.hidden = !heading.nextElementSibling.querySelector("li:not([hidden])"); });
    form.querySelector("button").disabled = !Object.keys(wanted).length;
    status.textContent = wrong || (!count ? "Nothing fits all of this. Show all, or choose less." :
      count < claims.length ? count + " of " + claims.length + " claims" : claims.length + " claims");
  }
  // From the address to what is wanted; what the page does not have is said, and not looked for.
  function read() {
    var wanted = {}, wrong = "";
    if (location.hash.indexOf("=") > 0) {
      new URLSearchParams(location.hash.slice(1)).forEach(function (value, name) {
        var field = fields().find(function (one) { return one.name === name; });
        if (field && field.options && !Array.from(field.options).some(function (one) { return one.value === value; })) {
          wrong = "There is no " + field.labels[0].firstChild.textContent.trim().toLowerCase() + " “" + value.slice(0, 40) + "”: this shows the others too.";
        } else if (field && value) { wanted[name] = value.slice(0, 80); }
        else { wrong = "This page has no “" + (name + "=" + value).slice(0, 40) + "”: this shows all."; }
      });
    } else if (location.hash.length > 1 && !document.getElementById(decoded(location.hash.slice(1)))) {
      wrong = "There is no claim “" + decoded(location.hash.slice(1)).slice(0, 40) + "” any more: this shows all there are.";
    }
    return { wanted: wanted, wrong: wrong };
  }
  function update() {
    var found = read();
    fields().forEach(function (field) { field.value = found.wanted[field.name] || ""; });
    show(found.wanted, found.wrong);
  }
  function go(wanted) {
    var address = new URLSearchParams(wanted).toString();
    history.replaceState(null, "", address ? "#" + address : location.pathname + location.search);
    show(wanted, "");
  }
  update();
  addEventListener("hashchange", update);
}
function decoded(text) {
  try { return decodeURIComponent(text); } catch (broken) { return text; }
}
ready(function () {
  var library = document.querySelector(".library"), parts = document.querySelector(".filter-parts");
  if (library && parts) { startLibrary(library.parentElement); }
});
