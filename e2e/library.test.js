// The library as people use it: they look for a practice, take stock of their own, plan, print, comment and write.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, it } from "node:test";
import { pathToFileURL } from "node:url";
import { SIZES, addManager, assertAccessible, assertAccessibleEverywhere, signIn, startBrowser, startProduct, tabTo, visit } from "./product.js";

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
  const told = "Quelqu’un de votre administration vient de répondre « estimés une fois l’an »";
  await two.getByRole("alert").getByText(told).waitFor();
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
  const step = page.getByRole("region", { name: "P11" });
  await step.getByText("Modifier").click();
  await step.getByLabel("Qui s’en occupe").fill("Équipe <accueil>");
  await step.getByLabel("Pour le").fill("2099-03-31");
  await step.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByRole("status").getByText("Le plan est enregistré.").waitFor();
  await step.getByText("À faire · Équipe <accueil> · pour le 31 mars 2099").waitFor();
  await step.getByText("Modifier").click();
  await assertAccessibleEverywhere(page);
  const calendar = await readFile(await download(page, "Recevoir les rappels dans votre agenda"), "utf8");
  assert.match(calendar, /SUMMARY:P11/);
  assert.match(calendar, /DTSTART;VALUE=DATE:20990331/);
  await page.context().close();
});

it("the workbook sent back as it came becomes a test, and another file is refused with words", async () => {
  const page = await visit(browser, product);
  await page.goto("/autodiagnostic");
  const workbook = await download(page, "Télécharger le classeur");
  const send = async (file) => {
    await page.goto("/autodiagnostic");
    await page.getByLabel("Envoyer un classeur rempli").setInputFiles(file);
    await page.getByRole("button", { name: "Envoyer" }).click();
    return page.getByRole("status").innerText();
  };
  assert.match(await send(workbook), /Le classeur est enregistré/);
  await page.getByText("48 questions sont sans réponse").waitFor();
  const other = path.join(product.folder, "autre.xlsx");
  await writeFile(other, "Question;Réponse\nQ01;2\n");
  assert.match(await send(other), /n’est pas un classeur \.xlsx ou \.ods/);
  await page.context().close();
});

it("words without accents find the practice, and filters narrow the list", async () => {
  const page = await visit(browser, product);
  await page.goto("/pratiques");
  const titles = () => page.getByRole("main").getByRole("heading", { level: 3 }).allInnerTexts();
  const all = await titles();
  await page.getByRole("searchbox", { name: "Que cherchez-vous ?" }).click();
  await page.keyboard.type("accuse reception");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/pratiques?q=accuse+reception**");
  assert.match((await titles())[0], /^P11\s/);
  await page.getByRole("link", { name: "Voir toutes les pratiques" }).click();
  await page.getByText("Filtrer").click();
  await page.getByLabel("Événement de vie").selectOption("Je deviens parent");
  await page.getByLabel("Effort").selectOption("Quelques semaines");
  await page.getByRole("button", { name: "Appliquer les filtres" }).click();
  await page.waitForURL(/effort=S/);
  const some = await titles();
  assert.ok(some.length > 0 && some.length < all.length);
  assert.match(await page.getByRole("status").innerText(), new RegExp(`^${some.length} pratiques`));
  assert.equal(await page.getByRole("listitem").filter({ hasText: "Quelques semaines ·" }).count(), some.length);
  await page.context().close();
});

it("up to four practices are ticked and stand side by side", async () => {
  const page = await visit(browser, product);
  await page.goto("/pratiques");
  await page.getByRole("link", { name: "Comparer des pratiques" }).click();
  const compare = async (...ids) => {
    for (const id of ids) await page.getByRole("checkbox", { name: `${id} ` }).check();
    await page.getByRole("button", { name: "Comparer" }).click();
    await page.waitForURL(new RegExp(`id=${ids.at(-1)}`));
    const heads = await page.getByRole("columnheader").getByRole("link").allInnerTexts();
    return heads.map((it) => it.slice(0, 3));
  };
  assert.deepEqual(await compare("P11", "P12", "P13", "P32"), ["P11", "P12", "P13", "P32"]);
  assert.deepEqual(await compare("P33"), ["P11", "P12", "P13", "P32"]);
  await page.getByText("Quatre pratiques au plus").waitFor();
  await page.context().close();
});

it("the guide is a PDF, whole or in part", async () => {
  const page = await visit(browser, product);
  await page.goto("/guide");
  const isPdf = async (address) => assert.equal((await (await page.request.get(address)).body()).subarray(0, 4).toString(), "%PDF");
  await isPdf(await page.getByRole("link", { name: "Le recueil entier (PDF)" }).getAttribute("href"));
  for (const id of ["P11", "P12"]) await page.getByRole("checkbox", { name: id }).check();
  await page.getByRole("button", { name: "Imprimer ces fiches" }).click();
  await page.waitForURL("**/guide/selection.pdf?id=P11&id=P12");
  await isPdf(page.url());
  await page.context().close();
});

it("the guide in one file opens from a disk without network", async () => {
  const page = await visit(browser, product);
  await page.goto("/guide");
  const file = pathToFileURL(await download(page, "Le recueil en un fichier (HTML)"));
  await page.context().close();
  const offline = await visit(browser, product, { offline: true });
  await offline.goto(file.href);
  assert.equal(await offline.getByRole("article").count(), 36);
  await offline.getByRole("navigation").getByRole("link", { name: "P11" }).click();
  assert.ok(await offline.getByRole("heading", { name: "P11" }).isVisible());
  await assertAccessibleEverywhere(offline);
  assert.deepEqual(offline.faults, []);
  await offline.context().close();
});

it("a sheet fits the paper it is printed on", async () => {
  const page = await visit(browser, product, { viewport: { width: 718, height: 1047 } }); // A4 with margins of 1 cm
  await page.emulateMedia({ media: "print" });
  for (const sheet of ["P04", "P11"]) {
    await page.goto(`/pratiques/${sheet}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), sheet);
  }
  await page.context().close();
});

it("a draft is read by a second person, published, and kept among the versions", async () => {
  const title = "Messages que chacun peut vérifier";
  const writer = await visit(browser, product);
  await signIn(writer, product, "programme@demo.example");
  await writer.goto("/pratiques/P22");
  await writer.getByRole("link", { name: "Modifier cette fiche" }).click();
  await writer.getByLabel("Titre", { exact: true }).fill(title);
  await writer.getByLabel("Ce qui change", { exact: true }).fill("Titre plus clair");
  await writer.getByRole("button", { name: "Enregistrer le brouillon" }).click();
  await writer.getByRole("status").getByText("Le brouillon est enregistré.").waitFor();
  await writer.getByRole("button", { name: "Demander la relecture" }).click();
  await writer.getByText("une autre personne de l’équipe doit le relire").waitFor();
  assert.equal(await writer.getByRole("button", { name: "Publier" }).count(), 0);

  const visitor = await visit(browser, product);
  await visitor.goto("/pratiques/P22");
  assert.equal(await visitor.getByRole("heading", { level: 1, name: title }).count(), 0, "a draft is not seen");

  const reader = await visit(browser, product);
  await signIn(reader, product, "administration@demo.example");
  await reader.goto("/programme/pratiques");
  await reader.getByRole("listitem").filter({ hasText: "Titre plus clair" }).getByRole("link").click();
  await assertAccessibleEverywhere(reader);
  await reader.getByRole("button", { name: "Publier" }).click();
  await reader.getByRole("status").getByText("La version 2 est publiée.").waitFor();

  await visitor.reload();
  await visitor.getByRole("heading", { level: 1, name: title }).waitFor();
  await visitor.getByRole("link", { name: "Versions et changements" }).click();
  await visitor.getByRole("link", { name: "Titre plus clair" }).click();
  await visitor.getByRole("insertion").filter({ hasText: title }).waitFor();
  await visitor.getByRole("deletion").filter({ hasText: "Messages que l’on peut vérifier" }).waitFor();
  await assertAccessibleEverywhere(visitor);
  for (const page of [writer, visitor, reader]) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

it("scripts in a comment stay text once it is published", async () => {
  const wicked = "<script>alert(1)</script> <img src=x onerror=alert(2)> [lien](javascript:alert(3))";
  const dialogs = [];
  const watched = async (email) => {
    const page = await visit(browser, product);
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });
    if (email) await signIn(page, product, email);
    return page;
  };
  const author = await watched("agent@demo.example");
  await author.goto("/pratiques/P11");
  await author.getByText("Écrire un commentaire").click();
  await author.getByRole("radio", { name: "Retour d’expérience" }).check();
  await author.getByLabel("Votre texte").fill(wicked);
  await author.getByRole("button", { name: "Envoyer" }).click();
  await author.getByRole("status").getByText("paraîtra après lecture").waitFor();
  const reader = await watched();
  await reader.goto("/pratiques/P11");
  assert.equal(await reader.getByText(wicked).count(), 0, "it waits to be read");

  const moderator = await watched("programme@demo.example");
  await moderator.goto("/programme/commentaires");
  await moderator.getByText(wicked).waitFor();
  await assertAccessibleEverywhere(moderator);
  await moderator.getByRole("button", { name: /^Publier/ }).click();
  await moderator.getByRole("status").getByText("Le commentaire est publié.").waitFor();

  await reader.reload();
  await reader.getByText(wicked).waitFor();
  await assertAccessibleEverywhere(reader);
  assert.deepEqual(dialogs, []);
  for (const page of [author, reader, moderator]) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
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

/** Follows a link to a file; gives where it was saved. */
async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  const place = path.join(product.folder, file.suggestedFilename());
  await file.saveAs(place);
  return place;
}
