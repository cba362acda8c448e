// The laboratory as people use it, over months: they plan, draw, wait, conclude and publish; then the practice's sheet tells it.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, it } from "node:test";
import { SIZES, assertAccessible, assertAccessibleEverywhere, command, signIn, startBrowser, startProduct, visit } from "./product.js";
import { fixPlan, pastePlan, plan } from "./trials.js";

const MANAGER = "responsable@demo.example";
const OF_OFFICES = "reseau@demo.example";
const BEFORE = "2025-06-02";
const AFTER = "2025-09-15";

let product;
let browser;
before(async () => {
  product = await startProduct();
  browser = await startBrowser();
  await goTo(BEFORE);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** Somebody changes the day on which the demonstration plays. */
async function goTo(day) {
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  await page.getByRole("link", { name: "changer de jour" }).click();
  await assertAccessibleEverywhere(page);
  await page.getByLabel("Jour où se joue la démonstration").fill("1999-01-01");
  await page.getByRole("button", { name: "Aller à ce jour" }).click();
  await page.getByText("Choisissez un jour à partir du 1er janvier 2025.").first().waitFor();
  await page.getByLabel("Jour où se joue la démonstration").fill(day);
  await page.getByRole("button", { name: "Aller à ce jour" }).click();
  await page.waitForLoadState();
  await page.context().close();
}

let byUsager;
let byOffice;

it("the form leads to a plan, warns, and says what the duration can show", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  await page.goto("/laboratoire");
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  await page.getByRole("link", { name: "Préparer une expérience" }).click();
  await page.getByLabel("Pratique essayée").selectOption("P11");
  await page.getByLabel("Nom de l’expérience").fill("Essai par le formulaire");
  await page.getByLabel("La question").fill("Un accusé de réception évite-t-il des relances ?");
  await page.getByRole("button", { name: "Commencer le plan" }).click();
  await page.waitForURL(/\/plan$/);
  await page.getByRole("heading", { name: "À surveiller" }).waitFor();
  await page.getByRole("button", { name: "Recalculer" }).click();
  await page.waitForLoadState();
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  await page.getByLabel("Durée (en semaines)").fill("beaucoup");
  await page.getByRole("button", { name: "Enregistrer le brouillon" }).click();
  await page.waitForLoadState();
  assert.equal(await page.getByLabel("Durée (en semaines)").inputValue(), "beaucoup", "what was typed is kept");
  await page.getByText("Supprimer le brouillon").click();
  await page.getByRole("button", { name: "Supprimer" }).click();
  await page.getByText("Le brouillon est supprimé").waitFor();
  assert.deepEqual(page.faults.filter((it) => !it.includes("422")), []);
  await page.context().close();
});

it("usagers are drawn from a list, and a system asks for one more", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  byUsager = await pastePlan(page, plan("Accusé de réception", "P11", "usager"));
  await fixPlan(page);
  await page.goto(`${byUsager}/unites`);
  const list = path.join(product.folder, "usagers.csv");
  const usagers = Array.from({ length: 400 }, (_, it) => `essai-${it}`);
  await writeFile(list, `unit\n${usagers.join("\n")}\n`);
  await page.locator("input[type=file]").setInputFiles(list);
  await page.getByRole("button", { name: "Envoyer la liste" }).click();
  await page.waitForLoadState();
  await page.getByText("400", { exact: false }).first().waitFor();
  await assertAccessible(page);
  const said = await command("token", "add", "laboratoire", "--partner", "ETA-TIT", "--scopes", "experiments:assign,contacts:write,measures:read", "--data", path.join(product.folder, "demo"));
  product.token = said.match(/ce_\S+/)[0];
  const ask = async (unit) => {
    const answer = await fetch(`${product.address}/api/v1/experiments/${byUsager.split("/").at(-1)}/assign`, {
      method: "POST",
      headers: { authorization: `Bearer ${product.token}`, "content-type": "application/json" },
      body: JSON.stringify({ unit }),
    });
    return { status: answer.status, ...(await answer.json()) };
  };
  const [first, again] = [await ask("essai-0"), await ask("essai-0")];
  assert.equal(first.status, 200);
  assert.equal(first.arm, again.arm);
  product.arms = {};
  for (const unit of usagers) product.arms[unit] = (await ask(unit)).arm;
  assert.equal((await ask("")).status, 422);
  await page.context().close();
});

it("offices are drawn, all those of the log; nothing is concluded before the end", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, OF_OFFICES);
  byOffice = await pastePlan(page, plan("Accueil réaménagé", "P28", "office"));
  await fixPlan(page);
  await page.goto(`${byOffice}/unites`);
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  await page.getByRole("button", { name: "Tirer ces lieux au sort" }).click();
  await page.getByText("Cochez au moins un lieu").first().waitFor();
  await page.getByLabel(/^Tous les lieux de la liste/).check();
  await page.getByRole("button", { name: "Tirer ces lieux au sort" }).click();
  await page.getByRole("heading", { name: "Ce qui a été donné" }).waitFor();
  await page.goto(byOffice);
  assert.equal(await page.getByRole("button", { name: "Conclure" }).count(), 0);
  assert.equal(await page.locator(".verdict").count(), 0);
  await assertAccessibleEverywhere(page);
  await page.context().close();
});

/** Nothing differs between the offices: one draw in twenty says otherwise all the same, as intervals of 95 % allow. */
const BY_CHANCE = /^(Non prouvé|Bénéfice prouvé|Effet contraire prouvé)/;

it("in September both are concluded and published, one of which has an effect", async () => {
  await goTo(AFTER);
  // Those who got nothing come twice as often: what the practice avoids.
  const contacts = Object.entries(product.arms).flatMap(([usager, arm], number) =>
    Array.from({ length: arm === "temoin" ? 2 + (number % 3) : 1 + (number % 2) }, (_, it) => ({
      contact_id: `essai-${number}-${it}`, usager, started_at: `2025-07-${String(1 + ((number + 7 * it) % 28)).padStart(2, "0")}T09:00:00Z`,
      channel: "phone", direction: "inbound", reason: "suivi",
    })),
  );
  const authorization = `Bearer ${product.token}`;
  const inTheLog = async () => (await (await fetch(`${product.address}/api/v1/measures/volume`, { headers: { authorization } })).json()).rows[0].contacts;
  const before = await inTheLog();
  const answer = await fetch(`${product.address}/api/v1/contacts`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify(contacts),
  });
  assert.equal((await answer.json()).accepted, contacts.length);
  while ((await inTheLog()) < before + contacts.length) await new Promise((resolve) => setTimeout(resolve, 250));
  for (const [manager, address, verdict] of [[MANAGER, byUsager, /^Bénéfice prouvé/], [OF_OFFICES, byOffice, BY_CHANCE]]) {
    const page = await visit(browser, product);
    await signIn(page, product, manager);
    await page.goto(address);
    await page.getByRole("button", { name: "Conclure" }).click();
    await page.waitForURL(/\/rapport$/);
    assert.match(await page.locator(".verdict").innerText(), verdict);
    await assertAccessibleEverywhere(page);
    await page.setViewportSize(SIZES.desktop);
    await page.getByLabel("Conditions d’usage").fill("Un accueil ordinaire, au printemps.");
    await page.getByLabel("Enseignements").fill("À refaire ailleurs avant d’en être sûr.");
    await page.getByRole("button", { name: "Enregistrer ces textes" }).click();
    await page.getByRole("button", { name: "Publier ce rapport" }).click();
    await page.getByText("Le rapport est publié").waitFor();
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

it("everybody reads the reports, and the sheets tell what was found", async () => {
  const page = await visit(browser, product, { javaScriptEnabled: false });
  for (const practice of ["P11", "P28"]) {
    await page.goto(`/pratiques/${practice}`);
    const trial = page.locator(".trials a").first();
    const headline = await trial.innerText();
    await trial.click();
    assert.ok((await page.locator(".verdict").innerText()).includes(headline));
    await assertAccessible(page, { javaScriptEnabled: false });
  }
  await page.goto("/laboratoire");
  assert.ok((await page.locator("a[href^='/laboratoire/exp_']").count()) >= 2);
  const listed = await (await fetch(`${product.address}/api/v1/experiments?practice=P11`)).json();
  assert.equal(listed.length, 1);
  const report = await (await fetch(`${product.address}${listed[0].href}`)).json();
  assert.equal(report.verdict, "proved-benefit");
  assert.ok(report.provenance.plan_hash && report.provenance.data_hash);
  const printed = await fetch(`${product.address}${byUsager}/rapport.pdf`);
  assert.equal(printed.headers.get("content-type"), "application/pdf");
  assert.equal(Buffer.from(await printed.arrayBuffer()).subarray(0, 5).toString(), "%PDF-");
  await page.context().close();
});

it("a project goes from idea to experiment, with its journal", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  await page.goto("/projets");
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  await page.getByRole("link", { name: "Proposer un projet" }).click();
  await page.getByRole("button", { name: "Enregistrer le projet" }).click();
  await page.getByText("à remplir").first().waitFor();
  await page.getByLabel("Nom du projet").fill("Dire où en est le dossier");
  await page.getByLabel("À quoi il sert").fill("Prévenir avant que l’on appelle.");
  await page.getByRole("button", { name: "Enregistrer le projet" }).click();
  await page.getByText("Le projet est créé").waitFor();
  await page.getByLabel("De quoi s’agit-il").selectOption("experiment");
  await page.getByLabel("Que s’est-il passé").fill("Le plan est fixé, deux bureaux volontaires de plus.");
  await page.getByRole("button", { name: "Ajouter au journal" }).click();
  await page.getByText("Le journal du projet est à jour").waitFor();
  await page.getByLabel("Lier une expérience").selectOption({ label: "Accusé de réception" });
  await page.getByRole("button", { name: "Lier", exact: true }).click();
  await page.getByText("Les liens du projet sont à jour").waitFor();
  await assertAccessibleEverywhere(page);
  await page.goto("/projets");
  assert.equal(await page.locator("section", { hasText: "Expérimentation" }).getByRole("link", { name: "Dire où en est le dossier" }).count(), 1);
  await page.context().close();
});
