/* Offline on a phone: a worker keeps the pages. A page from a folder has no worker, and needs none. */
function keepOffline(workers) {
  function keep() {
    if (workers.controller) { workers.controller.postMessage("keep"); }
  }
  workers.addEventListener("controllerchange", keep);
  keep();
  // A browser asks for a newer worker when the one it has led to a page; so not after a reload that came while the first
  // was being installed. Every page asks, then.
  workers.register(SITE + "sw.js", { updateViaCache: "none" }).then(function (registration) {
    return registration.update();
  }).catch(function () { /* it works without, online */ });
}
addEventListener("load", function () {
  if (!("serviceWorker" in navigator) || !/^https?:$/.test(location.protocol) || window.top !== window) { return; }
  keepOffline(navigator.serviceWorker);
});
