// The laboratory as people use it, in months: they plan, draw, wait, conclude and publish; then the practice's sheet tells it.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, it } from "node:test";
import { SIZES, assertAccessible, assertAccessibleEverywhere, command, signIn, startBrowser, startProduct, visit } from "./product.js";

const MANAGER = "responsable@demo.example";
const BEFORE = "2025-06-02";

let product;
let browser;
before(async () => {
  product = await startProduct(undefined, BEFORE);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** Begins a plan by pasting it, as somebody does who has one in a file; gives the address of the experiment. */
async function pastePlan(page, plan) {
  await page.goto("/laboratoire/nouvelle");
  await page.getByText("Coller un plan").click();
  await page.getByLabel("Plan en TOML").fill(plan);
  await page.getByRole("button", { name: "Commencer avec ce plan" }).click();
  await page.waitForURL(/\/laboratoire\/exp_[0-9a-f]+\/plan$/);
  return new URL(page.url()).pathname.replace(/\/plan$/, "");
}

async function fixPlan(page) {
  const know = page.getByLabel("Je sais que cet essai ne montrera");
  await page.getByRole("button", { name: "Fixer le plan" }).click();
  await page.waitForLoadState();
  if (await know.count()) {
    await know.check();
    await page.getByRole("button", { name: "Fixer le plan" }).click();
  }
  await page.getByText("Le plan est fixé").waitFor();
}

const plan = (title, practice, unit, more = "") => `
title = "${title}"
question = "Cette pratique évite-t-elle des contacts ?"
practice = "${practice}"
unit = "${unit}"
start = 2025-06-09
days = 84
days_before = 84
minimum_effect = -0.1
cost_per_contact = 6.0
ethics = "Le témoin reçoit ce que tout le monde reçoit aujourd’hui."
metric = { measure = "volume" }
[[arms]]
name = "temoin"
[[arms]]
name = "essai"
[allocation]
method = "${unit === "office" ? "blocked" : "simple"}"
${more}`;

let byUsager;

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
  const said = await command("token", "add", "laboratoire", "--partner", "ETA-TIT", "--scopes", "experiments:assign,contacts:write", "--data", path.join(product.folder, "demo"));
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
