// Which way for a request: three people, without a script, on a phone; a way taken, an answer given, a site of somebody else.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { SIZES, assertAccessible, assertAccessibleEverywhere, signIn, startBrowser, startProduct, visit } from "./product.js";
import { fixPlan, pastePlan, plan } from "./trials.js";

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
    await page.getByText("Voici ce qu’il vous faut").waitFor();
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
  await advice(page, ["Je n’ai pas internet", "Cela ne peut pas attendre"]);
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
  await signIn(page, product, "agent@demo.example");
  await page.goto("/demandes/rappels");
  await page.getByText("Carte d’identité, ne peut pas attendre").first().waitFor();
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
    await page.getByRole("heading", { name: /Le mieux pour vous : (le|la|l’)/ }).waitFor();
    assert.ok((await page.getByRole("link", { name: /^Choisir (le|la|l’)/ }).count()) > 1, "each other way has its link");
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

test("a randomised trial of the laboratory decides who is advised, and only one that is there can be named", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, "responsable@demo.example");
  const experiment = await pastePlan(page, plan("Conseil ou liste", "P24", "usager", "", new Date().toISOString().slice(0, 10)));
  await fixPlan(page);
  const code = experiment.split("/").at(-1);
  await page.goto("/orientation/reglages");
  await page.getByLabel("Code de l’expérience").fill("exp_0");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("Le laboratoire n’a pas, chez vous, d’expérience de ce code").first().waitFor();
  await assertAccessible(page);
  await page.getByLabel("Code de l’expérience").fill(code);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("enregistrés").first().waitFor();
  const ask = async (unit) => {
    const answer = await fetch(`${product.address}/api/v1/guidance`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ partner: PARTNER, reason: "carte_identite", situation: [], unit }),
    });
    assert.equal(answer.status, 200);
    return answer.json();
  };
  const arms = new Map();
  for (let number = 0; number < 40; number++) arms.set(`u${number}`, await ask(`u${number}`));
  const count = (arm) => [...arms.values()].filter((it) => it.arm === arm).length;
  assert.ok(count("plain") > 5 && count("advised") > 5, `${count("plain")} without advice, ${count("advised")} with`);
  for (const [unit, first] of [...arms].slice(0, 10)) {
    const again = await ask(unit);
    assert.equal(again.arm, first.arm, "a unit keeps its arm");
    assert.equal((again.advised ?? null) === null, again.arm === "plain", "whoever has no advice gets the list alone");
    assert.equal(again.ways.length, first.ways.length);
  }
  await page.goto("/orientation");
  await page.getByText(code).first().waitFor();
  await assertAccessibleEverywhere(page);
  // Without the trial everybody is advised again.
  await page.goto("/orientation/reglages");
  await page.getByLabel("Code de l’expérience").fill("");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("enregistrés").first().waitFor();
  assert.equal((await ask("u0")).arm, "advised");
});
