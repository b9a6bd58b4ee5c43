// What a rep sees in Firefox: node drive.mjs '{"firefox": …, "site": address, "prefersDark": bool}' prints it as JSON.
import puppeteer from "puppeteer-core";

const {firefox, site, prefersDark} = JSON.parse(process.argv[2]);
const PREP = "prep/hidden-rework/economic-buyer.html";
const AUDIT = "prep/stalled-audit/economic-buyer.html";
const PATIENCE = 120_000; // milliseconds, on a machine that has much else to do
const DAY_LONG = 86_400_000;

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: firefox,
  headless: true,
  timeout: PATIENCE,
  protocolTimeout: PATIENCE,
  extraPrefsFirefox: {
    // 0 is dark and 1 is light, whatever the desktop of the machine says.
    "layout.css.prefers-color-scheme.content-override": prefersDark ? 0 : 1,
    // As people have it; Puppeteer would let every file of the disk be one site.
    "security.fileuri.strict_origin_policy": true,
  },
});
const page = await browser.newPage();
page.setDefaultTimeout(PATIENCE);
const errors = [];
const elsewhere = [];
page.on("pageerror", (error) => errors.push(String(error)));
page.on("request", (request) => {
  if (!request.url().startsWith(site) && !/^(data|about|blob):/.test(request.url())) elsewhere.push(request.url());
});

async function open(path) {
  await page.goto("about:blank");
  await page.goto(site + path);
}
const one = (selector) => page.waitForSelector(selector, {visible: true});
const until = (expression) => page.waitForFunction(expression);
const words = (selector) => page.$$eval(selector, (all) => all.map((each) => each.textContent.replace(/\s+/g, " ").trim()));

async function stepTheDay() {
  await open(`${PREP}#d6`);
  const on = await one("button[aria-label='Day after']");
  for (let step = 0; step < 3; step += 1) await on.click();
  await until("location.hash === '#d9'");
  const between = await words(".line");
  await page.keyboard.press("ArrowLeft");
  await until("location.hash === '#d8'");
  const field = await one("input[aria-label='Day']");
  await field.click({count: 3});
  await field.type("14");
  await page.keyboard.press("Enter");
  await until("location.hash === '#d14'");
  return {between, heard: await words(".touch.heard h3"), open: await page.$$eval(".say .open", (all) => all.filter((each) => each.checkVisibility()).map((each) => each.textContent.trim()))};
}

async function find() {
  await open("index.html");
  await page.keyboard.press("/");
  await one("dialog[aria-label='Find'] input");
  await page.keyboard.type("cfo rework 14");
  await until("[...document.querySelectorAll('[role=option][aria-selected=true]')].some(one => one.textContent.includes('day 14'))");
  await page.keyboard.press("Enter");
  await until("location.hash === '#d14'");
  return (await page.evaluate("location.href")).slice(site.length);
}

async function saveACall() {
  await open(AUDIT);
  await (await one("button.saver")).click();
  const field = await one("dialog.save input[type=text]");
  await field.type("Acme Hydraulics");
  const start = await page.evaluate((long) => {
    const day = new Date(Date.now() - 6 * long);
    return [day.getFullYear(), String(day.getMonth() + 1).padStart(2, "0"), String(day.getDate()).padStart(2, "0")].join("-");
  }, DAY_LONG);
  await page.$eval("dialog.save input[type=date]", (input, value) => { input.value = value; }, start);
  await (await one("dialog.save button.main")).click();
  await until("location.hash.startsWith('#since=')");
  const notice = await words(".notice");
  await open(`${AUDIT}#since=${start}`);
  const there = {day: await page.$eval("input[aria-label='Day']", (input) => input.value), marks: await words(".mark-call")};
  await open("index.html");
  const cards = await page.$$eval(".calls li", (all) => all.map((each) => [each.querySelector("b").textContent, each.querySelector(".day").textContent]));
  return {notice, there, cards, leadsTo: cards.length ? await follow(".calls li a", start) : ""};
}
async function follow(selector, start) {
  await (await one(selector)).click();
  await until("location.hash.startsWith('#since=')");
  return (await page.evaluate("location.href")).slice(site.length).replace(start, "<start>");
}

async function lightAndDark() {
  await open("index.html");
  const isDark = () => page.evaluate(() => {
    const parts = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).slice(0, 3).map(Number);
    return parts.reduce((sum, part) => sum + part) < 3 * 128;
  });
  const seen = [await isDark()];
  await (await one("[data-theme-switch]")).click();
  seen.push(await isDark());
  await page.reload();
  seen.push(await isDark());
  await open(PREP);
  seen.push(await isDark());
  return seen;
}

try {
  const seen = {version: await browser.version()};
  seen.stepper = await stepTheDay();
  seen.find = await find();
  seen.call = await saveACall();
  seen.dark = await lightAndDark();
  console.log(JSON.stringify({...seen, errors, elsewhere}));
} finally {
  await browser.close();
}
