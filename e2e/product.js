// The product, started for the tests: a demo instance of its own, a browser, and the ways in that tests share.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

export const REPORT = path.join(import.meta.dirname, "report");
export const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

const BINARY = process.env.EFFICACES ?? path.join(import.meta.dirname, "../target/debug/efficaces");
const CONTACTS = "60000";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"];

/** A demo instance on a free port, with more settings if `settings` gives some for its address; `stop()` ends it and removes its folder. */
export async function startProduct(settings = () => ({})) {
  const folder = await mkdtemp(path.join(tmpdir(), "contacts-efficaces-"));
  const [port, metrics] = [await freePort(), await freePort()];
  const server = spawn(
    BINARY,
    ["demo", "--lang", "fr", "--data", path.join(folder, "demo"), "--port", String(port), "--contacts", CONTACTS],
    { env: { ...process.env, EFFICACES_METRICS_LISTEN: `127.0.0.1:${metrics}`, ...settings(`http://127.0.0.1:${port}`) }, stdio: ["ignore", "inherit", "pipe"] },
  );
  let said = "";
  server.stderr.on("data", (chunk) => (said += chunk));
  const ready = () => said.includes("vous attend");
  for (let waited = 0; !ready(); waited += 1) {
    if (server.exitCode !== null || waited > 1200) throw new Error(`the product did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const password = said.match(/mot de passe commun\s: (\S+)\)/)?.[1];
  return {
    address: `http://127.0.0.1:${port}`,
    metrics: `http://127.0.0.1:${metrics}`,
    folder,
    password,
    async stop() {
      server.kill("SIGTERM");
      await new Promise((resolve) => server.once("exit", resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Chromium, headless, that talks to nobody but the product. */
export async function startBrowser() {
  await mkdir(REPORT, { recursive: true });
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A page of a fresh visitor. Errors of its console and of its policy are collected in `page.faults`. */
export async function visit(browser, product, options = {}) {
  const context = await browser.newContext({ locale: "fr-FR", baseURL: product.address, viewport: SIZES.desktop, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  page.on("pageerror", (error) => page.faults.push(String(error)));
  return page;
}

/** Runs a command of the product; gives what it printed. */
export async function command(...args) {
  const { stdout } = await promisify(execFile)(BINARY, ["--lang", "fr", ...args], { maxBuffer: 1 << 28 });
  return stdout;
}

/** Opens an account for the manager of a new administration; gives its address and its password. */
export async function addManager(product, partner) {
  const email = `${partner.toLowerCase()}@administration.example`;
  const said = await command("user", "add", email, "--role", "manager", "--partner", partner, "--data", path.join(product.folder, "demo"));
  return [email, said.match(/\S{5}-\S{5}-\S{5}-\S{5}/)[0]];
}

/** Signs in through the form, with a demo account unless another password is given. */
export async function signIn(page, product, email, password = product.password) {
  await page.goto("/connexion");
  await page.getByLabel("Adresse").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/connexion"));
}

/** Follows a link to a file; gives where it was saved. */
export async function download(page, product, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  const place = path.join(product.folder, file.suggestedFilename());
  await file.saveAs(place);
  return place;
}

/** Presses Tab until `wanted` is true of the focused element, whose name is what a person reads on it. */
export async function tabTo(page, wanted) {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const it = document.activeElement;
      return { tag: it.tagName, type: it.type, href: it.href, name: (it.labels?.[0] ?? it).innerText };
    });
    if (wanted(focused)) return;
  }
  assert.fail("the element is not reached by Tab");
}

/** What axe finds wrong with a page. */
export async function faultsOfAxe(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target).join(" | ")}`);
}

/** Nobody has to scroll sideways. */
export async function assertFits(page) {
  await page.waitForLoadState();
  const [overflow, widest] = await page.evaluate(() => {
    const beyond = [...document.querySelectorAll("main *")].filter((it) => it.getBoundingClientRect().right > window.innerWidth);
    return [document.documentElement.scrollWidth - window.innerWidth, beyond.at(-1)?.outerHTML.slice(0, 200)];
  });
  assert.ok(overflow <= 0, `${page.url()} is ${overflow} px wider than its window: ${widest}`);
}

/** The page fits its window and axe finds nothing. */
export async function assertAccessible(page, { javaScriptEnabled = true } = {}) {
  await assertFits(page);
  if (javaScriptEnabled) assert.deepEqual(await faultsOfAxe(page), []); // axe is a script
}

/** The same on a desk and on a phone, in the light and in the dark. */
export async function assertAccessibleEverywhere(page) {
  for (const viewport of Object.values(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page);
    }
  }
}

async function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
