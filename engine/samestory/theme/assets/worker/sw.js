/* Keeps the site for when there is no network. What the host has comes first, so nobody reads an old number online. */
"use strict";
const PATIENCE = 3000;  // milliseconds before what is kept is shown instead of waiting for a slow network
const KEPT = "samestory-" + RELEASE.stamp;
const OURS = /(\/|\.html|\.css|\.js|\.svg|\.txt)$/;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(RELEASE.first.map(fresh))));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("samestory-") && name !== KEPT);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});
// A page asks for the rest once it is there: a worker that is still being activated answers no page.
let keeping = null;
self.addEventListener("message", (event) => {
  if (event.data === "release") { event.source.postMessage({ release: RELEASE.stamp }); return; }
  keeping = keeping || keepAll().finally(() => { keeping = null; });
  event.waitUntil(keeping);
});
// What is kept is of this release: a browser's own store may hold the last one for as long as the host allowed it to.
function fresh(path) {
  return new Request(path, { cache: "no-cache" });
}
// A few at a time, and one that cannot be had does not keep the others away.
async function keepAll() {
  const cache = await caches.open(KEPT);
  const there = new Set((await cache.keys()).map((request) => request.url));
  const waiting = RELEASE.then.filter((path) => !there.has(new URL(path, self.location).href));
  const one = async () => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      try { await cache.add(fresh(path)); } catch (missing) { /* it is asked for again when somebody goes there */ }
    }
  };
  await Promise.all([one(), one(), one(), one()]);
}
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !OURS.test(url.pathname)) { return; }
  if (url.search && event.request.mode !== "navigate") { return; }
  event.respondWith(answer(event.request, url));
});
async function answer(request, url) {
  // A newer worker has thrown away what this one kept: nothing is kept under the old name again.
  const cache = (await caches.has(KEPT)) ? await caches.open(KEPT) : null;
  const plain = url.origin + url.pathname.replace(/\/$/, "/index.html");
  const asked = fetch(request).then((found) => {
    if (found.ok && cache) { cache.put(plain, found.clone()); }
    return found;
  });
  const late = new Promise((done) => { setTimeout(done, PATIENCE); });
  const first = await Promise.race([asked.catch(() => null), late]);
  return first || (cache && (await cache.match(plain))) || asked.catch(() => nothingKept(request));
}
// One plain sentence instead of the browser's own page.
function nothingKept(request) {
  if (request.mode !== "navigate") { return Response.error(); }
  const home = new URL("index.html", self.registration.scope);
  const style = new URL("assets/site.css", self.registration.scope);
  return new Response(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Not kept</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${style}"><main class="prose"><h1>There is no network, and this page is not kept here</h1>
<p>Calls and Find are: <a href="${home}">Who are you talking to?</a></p></main></html>`, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
