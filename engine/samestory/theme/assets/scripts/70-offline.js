/* Offline on a phone: a worker keeps the pages. A page from a folder has no worker, and needs none. */
addEventListener("load", function () {
  if (!("serviceWorker" in navigator) || !/^https?:$/.test(location.protocol) || window.top !== window) { return; }
  navigator.serviceWorker.register(SITE + "sw.js").catch(function () { /* it works without, online */ });
});
