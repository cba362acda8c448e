// The library as people use it: they look for a practice, compare, print, write and comment.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { pathToFileURL } from "node:url";
import {
  SIZES, assertAccessibleEverywhere, assertFits, download, faultsOfAxe, signIn, startBrowser, startProduct, visit,
} from "./product.js";

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
  await page.waitForURL("**/pratiques");
  await page.getByText("Filtrer").click();
  await page.getByLabel("Canal").selectOption("Guichet");
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
  const isPdf = async (address) => {
    const response = await page.request.get(address);
    assert.equal((await response.body()).subarray(0, 4).toString(), "%PDF");
  };
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
  const file = pathToFileURL(await download(page, product, "Le recueil en un fichier (HTML)"));
  await page.context().close();
  const offline = await visit(browser, product, { offline: true, viewport: SIZES.phone });
  await offline.goto(file.href);
  assert.equal(await offline.getByRole("article").count(), 36);
  await offline.getByRole("navigation").getByRole("link", { name: "P11" }).click();
  assert.ok(await offline.getByRole("heading", { name: "P11" }).isVisible());
  await assertFits(offline);
  assert.deepEqual(await faultsOfAxe(offline), []);
  assert.deepEqual(offline.faults, []);
  await offline.context().close();
});

it("a sheet fits the paper it is printed on", async () => {
  const page = await visit(browser, product, { viewport: { width: 718, height: 1047 } }); // A4 with margins of 1 cm
  await page.emulateMedia({ media: "print" });
  for (const sheet of ["P04", "P11"]) {
    await page.goto(`/pratiques/${sheet}`);
    await assertFits(page);
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
  await reader.getByRole("heading", { level: 1, name: "Relecture de P22" }).waitFor();
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
