// One template for all mails of mails.json, as a team would write it; each becomes a file in out/.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createElement as h } from "react";
import { Body, Button, Container, Head, Html, Section, Text } from "@react-email/components";
import { render } from "@react-email/render";

const ink = { fontSize: "16px", lineHeight: "1.5", color: "#1f2328" };
const button = { background: "#0b5a6f", color: "#ffffff", borderRadius: "6px", padding: "13px 22px" };

function Part({ kind, text, address }) {
  return kind === "button" ? h(Button, { href: address, style: button }, text) : h(Text, { style: ink }, text);
}

function Mail({ subject, blocks }) {
  const parts = blocks.map((block, place) => h(Section, { key: place }, h(Part, block)));
  return h(Html, { lang: "en" }, h(Head, null, h("title", null, subject)), h(Body, null, h(Container, null, parts)));
}

mkdirSync("out", { recursive: true });
for (const mail of JSON.parse(readFileSync("mails.json", "utf8"))) {
  writeFileSync(`out/${mail.key}.html`, await render(h(Mail, mail)));
}
