/* What every page needs before it is painted, and two small kindnesses. Pages are complete without it. */
(function () {
  "use strict";
  var root = document.documentElement;
  var KEY = "samestory-theme";

  // Storage may be forbidden: a policy of the browser, or a page opened from a folder.
  function kept() {
    try { return localStorage.getItem(KEY); } catch (refused) { return null; }
  }
  function keep(theme) {
    try { localStorage.setItem(KEY, theme); } catch (refused) { /* it holds for this page only */ }
  }
  function isDark() {
    var chosen = root.getAttribute("data-theme");
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  root.classList.add("js");
  var theme = kept();
  if (theme === "dark" || theme === "light") { root.setAttribute("data-theme", theme); }

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (!(target instanceof Element)) { return; }
    if (target.closest("[data-theme-switch]")) {
      var next = isDark() ? "light" : "dark";
      root.setAttribute("data-theme", next);
      keep(next);
    }
    // The skip link must not take the place of the day in the address.
    if (target.closest(".skip")) {
      event.preventDefault();
      document.getElementById("main").focus();
    }
    closeMenus(target);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { closeMenus(null); }
  });
  // A prep page shows one stop: the one in its address, else the first.
  document.addEventListener("DOMContentLoaded", function () {
    var prep = document.querySelector(".prep");
    if (!prep) { return; }
    if (!location.hash) { prep.querySelectorAll(".touch[id]").forEach(function (stop, place) { stop.classList.toggle("now", !place); }); }
    prep.classList.add("shown");
  });
  addEventListener("hashchange", function () {
    document.querySelectorAll(".touch.now").forEach(function (stop) { stop.classList.remove("now"); });
  });
  function closeMenus(except) {
    document.querySelectorAll("details.pick[open]").forEach(function (menu) {
      if (!except || !menu.contains(except)) { menu.open = false; }
    });
  }
})();
