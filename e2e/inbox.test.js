// A day in the shared inbox: usagers write, call and come by; agents answer, close and disagree; the observatory counts it.
import assert from "node:assert/strict";
import { chown, mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, it } from "node:test";
import { SIZES, assertAccessible, assertAccessibleEverywhere, signIn, startBrowser, startProduct, tabTo, visit } from "./product.js";

const [CAMILLE, NOE] = ["agent@demo.example", "collegue@demo.example"];
const [MANAGER, ANALYST] = ["responsable@demo.example", "analyste@demo.example"];
const { TEST_SMTP, TEST_IMAP, TEST_MAIL_BOXES, CI } = process.env;
const mail = { skip: !TEST_IMAP && !CI && "no mail servers: run inside scripts/test-mail" };
const WITHOUT_SCRIPTS = { viewport: SIZES.phone, javaScriptEnabled: false };
const LETTER = "Le certificat d’hébergement suffit. Il vous faut aussi l’ancien passeport. Comptez trois semaines.";

let product;
let browser;
let camille;
let noe;
let beforeToday;
/** What the first usager keeps: the address of the page of their request, and its reference. */
let kept;
before(async () => {
  product = await startProduct();
  browser = await startBrowser();
  [camille, noe] = await Promise.all([agent(CAMILLE), agent(NOE)]);
  beforeToday = await contactsOfToday();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

async function agent(email, options = {}) {
  const page = await visit(browser, product, options);
  await signIn(page, product, email);
  return page;
}

/** Opens a request from the list of all that are open. */
async function openRequest(page, subject) {
  await page.goto("/demandes?vue=toutes");
  await page.locator("[data-queue]").getByRole("link", { name: subject }).click();
  await page.waitForURL(/\/demandes\/req_/);
}

const inQueue = async (page, text) => {
  await page.goto("/demandes?vue=toutes");
  return page.locator("[data-queue] .row").filter({ hasText: text });
};

/** Closes the request on the page for one of the proposed causes, or for one of all. */
async function close(page, cause, reason) {
  if (reason) await page.locator("#motif-cloture").selectOption({ label: reason });
  if (await page.locator(`#cause-${cause}`).count()) await page.locator(`#cause-${cause}`).check();
  else {
    await page.locator("#cause-other").check();
    await page.getByLabel("Toutes les causes").selectOption(cause);
  }
  for (const box of await page.locator("#clore ~ form [name=repondue]").all()) await box.check();
  await page.getByRole("button", { name: "Clore la demande" }).click();
  await page.getByRole("status").getByText("La demande est close.").waitFor();
}

/** Contacts of today by cause, channel and reason, as the analyst's observatory counts them. */
async function contactsOfToday() {
  const analyst = await agent(ANALYST);
  const from = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" });
  const answer = await analyst.request.get(`/observatoire/explorer.json?measure=volume&by=cause&by=channel&by=reason&from=${from}`);
  const { rows } = await answer.json();
  await analyst.context().close();
  const count = (cause, channel, reason) =>
    rows.find((it) => it.cause === cause && it.channel === channel && it.reason === reason)?.inbound ?? 0;
  return count;
}

it("an usager writes on a phone without JavaScript, reads ready answers, and follows the request with its dates", async () => {
  const page = await visit(browser, product, WITHOUT_SCRIPTS);
  await page.goto("/contact/ETA-TIT");
  await page.getByRole("button", { name: "Continuer" }).click();
  await page.getByRole("alert").getByRole("link", { name: /Votre question ou votre demande/ }).waitFor();
  await page.getByLabel("Passeport").check();
  await page.getByLabel("Votre question ou votre demande").fill(
    "Bonjour,\n\nJe suis hébergée chez ma sœur. Quelles pièces faut-il pour refaire une carte d’identité ou un passeport ? Combien de temps faut-il attendre ?",
  );
  await page.getByRole("button", { name: "Continuer" }).click();
  await page.getByRole("heading", { name: "Quelles pièces faut-il pour refaire une carte d’identité ?" }).waitFor();
  await page.getByText("Une photo de moins de six mois").waitFor();
  await assertAccessible(page, WITHOUT_SCRIPTS);
  await page.getByLabel("Par courrier").check();
  await page.getByLabel("Votre nom et votre prénom").fill("Amina Haddad");
  await page.getByRole("button", { name: "Envoyer quand même" }).click();
  await page.getByRole("alert").getByRole("link", { name: /^Votre adresse postale/ }).waitFor();
  await page.getByLabel("Votre adresse postale").fill("3 rue du Port\n29200 Brest");
  await page.getByRole("button", { name: /^Envoyer/ }).click();
  await page.getByRole("status").getByText("Votre demande est envoyée.").waitFor();
  kept = { address: new URL(page.url()).pathname, reference: (await page.locator("h1").innerText()).match(/\d{4}-\d{6}/)[0] };
  const code = await page.locator("dl.facts > div").filter({ hasText: "Code de suivi" }).locator(".code").innerText();
  await page.getByRole("status").getByText(code).waitFor();
  assert.equal(kept.address, `/suivi/${code}`);
  await page.getByText("C’est à nous d’agir.").waitFor();
  await page.getByText(/Réponse attendue (entre le|au plus tard le) \d/).waitFor();
  await assertAccessible(page, WITHOUT_SCRIPTS);

  // Another day, by the code alone, typed as people type.
  await page.context().clearCookies();
  await page.goto("/suivi");
  await page.getByLabel("Code de suivi").fill("ABCD-EFGH");
  await page.getByRole("button", { name: "Voir ma demande" }).click();
  await page.getByText("Ce code ne correspond à aucune demande.").first().waitFor();
  await page.getByLabel("Code de suivi").fill(code.toLowerCase().replace("-", " "));
  await page.getByRole("button", { name: "Voir ma demande" }).click();
  await page.getByRole("heading", { name: `Votre demande ${kept.reference}` }).waitFor();
  await page.getByText("chez ma sœur").waitFor();
  await page.context().close();
});

it("an agent finds it, answers by keyboard alone with a letter, and the usager reads the letter on the follow-up page", async () => {
  await camille.goto("/demandes?vue=toutes");
  await tabTo(camille, (it) => it.tag === "A" && it.name.startsWith("Je suis hébergée chez ma sœur"));
  await camille.keyboard.press("Enter");
  await camille.waitForURL(/\/demandes\/req_/);
  await tabTo(camille, (it) => it.name === "Texte");
  await camille.keyboard.type(LETTER);
  await tabTo(camille, (it) => it.type === "checkbox" && it.name.startsWith("Quelles pièces"));
  await camille.keyboard.press("Space");
  await tabTo(camille, (it) => it.type === "checkbox" && it.name.startsWith("Combien de temps"));
  await camille.keyboard.press("Space");
  await tabTo(camille, (it) => it.name === "Ensuite");
  await camille.keyboard.type("Clore");
  await tabTo(camille, (it) => it.tag === "BUTTON" && it.name === "Envoyer");
  await camille.keyboard.press("Enter");
  await camille.waitForURL(/\/courrier\//);
  await camille.getByText("3 rue du Port").waitFor();
  await assertAccessibleEverywhere(camille);
  await camille.setViewportSize(SIZES.desktop);
  await camille.getByRole("link", { name: "Revenir à la demande" }).click();
  const answered = camille.locator("#repondre ~ form [name=repondue]");
  assert.deepEqual(await Promise.all((await answered.all()).map((it) => it.isChecked())), [true, true]);
  await close(camille, "C1");

  const usager = await visit(browser, product, WITHOUT_SCRIPTS);
  await usager.goto(kept.address);
  await usager.getByRole("heading", { name: "Votre demande est terminée" }).waitFor();
  await usager.getByText(LETTER).waitFor();
  await assertAccessible(usager, WITHOUT_SCRIPTS);
  await usager.context().close();
});

it("a call is noted in two gestures and settled at once; a counter visit stays open", async () => {
  await noe.goto("/demandes/nouvelle");
  await noe.getByLabel("Nom, téléphone ou adresse électronique").fill("06 98 76 54 32");
  await noe.getByRole("link", { name: "C’est une nouvelle personne" }).click();
  assert.equal(await noe.getByLabel("Téléphone", { exact: true }).inputValue(), "06 98 76 54 32", "what was looked for is not typed twice");
  await noe.getByLabel("Nom", { exact: true }).fill("Nadia Benoît");
  await noe.getByLabel("Objet").fill("Ne reçoit pas le code de connexion");
  await noe.getByLabel("Motif").selectOption({ label: "Compte en ligne" });
  await noe.getByText("Réglé tout de suite ?").click();
  await noe.getByLabel("Réglé maintenant").check();
  await noe.getByRole("button", { name: "Enregistrer la demande" }).click();
  await noe.getByRole("alert").getByText("Choisissez la cause.").first().waitFor();
  assert.equal(await noe.getByLabel("Objet").inputValue(), "Ne reçoit pas le code de connexion", "what was typed is kept");
  await assertAccessibleEverywhere(noe);
  await noe.setViewportSize(SIZES.desktop);
  await noe.getByLabel("Pourquoi l’usager a dû nous contacter").selectOption("F1");
  await noe.getByRole("button", { name: "Enregistrer la demande" }).click();
  await noe.getByText(/La demande \d{4}-\d{6} est enregistrée et close\./).waitFor();

  await noe.goto("/demandes/nouvelle");
  await noe.getByRole("link", { name: "Guichet" }).click();
  await noe.getByLabel("Nom, téléphone ou adresse électronique").fill("Nadia Benoît");
  await noe.getByRole("button", { name: "Chercher" }).click();
  await noe.getByRole("link", { name: "Nadia Benoît" }).click();
  await noe.getByLabel("Objet").fill("Déclaration de changement d’adresse");
  await noe.getByLabel("Motif").selectOption({ label: "Changement d’adresse" });
  await noe.getByLabel("Ce qui a été dit ou demandé").fill("Dépose une facture. Faut-il aussi changer la carte grise ?");
  await noe.getByRole("button", { name: "Enregistrer la demande" }).click();
  await noe.getByText(/La demande \d{4}-\d{6} est ouverte\./).waitFor();
  const row = await inQueue(noe, "Déclaration de changement d’adresse");
  await row.getByText("Guichet").waitFor();
});

it("two agents on one request see each other; whoever is late is told so and loses nothing", async () => {
  await openRequest(camille, "Déclaration de changement d’adresse");
  await openRequest(noe, "Déclaration de changement d’adresse");
  await noe.getByRole("status").getByText(/Camille.* lit/).waitFor();
  await noe.getByLabel("Texte", { exact: true }).fill("Votre facture est enregistrée.");
  await camille.getByRole("button", { name: "L’usager doit répondre" }).click();
  await camille.getByRole("status").getByText("C’est noté.").waitFor();
  await noe.getByRole("button", { name: "Envoyer", exact: true }).click();
  await noe.getByText("Quelqu’un d’autre a changé cette demande").waitFor();
  await assertAccessibleEverywhere(noe);
  await noe.setViewportSize(SIZES.desktop);
  await openRequest(noe, "Déclaration de changement d’adresse");
  assert.equal(await noe.getByLabel("Texte", { exact: true }).inputValue(), "Votre facture est enregistrée.");
  await noe.getByRole("button", { name: "Envoyer", exact: true }).click();
  await noe.getByText("L’appel est noté.").waitFor();
  await close(noe, "V3");
});

it("the whole answer works without JavaScript, on a phone", async () => {
  const page = await agent(NOE, WITHOUT_SCRIPTS);
  await openRequest(page, "Rendez-vous à déplacer");
  await assertAccessible(page, WITHOUT_SCRIPTS);
  await page.getByLabel("Partir d’un modèle").selectOption({ label: "Votre rendez-vous" });
  await page.getByRole("button", { name: "Utiliser ce modèle" }).click();
  assert.match(await page.getByLabel("Texte", { exact: true }).inputValue(), /^Bonjour Lucie Moreau,[^]*Lundi\s: 09:00-12:00/);
  await page.getByRole("button", { name: "Garder en brouillon" }).click();
  await page.getByRole("status").getByText("Votre brouillon est gardé.").waitFor();
  await page.getByLabel("Texte", { exact: true }).fill("");
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await page.getByRole("alert").getByRole("link", { name: /Écrivez la réponse/ }).waitFor();
  await page.getByLabel("Texte", { exact: true }).fill("Appelée : rendez-vous déplacé à mardi, 18 h.");
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await page.getByText("L’appel est noté.").waitFor();
  await close(page, "D5");
  await page.context().close();
});

it("what is not settled comes back to the queue; closed again, it gets an opinion", async () => {
  const usager = await visit(browser, product, WITHOUT_SCRIPTS);
  await usager.goto(kept.address);
  await usager.getByText("Non, ce n’est pas réglé").click();
  await usager.getByLabel("Que manque-t-il ?").fill("Quel certificat d’hébergement faut-il ?");
  await usager.getByRole("button", { name: "Rouvrir ma demande" }).click();
  await usager.getByRole("status").getByText("Votre demande est rouverte.").waitFor();
  const row = await inQueue(camille, kept.reference);
  assert.equal(await row.count(), 1);
  await row.getByRole("link").click();
  await camille.getByText("Quel certificat d’hébergement faut-il ?").first().waitFor();
  await camille.getByLabel("Texte", { exact: true }).fill("Le modèle de certificat est joint à ce courrier.");
  await camille.getByRole("button", { name: "Envoyer", exact: true }).click();
  await camille.getByRole("link", { name: "Revenir à la demande" }).click();
  await close(camille, "C1");

  await usager.goto(kept.address);
  await usager.getByRole("button", { name: "Oui, c’est réglé" }).click();
  await usager.getByRole("status").getByText("Merci, c’est noté.").waitFor();
  await usager.getByRole("button", { name: "Envoyer mon avis" }).click();
  await usager.getByText("Choisissez une réponse entre").waitFor();
  await usager.getByRole("radio", { name: "Bien", exact: true }).check();
  await usager.getByLabel("Voulez-vous ajouter quelque chose ?").fill("Réponse claire.");
  await usager.getByRole("button", { name: "Envoyer mon avis" }).click();
  await usager.getByRole("status").getByText("Merci pour votre avis.").waitFor();
  await assertAccessible(usager, WITHOUT_SCRIPTS);
  await usager.context().close();
});

it("many write at once: an incident is opened by one press, announced, answered together and ended", async () => {
  const usager = await visit(browser, product, WITHOUT_SCRIPTS);
  const pages = [];
  for (const [place, name] of ["Aline", "Bruno", "Chloé", "David", "Élise", "Farid"].entries()) {
    await usager.goto("/contact/ETA-TIT");
    await usager.getByLabel("Passeport").check();
    await usager.getByLabel("Votre question ou votre demande").fill(`Le site refuse ma photo de passeport depuis ce matin (essai ${place + 1}).`);
    await usager.getByRole("button", { name: "Continuer" }).click();
    await usager.getByLabel("Par courrier").check();
    await usager.getByLabel("Votre nom et votre prénom").fill(`${name} Dupuis`);
    await usager.getByLabel("Votre adresse postale").fill(`${place + 1} rue du Port\n29200 Brest`);
    await usager.getByRole("button", { name: /^Envoyer/ }).click();
    await usager.getByRole("status").getByText("Votre demande est envoyée.").waitFor();
    pages.push(new URL(usager.url()).pathname);
  }
  const alert = camille.getByRole("region", { name: "Plus de demandes que d’habitude" }).filter({ hasText: "Passeport" });
  await eventually(async () => {
    await camille.goto("/demandes");
    return alert.getByText(/^[67] demandes sur «.Passeport.» depuis \d\d:\d\d, /).count();
  });
  await assertAccessibleEverywhere(camille);
  await camille.setViewportSize(SIZES.desktop);
  await alert.getByRole("button", { name: "Ouvrir un incident" }).click();
  await camille.getByRole("status").getByText("L’incident est ouvert.").waitFor();
  const incident = new URL(camille.url()).pathname;
  await usager.goto("/contact/ETA-TIT");
  assert.equal(await usager.getByText("La panne est connue").count(), 0, "nothing is announced by opening");
  await camille.getByLabel("Ce qui se passe, en une ligne").fill("Photos de passeport refusées");
  await camille.getByLabel("Ce qu’il faut savoir et faire").fill("La panne est connue. Inutile de nous écrire : réessayez demain.");
  await camille.getByRole("button", { name: "Enregistrer l’annonce" }).click();
  await camille.getByRole("status").getByText("L’annonce est en ligne").waitFor();
  await assertAccessibleEverywhere(camille);
  await camille.setViewportSize(SIZES.desktop);
  for (const page of ["/contact/ETA-TIT", pages[0]]) {
    await usager.goto(page);
    await usager.getByRole("heading", { name: "Photos de passeport refusées" }).waitFor();
    await usager.getByText("La panne est connue.").waitFor();
    await assertAccessible(usager, WITHOUT_SCRIPTS);
  }

  await camille.getByLabel("Texte", { exact: true }).fill("Bonjour {{nom}},\n\nLa panne est réparée : vous pouvez de nouveau envoyer votre photo.");
  await camille.getByLabel("Elles sont closes").check();
  await camille.getByRole("button", { name: "Voir les trois premiers messages" }).click();
  await camille.getByRole("alert").getByText("Choisissez la cause.").first().waitFor();
  await camille.getByLabel("Pourquoi l’usager a dû nous contacter").selectOption("F2");
  await camille.getByRole("button", { name: "Voir les trois premiers messages" }).click();
  await camille.getByText("Bonjour Aline Dupuis,").waitFor();
  assert.equal(await camille.getByText(/Bonjour .* Dupuis,/).count(), 3, "the first three");
  await camille.getByRole("button", { name: "Envoyer à toutes" }).click();
  await camille.getByRole("status").getByText(/La réponse part à [67] usagers\./).waitFor();
  await usager.goto(pages[5]);
  await usager.getByText("Bonjour Farid Dupuis,").waitFor();
  assert.equal(await usager.getByText("Bonjour Aline Dupuis,").count(), 0, "everybody has their own message");
  await usager.getByRole("heading", { name: "Votre demande est terminée" }).waitFor();

  await camille.goto(incident);
  await camille.getByRole("button", { name: "Terminer l’incident" }).click();
  await camille.getByRole("status").getByText("L’incident est terminé").waitFor();
  await usager.goto("/contact/ETA-TIT");
  assert.equal(await usager.getByText("La panne est connue.").count(), 0, "what is over is no longer announced");
  await usager.context().close();
});

it("a mailbox is added; an e-mail enters the queue, and its answer leaves once, with the way to follow", mail, async () => {
  const manager = await agent(MANAGER);
  await manager.goto("/demandes/boites/nouvelle");
  await assertAccessibleEverywhere(manager);
  await manager.setViewportSize(SIZES.desktop);
  const [imap, smtp] = [new URL(TEST_IMAP), TEST_SMTP];
  await manager.getByLabel("Adresse", { exact: true }).fill("contact@mail.example");
  await manager.getByLabel("Nom affiché").fill("Titres sécurisés");
  await manager.getByLabel("Serveur de réception").fill(imap.hostname);
  await manager.getByLabel("Port").fill(imap.port);
  await manager.getByLabel("Protection de la ligne").selectOption("plain");
  await manager.getByLabel("Identifiant", { exact: true }).fill("contact@mail.example");
  await manager.getByLabel("Mot de passe ou jeton").fill("faux");
  await manager.getByLabel("Serveur d’envoi").fill(smtp);
  await manager.getByRole("button", { name: "Vérifier et enregistrer" }).click();
  await manager.getByRole("alert").getByRole("link").first().waitFor();
  await manager.getByLabel("Mot de passe ou jeton").fill("secret-contact");
  await manager.getByRole("button", { name: "Vérifier et enregistrer" }).click();
  await manager.getByRole("status").getByText("La boîte est enregistrée.").waitFor();
  await deliver({
    from: "Jeanne Dupond <jeanne@mail.example>",
    subject: "Mon permis n’arrive pas",
    text: "Bonjour,\n\nMon permis de conduire est-il parti ? Quand vais-je le recevoir ?\n\nJeanne Dupond",
  });
  const row = await eventually(async () => {
    const row = await inQueue(camille, "Mon permis n’arrive pas");
    return (await row.count()) === 1 && row;
  });
  await row.getByText("Jeanne Dupond · Courriel").waitFor();
  await row.getByRole("link").click();
  const reference = await camille.locator(".header dd").first().innerText();
  const code = await camille.locator(".header dd").last().innerText();
  await camille.getByLabel("Partir d’un modèle").selectOption({ label: "Votre titre est en fabrication" });
  await camille.getByRole("button", { name: "Utiliser ce modèle" }).click();
  assert.match(await camille.getByLabel("Texte", { exact: true }).inputValue(), /^Bonjour Jeanne Dupond,\n\nVotre demande .* est complète/);
  await camille.locator("#repondre ~ form").getByLabel(/est-il parti/).check();
  await camille.getByRole("button", { name: "Envoyer", exact: true }).click();
  await camille.getByText("Votre réponse va partir.").waitFor();
  await eventually(async () => {
    await camille.reload();
    return camille.locator(".entry.out .badge", { hasText: /^envoyé$/ }).count();
  });
  const proposed = await camille.locator(".causes strong").first().innerText();
  assert.ok(proposed.length > 3, "a cause is proposed with its reason");
  await close(camille, "A1", "Permis de conduire");

  const answers = async () => (await messagesOf("jeanne")).filter((it) => it.includes("est en fabrication"));
  const [answer] = await eventually(async () => (await answers()).length > 0 && answers());
  assert.match(answer, /^From: .*contact@mail\.example/m);
  assert.ok(answer.includes(`${product.address}/suivi/${code.replace("-", "")}`), "the follow-up link is in the answer");
  assert.ok(answer.includes(reference));

  // Somebody else quotes the reference: the message is on its own, and a person decides.
  await deliver({
    from: "Inconnu <karim@mail.example>",
    subject: `À propos de la demande [#${reference}]`,
    text: `Bonjour,\n\nPouvez-vous m’envoyer la réponse de la demande ${reference} ?`,
  });
  await eventually(async () => (await (await inQueue(camille, "À propos de la demande")).count()) === 1);
  await openRequest(camille, "À propos de la demande");
  const decision = camille.getByRole("region", { name: "À décider" });
  await decision.getByText(`Est-ce la même demande que ${reference} ?`).waitFor();
  await assertAccessibleEverywhere(camille);
  await camille.setViewportSize(SIZES.desktop);
  const usager = await visit(browser, product);
  await usager.goto(`/suivi/${code}`);
  assert.equal(await usager.getByText("Pouvez-vous m’envoyer").count(), 0, "the stranger wrote nothing into it");
  await usager.context().close();
  await decision.getByRole("button", { name: "Non" }).click();
  await camille.getByRole("status").getByText("C’est décidé.").waitFor();

  assert.equal((await answers()).length, 1, "the answer leaves once");
  await manager.goto("/demandes/boites");
  await manager.getByText("Tout est parti.").waitFor();
  await assertAccessibleEverywhere(manager);
  await manager.context().close();
});

it("within a minute of the closings the observatory counts them, with their causes", async () => {
  const expected = [["C1", "web", "passeport"], ["F1", "phone", "compte_en_ligne"], ["V3", "counter", "changement_adresse"]];
  if (TEST_IMAP) expected.push(["A1", "email", "permis_conduire"]);
  const missing = async () => {
    const today = await contactsOfToday();
    return expected.filter((it) => today(...it) <= beforeToday(...it));
  };
  await eventually(async () => (await missing()).length === 0, 60, async () => `not counted: ${JSON.stringify(await missing())}`);
  const analyst = await agent(ANALYST);
  await analyst.goto("/observatoire/causes");
  await assertAccessible(analyst);
  await analyst.context().close();
});

it("the pages of the inbox are accessible, in the light and in the dark, on a desk and on a phone", async () => {
  await openRequest(camille, "Toujours rien pour ma carte");
  await camille.locator(".notice", { hasText: "3e contact" }).waitFor();
  const request = new URL(camille.url()).pathname;
  for (const page of ["/demandes", "/demandes?vue=closes", request, "/demandes/nouvelle", "/demandes/boites", "/demandes/rappels", "/demandes/modeles", "/demandes/incidents"]) {
    await camille.goto(page);
    await assertAccessibleEverywhere(camille);
  }
  const usager = await visit(browser, product);
  for (const page of ["/contact/ETA-TIT", "/suivi", kept.address, `${kept.address}/imprimer`]) {
    await usager.goto(page);
    await assertAccessibleEverywhere(usager);
  }
  const faults = [...camille.faults, ...noe.faults, ...usager.faults].filter((it) => !/\b(409|422)\b/.test(it));
  assert.deepEqual(faults, []);
});

it("a manager gives a copy of somebody's data, then erases it once it is meant, and sees the proof", async () => {
  const manager = await agent(MANAGER);
  await openRequest(manager, "Toujours rien pour ma carte");
  await manager.locator('main a[href*="/demandes/usagers/"]').first().click();
  await manager.getByRole("link", { name: "Donner une copie ou effacer" }).click();
  await assertAccessibleEverywhere(manager);
  await manager.setViewportSize(SIZES.desktop);
  const waiting = manager.waitForEvent("download");
  await manager.getByRole("button", { name: "Télécharger la copie" }).click();
  assert.equal((await waiting).suggestedFilename(), "donnees-personnelles.zip");
  await manager.getByRole("button", { name: "Effacer les données" }).click();
  await manager.getByRole("alert").getByText("Cochez la case").waitFor();
  await manager.getByLabel("Je veux effacer les données de cette personne").check();
  await manager.getByRole("button", { name: "Effacer les données" }).click();
  await manager.getByText(/Preuve ers_/).waitFor();
  await assertAccessibleEverywhere(manager);
  await manager.setViewportSize(SIZES.desktop);
  await manager.goto(`/demandes?q=${encodeURIComponent("Toujours rien pour ma carte")}`);
  assert.equal(await manager.getByText("Toujours rien pour ma carte", { exact: true }).count(), 0, "nothing is found of it");
  await manager.context().close();
});

/** Waits until something is true; gives it. */
async function eventually(ask, seconds = 90, told = () => "it did not happen") {
  for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(await told());
}

/** Puts a message into the service's mailbox, as the server that delivers it does. */
async function deliver({ from, subject, text }) {
  const id = `${Date.now()}.essai`;
  const raw = [
    `From: ${from}`, "To: contact@mail.example", `Subject: =?utf-8?B?${Buffer.from(subject).toString("base64")}?=`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`, `Message-ID: <${id}@mail.example>`,
    "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text, "",
  ].join("\r\n");
  const box = path.join(TEST_MAIL_BOXES, "contact");
  for (const folder of [box, ...["tmp", "new", "cur"].map((it) => path.join(box, it))]) {
    await mkdir(folder, { recursive: true });
    await chown(folder, 65534, 65534);
  }
  await writeFile(path.join(box, "tmp", id), raw);
  await chown(path.join(box, "tmp", id), 65534, 65534);
  await rename(path.join(box, "tmp", id), path.join(box, "new", id));
}

/** The texts of the messages that arrived for somebody, read or not. */
async function messagesOf(name) {
  const all = [];
  for (const folder of ["new", "cur"].map((it) => path.join(TEST_MAIL_BOXES, name, it))) {
    for (const file of await readdir(folder).catch(() => [])) {
      const raw = await readFile(path.join(folder, file), "latin1");
      const bytes = raw.replaceAll(/=\r?\n/g, "").replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      all.push(Buffer.from(bytes, "latin1").toString("utf8"));
    }
  }
  return all;
}
