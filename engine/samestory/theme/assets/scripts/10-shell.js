/* What every page needs before it is painted. Pages are complete without it. */
var root = document.documentElement;
var THEME = "samestory-theme";

// Storage may be forbidden or full: a policy of the browser, or a page opened from a folder.
function kept(key) {
  try { return localStorage.getItem(key); } catch (refused) { return null; }
}
function keep(key, value) {
  try { localStorage.setItem(key, value); return true; } catch (refused) { return false; }
}
function isDark() {
  var chosen = root.getAttribute("data-theme");
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
function closeMenus(except) {
  document.querySelectorAll("details.pick[open]").forEach(function (menu) {
    if (!except || !menu.contains(except)) { menu.open = false; }
  });
}
function ready(run) {
  document.addEventListener("DOMContentLoaded", run);
}

root.classList.add("js");
var theme = kept(THEME);
if (theme === "dark" || theme === "light") { root.setAttribute("data-theme", theme); }

document.addEventListener("click", function (event) {
  var target = event.target;
  if (!(target instanceof Element)) { return; }
  if (target.closest("[data-theme-switch]")) {
    var next = isDark() ? "light" : "dark";
    root.setAttribute("data-theme", next);
    keep(THEME, next);
  }
  // The skip link must not take the place of the day in the address.
  if (target.closest(".skip")) {
    event.preventDefault();
    document.getElementById("main").focus();
  }
  closeMenus(target);
});
document.addEventListener("keydown", function (event) {
  if (event.key !== "Escape") { return; }
  var inside = document.activeElement && document.activeElement.closest("details.pick[open]");
  closeMenus(null);
  if (inside) { inside.querySelector("summary").focus(); }
});
