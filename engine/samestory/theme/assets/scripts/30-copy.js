/* Copy and open in mail: the words are taken from the page when they are asked for, and stand there once. */
function linesOf(element) {
  var blocks = element.querySelectorAll("p, li, blockquote");
  var texts = Array.from(blocks).filter(function (block) { return !block.querySelector("p, li"); }).map(textOf);
  return (texts.length ? texts : [textOf(element)]).join("\n\n");
}
// Text as it is sent: a link is its words and its address.
function textOf(element) {
  var copy = element.cloneNode(true);
  copy.querySelectorAll("button, h4, summary, .copies").forEach(function (part) { part.remove(); });
  copy.querySelectorAll("a[href^='https:']").forEach(function (link) { link.textContent = words(link) + ": " + link.href; });
  return words(copy);
}
function talkText(say) {
  var parts = [];
  var open = say.querySelector(".open");
  if (open) { parts.push(words(open)); }
  say.querySelectorAll("dt").forEach(function (label) { parts.push(words(label) + ": " + words(label.nextElementSibling)); });
  say.querySelectorAll(".free, .leave").forEach(function (part) { parts.push(words(part)); });
  return parts.join("\n\n");
}
function copied(pressed, text) {
  function done() {
    pressed.textContent = "Copied";
    setTimeout(function () { pressed.textContent = pressed.dataset.words; }, 2000);
    notice("");
  }
  function refused() {
    if (byHand(text)) { done(); } else { notice("This browser does not let the page copy: select the words and copy them."); }
  }
  if (!navigator.clipboard) { return refused(); }
  navigator.clipboard.writeText(text).then(done, refused);
}
function byHand(text) {
  var field = make("textarea", { "class": "hide", "aria-hidden": "true" });
  var before = document.activeElement;
  field.value = text;
  document.body.append(field);
  field.select();
  var worked = false;
  try { worked = document.execCommand("copy"); } catch (refused) { worked = false; }
  field.remove();
  if (before) { before.focus(); }
  return worked;
}
function copyButton(label, text) {
  var made = button(label, function () { copied(made, text()); });
  made.dataset.words = label;
  return made;
}
function mailLink(subject, text) {
  var link = make("a", { "class": "button", href: "mailto:" }, "Open in mail");
  function address() {
    link.href = "mailto:?subject=" + encodeURIComponent(subject()) + "&body=" + encodeURIComponent(text().replace(/\n/g, "\r\n"));
  }
  ["click", "focus", "pointerdown"].forEach(function (event) { link.addEventListener(event, address); });
  return link;
}
function addCopies(prep) {
  var over = overClaims();
  function offer(box, buttons) {
    var row = make("p", { "class": "copies" });
    if (citesOver(box, over)) { row.append(make("span", { "class": "chip bad" }, "It cites what has run out: do not use")); }
    else { row.append.apply(row, buttons); }
    // A recap can be sent without unfolding it.
    if (box.matches(".recap")) { box.after(row); } else { box.append(row); }
  }
  prep.querySelectorAll(".say:not(.first)").forEach(function (say) {
    if (say.querySelector(".open")) { offer(say, [copyButton("Copy talk track", function () { return talkText(say); })]); }
  });
  prep.querySelectorAll(".send details").forEach(function (box) {
    var text = function () { return linesOf(box); };
    var touch = box.closest("[data-key]");
    var subject = function () { return words(touch.querySelector(".message")); };
    offer(box, [copyButton(box.matches(".recap") ? "Copy recap" : "Copy", text), mailLink(subject, text)]);
  });
  prep.querySelectorAll(".proof [data-claim]").forEach(function (row) {
    if (row.closest(".over-age")) { return; }
    var source = (row.querySelector("small") ? row : row.parentElement.closest("li") || row).querySelector("small");
    row.append(copyButton("Copy", function () {
      return words(row.querySelector("a")) + (source ? " (" + words(source) + ")" : "");
    }));
  });
}
