// Which way for a request: three people, without a script, on a phone; a way taken, an answer given, a site of somebody else.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { SIZES, assertAccessible, assertAccessibleEverywhere, startBrowser, startProduct, visit } from "./product.js";

let product;
let browser;
before(async () => {
  product = await startProduct();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const PARTNER = "ETA-TIT";
const NO_SCRIPT = { javaScriptEnabled: false, viewport: SIZES.phone };
const PEOPLE = [
  { name: "at ease on line", told: [] },
  { name: "no internet", told: ["Je n’ai pas internet"] },
  { name: "deaf, and French is not their first language", told: ["Le téléphone m’est difficile", "Lire ou écrire m’est difficile"] },
];

/** Asks for an advice as a person does; gives what they read. */
async function advice(page, told) {
  await page.goto(`/aiguillage/${PARTNER}`);
  await page.getByLabel("Quelle est votre demande").selectOption({ label: "Carte d’identité" });
  for (const label of told) await page.getByLabel(label).check();
  await page.getByRole("button", { name: "Voir le meilleur moyen" }).click();
  const title = await page.getByRole("heading", { level: 1 }).innerText();
  const why = await page.locator(".advised ul").first().innerText();
  return { title: title.replaceAll("\u00a0", " "), why: why.replaceAll("\u00a0", " ") };
}

test("three people are advised differently, with reasons, and each can take every way", async () => {
  const read = [];
  for (const person of PEOPLE) {
    const page = await visit(browser, product, NO_SCRIPT);
    const said = await advice(page, person.told);
    assert.match(said.title, /^Le mieux pour vous : /, person.name);
    assert.ok(said.why.length > 20, person.name);
    await assertAccessible(page, NO_SCRIPT);
    const ways = await page.getByRole("button", { name: /^Choisir / }).count();
    assert.equal(ways, 5, `${person.name}: every way has its button`);
    assert.ok(await page.getByText("le téléphone").or(page.getByText("le guichet")).first().isVisible());
    read.push(`${said.title} ${said.why}`);
    await page.getByRole("button", { name: /^Choisir / }).last().click();
    await page.getByText("Voici de quoi y aller").waitFor();
    await assertAccessible(page, NO_SCRIPT);
    await page.context().close();
  }
  assert.equal(new Set(read).size, 3, read.join("\n"));
  assert.match(read[1], /vous n’avez pas internet/);
  assert.doesNotMatch(read[1], /pour vous : (le site|le courriel)/);
  assert.match(read[2], /le téléphone vous est difficile/);
  assert.doesNotMatch(read[2], /pour vous : le téléphone/);
});

test("who asks to be called tells nothing twice, and says whether it worked", async () => {
  const page = await visit(browser, product, NO_SCRIPT);
  await advice(page, ["Je n’ai pas internet"]);
  await page.getByRole("button", { name: "Choisir le téléphone" }).click();
  await page.getByRole("button", { name: "Demander à être rappelé" }).click();
  assert.match(await page.getByRole("alert").innerText(), /Écrivez votre nom/);
  await page.getByLabel("Votre nom").fill("Jeanne Martin");
  await page.getByLabel("Le numéro où vous rappeler").fill("01 44 55 66 77");
  await page.getByLabel("Votre question").fill("Ma carte est perdue.");
  const back = await page.getByRole("link", { name: "Dire si cela a marché" }).getAttribute("href");
  await page.getByRole("button", { name: "Demander à être rappelé" }).click();
  await page.waitForURL(/\/suivi\//);
  await page.goto(back);
  await assertAccessible(page, NO_SCRIPT);
  await page.getByRole("button", { name: "Non, pas encore" }).click();
  await page.getByRole("heading", { name: "Essayons autrement" }).waitFor();
  await page.getByRole("button", { name: "Choisir le guichet" }).click();
  assert.match(await page.locator(".place").innerText(), /France services/);
});

test("the pages are accessible, on a desk and on a phone, in the light and in the dark", async () => {
  const page = await visit(browser, product);
  for (const path of ["", `/${PARTNER}`, `/${PARTNER}/conseil?motif=carte_identite`, `/${PARTNER}/conseil`, `/${PARTNER}/affiche`]) {
    await page.goto(`/aiguillage${path}`);
    await assertAccessibleEverywhere(page);
  }
  assert.deepEqual(page.faults.filter((it) => !it.includes("422")), []);
});

test("another site embeds the element, or the plain form where there is no script", async () => {
  const policy = `default-src 'none'; script-src ${product.address}; connect-src ${product.address}; form-action ${product.address}`;
  const html = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Ville</title><script src="${product.address}/aiguillage/composant.js"></script></head><body><main><h1>Ville</h1>
<contacts-efficaces-aiguillage partner="${PARTNER}"><form method="get" action="${product.address}/aiguillage/${PARTNER}"><input type="hidden" name="depuis" value="site"><button>Quel chemin pour ma demande</button></form></contacts-efficaces-aiguillage></main></body></html>`;
  const site = createServer((_, answer) => answer.setHeader("content-type", "text/html").setHeader("content-security-policy", policy).end(html));
  await new Promise((ready) => site.listen(0, "127.0.0.1", ready));
  try {
    const address = `http://127.0.0.1:${site.address().port}/`;
    const page = await visit(browser, product, { viewport: SIZES.phone });
    await page.goto(address);
    await page.getByLabel("Quelle est votre demande").selectOption({ label: "Carte d’identité" });
    await page.getByLabel("Je n’ai pas internet").check();
    await page.getByRole("button", { name: "Voir le meilleur moyen" }).click();
    await page.getByRole("heading", { name: /Le mieux pour vous/ }).waitFor();
    await assertAccessible(page);
    assert.deepEqual(page.faults.filter((it) => !it.includes("favicon")), []);
    await page.getByRole("link", { name: "Prendre ce moyen" }).click();
    await page.waitForURL(/conseil\?conseil=adv_/);
    const plain = await visit(browser, product, NO_SCRIPT);
    await plain.goto(address);
    await plain.getByRole("button", { name: "Quel chemin pour ma demande" }).click();
    await plain.getByRole("button", { name: "Voir le meilleur moyen" }).waitFor();
  } finally {
    await new Promise((done) => site.close(done));
  }
});
