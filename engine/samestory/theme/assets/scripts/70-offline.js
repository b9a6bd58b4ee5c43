/* Offline on a phone: a worker keeps the pages. A page from a folder has no worker, and needs none. */
function keepOffline(workers) {
  function tell(words) {
    if (workers.controller) { workers.controller.postMessage(words); }
  }
  // A worker that takes over is of the newest release; a page that was open before may be of an older one.
  workers.addEventListener("controllerchange", function () { tell("keep"); tell("release"); });
  workers.addEventListener("message", function (event) {
    var mine = window.SAMESTORY_RELEASE, newest = event.data && event.data.release;
    if (mine && newest && newest !== mine.stamp) { sayAbove("There is a newer release than the one on this page: load the page again."); }
  });
  tell("keep");
  // A browser asks for a newer worker when the one it has led to a page; so not after a reload that came while the first
  // was being installed, nor while a page stays open. Every page asks, then, and again when somebody comes back to it.
  workers.register(SITE + "sw.js", { updateViaCache: "none" }).then(function (registration) {
    function ask() { return registration.update().catch(function () { /* there is no network */ }); }
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { ask(); } });
    return ask();
  }).catch(function () { /* it works without, online */ });
}
function sayAbove(sentence) {
  var line = document.querySelector(".newer");
  if (!line) {
    line = make("p", { "class": "newer", role: "status" });
    document.getElementById("main").prepend(line);
  }
  line.textContent = sentence;
}
addEventListener("load", function () {
  if (!("serviceWorker" in navigator) || !/^https?:$/.test(location.protocol) || window.top !== window) { return; }
  keepOffline(navigator.serviceWorker);
});
