// A file goes in by the browser: with or without JavaScript, what comes out is what the command line says of the same file.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { SIZES, addManager, assertAccessible, command, signIn, startBrowser, startProduct, visit } from "./product.js";

const REAL = process.env.CE_REAL_DATA;
const MEASURES = ["volume", "requests", "recontact", "fcr", "escape", "avoidable", "journeys", "provoked"];

const CALLS = `Client;Dossier;Date;Heure;Canal;Motif;Durée;Attente;Issue
0612345678;D-1;03/04/2025;10:05;Téléphone;Suivi de dossier;180;35;Résolu
0612345678;D-1;04/04/2025;11:15;Téléphone;Suivi de dossier;240;15;Non résolu
0698765432;D-2;13/04/2025;09:20;Courriel;Pièce manquante;;;
0698765432;D-2;26/10/2025;02:30;Téléphone;Pièce manquante;-5;20;Résolu
0700000000;D-3;31/12/20205;12:00;Téléphone;Rendez-vous;60;10;Résolu
0700000000;D-3;31/12/2025;14:05;Pigeon;Rendez-vous;60;10;Résolu
0700000001;D-4;30/12/2025;14:05;Guichet;Rendez-vous;600;10;Résolu
`;

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

for (const javaScriptEnabled of [true, false]) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    it(`a French table is understood, corrected and imported (${size}, ${javaScriptEnabled ? "with" : "without"} JavaScript)`, async () => {
      const file = path.join(product.folder, "appels.csv");
      await writeFile(file, CALLS);
      const partner = `V-${size}-${javaScriptEnabled ? "JS" : "NOJS"}`.toUpperCase();
      const page = await visit(browser, product, { viewport, javaScriptEnabled });
      await signIn(page, product, ...(await addManager(product, partner)));
      await upload(page, file);

      await assertAccessible(page, { javaScriptEnabled });
      const meanings = await page.locator("select[name^=column-]").evaluateAll((all) => all.map((it) => it.value));
      assert.deepEqual(meanings, ["usager", "request", "started_at", "started_time", "channel", "reason", "duration_s", "wait_s", "outcome"]);
      const last = page.getByLabel("Issue", { exact: true });
      await last.selectOption("");
      await page.getByRole("button", { name: "Vérifier à nouveau" }).click();
      assert.equal(await last.inputValue(), "", "what is left out stays out");
      await last.selectOption("outcome");
      await page.getByRole("button", { name: "Lancer" }).click();
      await finished(page);

      await assertAccessible(page, { javaScriptEnabled });
      assert.deepEqual(await outcome(page), ["7", "4", "0", "3"], "read, imported, known, refused");
      const refused = await page.request.get(await page.getByRole("link", { name: "refusées" }).getAttribute("href"));
      const text = await refused.text();
      assert.equal(text[0], "\ufeff", "a spreadsheet knows the encoding");
      const lines = text.trim().split("\n");
      const titles = CALLS.split("\n")[0];
      assert.equal(lines[0], `${titles};Ligne;Colonne refusée;Valeur refusée;Raison du refus`);
      const rows = CALLS.split("\n");
      const shown = lines.slice(1).map((it) => it.split(";"));
      assert.deepEqual(shown.map((it) => it.slice(-4, -1)), [
        ["5", "Durée", "'-5"],
        ["6", "Date", "31/12/20205"],
        ["7", "Canal", "Pigeon"],
      ]);
      assert.equal(shown[2].slice(0, -4).join(";"), rows[6], "the whole row is given back");
      await sameAsCommand(page, file, partner);

      await upload(page, file);
      await page.getByRole("button", { name: "Lancer" }).click();
      await finished(page);
      assert.deepEqual(await outcome(page), ["7", "0", "4", "3"], "a second time changes nothing");

      await upload(page, file);
      const date = page.getByLabel("Date", { exact: true });
      await date.selectOption("");
      await page.getByRole("button", { name: "Lancer" }).click();
      await page.getByText("Dites quelle colonne donne").waitFor();
      assert.equal(await date.inputValue(), "", "nothing runs without a date, and the columns stay");
      await date.selectOption("started_at");
      await page.getByLabel("Pigeon", { exact: true }).selectOption("other");
      await page.getByRole("button", { name: "Lancer" }).click();
      await finished(page);
      assert.deepEqual(await outcome(page), ["7", "1", "4", "2"], "a word that was explained is understood");

      await page.getByText("Retirer cet import").click();
      await assertAccessible(page, { javaScriptEnabled });
      await page.getByRole("button", { name: "Retirer ces lignes" }).click();
      await page.getByText("Sont sortis du journal").waitFor();
      assert.match(await page.locator("#import-progress").innerText(), /1\s+contact\s+et\s+0\s+changement/);
      await assertAccessible(page, { javaScriptEnabled });
      await sameAsCommand(page, file, partner);
      await page.context().close();
    });
  }
}

it("a date that can be two days is asked about", async () => {
  const file = path.join(product.folder, "douteux.csv");
  await writeFile(file, "Client;Date;Canal;Motif\na;03/04/2025;Téléphone;Suivi\nb;05/06/2025;Téléphone;Suivi\n");
  const page = await visit(browser, product);
  await signIn(page, product, ...(await addManager(product, "V-DATES")));
  await upload(page, file);
  await page.getByRole("radio", { name: "3 avril 2025" }).check();
  await page.getByRole("button", { name: "Lancer" }).click();
  await finished(page);
  assert.deepEqual(await outcome(page), ["2", "2", "0", "0"]);
  await page.context().close();
});

describe("real logs", { skip: !REAL && "CE_REAL_DATA does not say where they are" }, () => {
  for (const name of ["receipt", "helpdesk"]) {
    it(`${name} gives the same figures in the browser and on the command line`, async () => {
      const file = path.join(REAL, `${name}.xes.gz`);
      const partner = `REAL-${name.toUpperCase()}`;
      const page = await visit(browser, product);
      await signIn(page, product, ...(await addManager(product, partner)));
      await upload(page, file);
      await page.getByRole("button", { name: "Lancer" }).click();
      await finished(page);
      await sameAsCommand(page, file, partner);
      await asInReadme(name, partner);
      await page.goto("/observatoire/parcours");
      assert.equal(await page.locator("figure.chart svg[role]").count(), 1, "the journeys are drawn");
      await page.context().close();
    });
  }
});

async function upload(page, file) {
  await page.goto("/imports");
  await page.setInputFiles("input[type=file]", file);
  await page.getByRole("button", { name: "Envoyer et vérifier" }).click();
  await page.waitForURL(/\/imports\/upl_/);
}

/** Waits until the import is over, as a person does who has no JavaScript: by asking again. */
async function finished(page) {
  for (let waited = 0; waited < 120; waited += 1) {
    const state = await page.locator("main").innerText();
    if (state.includes("Terminé")) return;
    assert.doesNotMatch(state, /Échou/, "the import goes well");
    await page.waitForTimeout(500);
    await page.goto(page.url());
  }
  assert.fail("the import does not end");
}

async function outcome(page) {
  return page.locator("dl.facts dd").allInnerTexts();
}

/** The same file through the command line into a log of its own: the same figures. */
async function sameAsCommand(page, file, partner) {
  const log = path.join(product.folder, `log-${partner}`);
  await command("import", file, "--log", log, "--partner", partner, "--json");
  for (const measure of MEASURES) {
    const expected = JSON.parse(await command("measure", measure, "--log", log, "--json"));
    const response = await page.request.get(`/observatoire/explorer.json?measure=${measure}`);
    const shown = await response.json();
    if (measure === "volume") assert.ok(expected.rows[0].contacts > 0, "there are contacts to compare");
    assert.deepEqual(shown.rows, expected.rows, measure);
  }
}

/** The README's table of real logs shows what the product says. */
async function asInReadme(name, partner) {
  const readme = await readFile(path.join(import.meta.dirname, "../README.md"), "utf8");
  const column = name === "receipt" ? 2 : 3;
  const cells = readme.split("\n").filter((it) => it.startsWith("| ")).map((it) => it.split("|").map((cell) => cell.trim()));
  const shown = (row) => cells.find((it) => it[1] === row)[column];
  const rows = async (...question) => JSON.parse(await command("measure", ...question, "--log", path.join(product.folder, `log-${partner}`), "--json")).rows;
  const count = (number) => number.toLocaleString("en").replaceAll(",", " ");
  const [volume] = await rows("volume");
  const [needs] = await rows("needs");
  const [recontact] = await rows("recontact");
  const [week] = await rows("recontact", "--window", "7d");
  const [requests] = await rows("requests");
  const [journeys] = await rows("journeys", "--top", "100000");
  assert.ok(shown("rows imported").includes(`(${count(volume.contacts)} contacts,`));
  assert.ok(shown("contacts per need (30 days)").startsWith(needs.contacts_per_need.toFixed(2)));
  assert.ok(shown("recontact within 30 days").startsWith(`${count(recontact.recontacted)} of ${count(recontact.eligible)}`));
  assert.ok(shown("recontact within 7 days").startsWith(`${count(week.recontacted)} of ${count(week.eligible)}`));
  assert.ok(shown("closed requests").startsWith(count(requests.closed)));
  const { count: most, share } = journeys.variants[0];
  assert.equal(
    shown("journeys (step = channel)"),
    `${count(journeys.edges.length)} passages, ${count(journeys.variants.length)} variants; the first has ${count(most)} requests (${(share * 100).toFixed(1)} %)`,
  );
}
