// The self-diagnosis: by keyboard alone, without JavaScript, by two people at once, on a spreadsheet, and the plan that follows.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, it } from "node:test";
import {
  SIZES, addManager, assertAccessible, assertAccessibleEverywhere, download, signIn, startBrowser, startProduct, tabTo, visit,
} from "./product.js";

const AXES = ["AX1", "AX2", "AX3", "AX4", "AX5", "AX6", "AX7", "AX8"];

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

it("a visitor takes the whole self-diagnosis by keyboard alone and reads the worked example", async () => {
  const page = await visit(browser, product);
  await page.goto("/autodiagnostic");
  await tabTo(page, (it) => it.name === "Commencer");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/contacts");
  await tabTo(page, (it) => it.name === "Contacts reçus en un an, tous canaux");
  await page.keyboard.type("1000000");
  await page.keyboard.press("Enter");
  for (const axis of AXES) {
    await page.waitForURL(`**/${axis}`);
    for (let question = 0; question < 6; question += 1) {
      await tabTo(page, (it) => it.type === "radio");
      await page.keyboard.press("ArrowDown");
    }
    await tabTo(page, (it) => it.name === (axis === "AX8" ? "Voir le résultat" : "Continuer"));
    await page.keyboard.press("Enter");
  }
  await page.getByRole("heading", { level: 1, name: "Résultat de l’autodiagnostic" }).waitFor();
  const advised = await page.locator("ol.advice").getByRole("heading").allInnerTexts();
  assert.deepEqual(advised.slice(0, 5).map((it) => it.slice(0, 3)), ["P11", "P13", "P12", "P32", "P10"]);
  const said = await page.getByRole("main").innerText();
  for (const figure of ["62\u202f796", "166\u202f565"]) assert.ok(said.includes(figure), figure);
  await page.context().close();
});

it("without JavaScript, in English, on a phone, answers wait for whoever comes back", async () => {
  const ways = { viewport: SIZES.phone, javaScriptEnabled: false, locale: "en-GB" };
  const page = await visit(browser, product, ways);
  const address = await begin(page);
  await page.getByLabel("Contacts received in a year").fill("1,000,000");
  await page.getByRole("button", { name: "Go on" }).click();
  for (const axis of ["AX1", "AX2", "AX3"]) {
    await page.waitForURL(`**/${axis}`);
    await assertAccessible(page, ways);
    await answerAll(page, 1);
    await page.getByRole("button", { name: axis === "AX3" ? "Keep and see the result" : "Go on" }).click();
  }
  await page.waitForURL(address);
  await page.context().close();

  const later = await visit(browser, product, ways);
  await later.goto(address);
  await later.getByText("30 questions have no answer").waitFor();
  await assertAccessible(later, ways);
  await later.getByRole("link", { name: "Go on" }).click();
  await later.waitForURL("**/AX4");
  for (const axis of ["AX1", "AX2", "AX3"]) {
    await later.goto(`${address}/${axis}`);
    assert.deepEqual(await chosen(later), [1, 1, 1, 1, 1, 1]);
  }
  await later.context().close();
});

it("an axis and the result are accessible at both sizes, in the light and in the dark", async () => {
  const page = await visit(browser, product);
  const address = await begin(page);
  await page.goto(`${address}/AX1`);
  await answerAll(page, 1);
  await assertAccessibleEverywhere(page);
  await page.getByRole("button", { name: "Enregistrer et voir le résultat" }).click();
  await page.waitForURL(address);
  await page.getByText("autres pratiques du classement").first().click();
  await assertAccessibleEverywhere(page);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

it("an answer is kept as soon as it is chosen", async () => {
  const page = await visit(browser, product);
  await page.goto(`${await begin(page)}/AX1`);
  await choose(page, "volumes par canal", "mesurés au mois");
  await page.reload();
  assert.deepEqual(await chosen(page), [2, -1, -1, -1, -1, -1]);
  await page.context().close();
});

it("of two people of one administration on one axis, the second is told, and nothing is lost", async () => {
  const [one, two] = [await visit(browser, product), await visit(browser, product)];
  await signIn(one, product, "responsable@demo.example");
  await signIn(two, product, "agent@demo.example");
  const axis = `${await begin(one)}/AX1`;
  await one.goto(axis);
  await two.goto(axis);
  await choose(one, "volumes par canal", "estimés une fois l’an");
  await choose(two, "motifs", "sur un canal");
  await question(two, "volumes par canal").getByLabel("mesurés au mois").click();
  const told = "Quelqu’un vient de répondre « estimés une fois l’an »";
  await two.getByRole("alert").getByText(told).waitFor();
  await two.waitForLoadState();
  assert.deepEqual(await chosen(two), [2, 1, -1, -1, -1, -1], "the choice of the second stays in the form");
  await assertAccessibleEverywhere(two);
  await one.reload();
  assert.deepEqual(await chosen(one), [1, 1, -1, -1, -1, -1], "the answer of the first stands until the second insists");
  await two.getByRole("button", { name: "Continuer" }).click();
  await two.waitForURL("**/AX2");
  await one.reload();
  assert.deepEqual(await chosen(one), [2, 1, -1, -1, -1, -1]);
  await one.context().close();
  await two.context().close();
});

it("a manager plans the proposed practices, says who and when, and takes the days into a calendar", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, ...(await addManager(product, "PLAN")));
  await begin(page);
  await page.getByRole("button", { name: "Enregistrer et voir le résultat" }).click();
  await page.getByRole("button", { name: "Mettre ces pratiques au plan" }).click();
  await page.getByRole("status").getByText("pratiques sont ajoutées au plan").waitFor();
  const step = page.getByRole("article", { name: "P11" });
  await step.getByText("Modifier").click();
  await step.getByLabel("Qui s’en occupe").fill("Équipe <accueil>");
  await step.getByLabel("Pour le").fill("2099-03-31");
  await step.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByRole("status").getByText("Le plan est enregistré.").waitFor();
  await step.getByText("À faire · Équipe <accueil> · pour le 31 mars 2099").waitFor();
  await step.getByText("Modifier").click();
  await assertAccessibleEverywhere(page);
  const calendar = await readFile(await download(page, product, "Recevoir les rappels dans votre agenda"), "utf8");
  assert.match(calendar, /SUMMARY:P11/);
  assert.match(calendar, /DTSTART;VALUE=DATE:20990331/);
  await page.context().close();
});

it("the workbook sent back as it came becomes a test, and another file is refused with words", async () => {
  const page = await visit(browser, product);
  await page.goto("/autodiagnostic");
  const workbook = await download(page, product, "Télécharger le classeur");
  const send = async (file) => {
    await page.goto("/autodiagnostic");
    await page.getByLabel("Envoyer un classeur rempli").setInputFiles(file);
    await page.getByRole("button", { name: "Envoyer", exact: true }).click();
    return page.getByRole("status").innerText();
  };
  assert.match(await send(workbook), /Le classeur est enregistré/);
  await page.getByText("48 questions sont sans réponse").waitFor();
  const other = path.join(product.folder, "autre.xlsx");
  await writeFile(other, "Question;Réponse\nQ01;2\n");
  assert.match(await send(other), /n’est pas un classeur \.xlsx ou \.ods/);
  await page.context().close();
});

/** Begins a self-diagnosis; gives the address of its result. */
async function begin(page) {
  await page.goto("/autodiagnostic");
  await page.getByRole("button", { name: /^(Commencer|Refaire|Begin)/ }).click();
  await page.waitForURL("**/contacts");
  return page.url().replace("/contacts", "");
}

function question(page, words) {
  return page.getByRole("group", { name: words });
}

/** Chooses an answer and waits until it is kept. */
async function choose(page, words, answer) {
  await question(page, words).getByLabel(answer).check();
  await page.getByRole("status").getByText("Réponse enregistrée.").waitFor();
}

async function answerAll(page, place) {
  for (const asked of await page.getByRole("group").all()) await asked.getByRole("radio").nth(place).check();
}

/** The place of the answer chosen to each question of the page; -1 where there is none. */
async function chosen(page) {
  const places = (all) => all.map((it) => [...it.querySelectorAll("input[type=radio]")].findIndex((radio) => radio.checked));
  return page.getByRole("group").evaluateAll(places);
}
