// Proactive messages as people use them, over weeks: a moment of the log becomes a rule, the rule tells people in time, and what it changed is measured.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { SIZES, assertAccessible, assertAccessibleEverywhere, command, signIn, startBrowser, startProduct, visit } from "./product.js";

const MANAGER = "reseau@demo.example";
const PARTNER = "SOC-FAM";
const BEGIN = "2025-06-03";
const PEOPLE = 500;
// Of those who hear nothing, and of those who were told, how many call: what the measure has to find.
const CALLS = { held: 0.6, told: 0.1 };
const DAY_MS = 24 * 3600 * 1000;

let product;
let browser;
let token;
let rule;
let moment;
const centre = process.env.TEST_SMS_CENTRE;
const USER = "e2e";

before(async () => {
  assert.ok(centre, "run inside scripts/test-sms");
  const address = process.env.TEST_SMPP.replace("smpp://", `smpp://${USER}:secret@`);
  product = await startProduct(() => ({ EFFICACES_NOTICES_SMS: `${address}#essai` }));
  browser = await startBrowser();
  await goTo(BEGIN);
  const said = await command("token", "add", "metier", "--partner", PARTNER, "--scopes", "events:write,contacts:write", "--data", `${product.folder}/demo`);
  token = said.match(/ce_\S+/)[0];
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** Somebody changes the day on which the demonstration plays. */
async function goTo(day) {
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  await page.goto("/demonstration/jour");
  await page.getByLabel("Jour où se joue la démonstration").fill(day);
  await page.getByRole("button", { name: "Aller à ce jour" }).click();
  await page.waitForLoadState();
  await page.context().close();
}

/** Opens a page again and again until it says what is awaited; gives its text. */
async function until(page, path, isThere) {
  let text = "";
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(path);
    text = await page.locator("main").innerText();
    if (isThere(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return assert.fail(text);
}

/** The day so many days after another, or the Monday after it. */
function workedAfter(day, days) {
  const date = new Date(Date.parse(`${day}T09:00:00Z`) + days * DAY_MS);
  while ([0, 6].includes(date.getUTCDay())) date.setTime(date.getTime() + DAY_MS);
  return date.toISOString().slice(0, 10);
}

async function post(path, rows) {
  const answer = await fetch(`${product.address}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(rows),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  const told = await answer.json();
  assert.deepEqual(told.rejected, []);
  return told;
}

const person = (number) => ({ request: `E-${number}`, usager: `usager-${number}`, phone: `+336987${String(10000 + number)}` });
const people = Array.from({ length: PEOPLE }, (_, number) => person(number));

it("a moment of the log becomes a draft rule with its message", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  await page.goto("/messages/moments");
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  await page.getByRole("button", { name: "En faire une règle" }).first().click();
  await page.getByText("un brouillon de règle sont créés").waitFor();
  rule = new URL(page.url()).pathname.match(/^\/messages\/regles\/rul_[0-9a-f]+/)[0];
  await assertAccessible(page);
  await page.goto("/messages/regles");
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  await page.locator(`main a[href='${rule}']`).first().click();
  await page.getByRole("link", { name: "Modifier la règle" }).click();
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  // A large group that is told nothing: the test has no years to wait.
  await page.locator("[name=temoin]").fill("50");
  await page.locator("[name=heures-1]").fill("0");
  moment = {
    trigger: await page.locator("[name=declencheur]").inputValue(),
    status: await page.locator("[name=statut]").inputValue(),
    days: Number(await page.locator("[name=jours]").inputValue()),
    reason: (await page.locator("[name=motifs]").inputValue()).split(",")[0].trim(),
  };
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await page.getByText("La règle est enregistrée.").waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

it("the rule is tried on the month before, then started", async () => {
  const page = await visit(browser, product, { javaScriptEnabled: false });
  await signIn(page, product, MANAGER);
  await page.goto(`${rule}/essai`);
  await page.getByText("Rien ne part.").first().waitFor();
  await page.goto(rule);
  await page.locator("#certain").check();
  await page.getByRole("button", { name: "Démarrer" }).click();
  await page.getByText("La règle a démarré.").waitFor();
  await page.context().close();
});

let told;
let acted;
let message;

it("half of the people are told in time, the others are the control group", async () => {
  // What happened in the afternoon is told the next morning.
  const at = `${BEGIN}T12:00:00Z`;
  await goTo("2025-06-04");
  const events = people.map((it) => ({
    request: it.request,
    usager: { external_id: it.usager, phone: it.phone, name: "Camille" },
    status: moment.status,
    reason: moment.reason,
    at,
    event_id: `${it.request}-1`,
  }));
  const { accepted } = await post("/api/v1/request-events", events);
  assert.equal(accepted, PEOPLE);
  assert.equal((await post("/api/v1/request-events", events)).duplicates, PEOPLE, "nothing is told twice");
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  await until(page, `${rule}/tours`, (text) => new RegExp(`Cas prévus\\s*:\\s*${PEOPLE}\\b`).test(text));
  await page.context().close();
  acted = workedAfter(BEGIN, moment.days + 1);
  await goTo(acted);
  // Those to whom a message came, as the centre of the telephone operator counts them.
  let received = [];
  for (let tries = 0; tries < 120; tries += 1) {
    const answer = await fetch(`${centre}/${USER}`);
    const now = (await answer.json()).received;
    if (now.length > 0 && now.length === received.length) break;
    received = now;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  const parts = new Map();
  for (const it of received) parts.set(it.to, [...(parts.get(it.to) ?? []), it]);
  told = new Set([...parts.keys()].map((it) => `+${it.replace(/^\+/, "")}`));
  assert.ok(told.size > PEOPLE * 0.4 && told.size < PEOPLE * 0.6, `${told.size} were told`);
  const counts = new Set([...parts.values()].map((it) => it.length));
  assert.deepEqual([...counts], [[...counts][0]], "nobody got the message twice");
  message = [...parts.values()][0].map((it) => it.text).join("");
});

it("what the rule changed is measured beside the control group", async () => {
  const chance = (number, salt) => ((number * 7919 + salt * 104729) % 1000) / 1000;
  const contacts = people
    .filter((it, number) => chance(number, 1) < (told.has(it.phone) ? CALLS.told : CALLS.held))
    .map((it, number) => ({
      contact_id: `appel-${it.usager}`,
      usager: it.usager,
      request: it.request,
      started_at: new Date(Date.parse(`${acted}T12:00:00Z`) + (1 + (number % 5)) * DAY_MS).toISOString(),
      channel: "phone",
      direction: "inbound",
      reason: moment.reason,
    }));
  const late = workedAfter(acted, 21);
  await goTo(late);
  // The log is known up to its latest contact: one of somebody else, today.
  contacts.push({ contact_id: "appel-dernier", usager: "quelqu-un", started_at: `${late}T06:00:00Z`, channel: "phone", direction: "inbound", reason: moment.reason });
  await post("/api/v1/contacts", contacts);
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  const text = await until(page, `${rule}/effet`, (it) => it.includes("évitent des contacts"));
  const found = text.match(/évitent des contacts\s: ([\d,]+) pour 100 messages, entre ([\d,]+) et ([\d,]+)/u);
  assert.ok(found, text);
  const [mid, low, high] = found.slice(1).map((it) => Number(it.replace(",", ".")));
  const calls = (isTold) => {
    const group = people.filter((it) => told.has(it.phone) === isTold);
    const called = new Set(contacts.map((it) => it.usager));
    return (100 * group.filter((it) => called.has(it.usager)).length) / group.length;
  };
  const really = calls(false) - calls(true);
  assert.ok(low <= really && really <= high, `${low} to ${high} holds ${really}`);
  assert.ok(Math.abs(mid - really) < 1, `${mid} is ${really}`);
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  const saved = await page.request.get(`${rule}/effet.csv`);
  assert.equal(saved.status(), 200);
  await page.goto(`${rule}/tours`);
  await assertAccessible(page);
  await page.goto("/observatoire/messages");
  await page.getByText("évitent des contacts").first().waitFor();
  await page.locator(`main a[href='${rule}']`).first().waitFor();
  await assertAccessibleEverywhere(page);
  await page.setViewportSize(SIZES.desktop);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

it("whoever got a message can ask whether it is from us, without a script", async () => {
  const code = message.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/)[0];
  const page = await visit(browser, product, { javaScriptEnabled: false });
  await page.goto("/verifier");
  await page.locator("input[name=code]").fill(code);
  await page.locator("main form button").first().click();
  await page.getByText("Oui, ce message vient de nous").first().waitFor();
  await page.goto("/verifier");
  await page.locator("input[name=code]").fill("AAAA-AAAA");
  await page.locator("main form button").first().click();
  await page.waitForLoadState();
  assert.ok(!(await page.locator("main").innerText()).includes("Oui, ce message vient de nous"));
  await page.context().close();
});

it("every page of messages fits a phone and is free of faults", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, MANAGER);
  const link = async (path, wanted) => {
    await page.goto(path);
    return page.locator(`main a[href^='${wanted}']`).first().getAttribute("href");
  };
  const service = await link("/messages/services", "/messages/services/");
  const template = await link("/messages/modeles", "/messages/modeles/ntp_");
  const sent = await link("/messages/envois?etat=sent", "/messages/envois/ntc_");
  const paths = [
    "/messages", "/messages/envois", "/messages/envois?adresse=abc", sent, "/messages/modeles", "/messages/modeles/nouveau", template, `${template}/modifier`, `${template}/envoi`,
    "/messages/campagnes", "/messages/campagnes/nouvelle", `/messages/campagnes/nouvelle?modele=${template.split("/").pop()}`,
    "/messages/regles", rule, `${rule}/essai`, `${rule}/tours`, "/messages/injoignables", "/messages/lettres", "/messages/services", service, `${service}/cles`,
    "/messages/preferences", "/verifier", "/verifier?code=AAAA-AAAA", "/verifier?code=zz",
  ];
  for (const path of paths) {
    await page.goto(path);
    assert.equal(await page.locator("h1").count(), 1, path);
    await assertAccessibleEverywhere(page);
  }
  await page.context().close();
});

it("a list is checked line by line before anything leaves, without a script", async () => {
  const page = await visit(browser, product, { javaScriptEnabled: false });
  await signIn(page, product, MANAGER);
  await page.goto("/messages/modeles/nouveau");
  await page.getByLabel("Nom du modèle").fill("Fermeture");
  await page.locator("[name=texte-fr]").fill("Bonjour {{prenom}}, notre accueil est fermé le 3 juin. Vous n’avez rien à faire.");
  await page.locator("[name=motif]").fill("Fermetures");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("Remplissez « Ce qu’il annonce ».").first().waitFor();
  await page.locator("[name=annonce]").fill("fermeture");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByRole("link", { name: "Envoyer à une liste" }).click();
  const list = "Mobile;Prénom\n0639980001;Ana\n12;Bob\n0639980002;\n0639980001;Ana\n0639980003;Zoé\n";
  await page.locator("input[type=file]").setInputFiles({ name: "fermeture.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  await page.getByRole("button", { name: "Lire la liste" }).click();
  await page.getByText("2 messages sont prêts à partir.").waitFor();
  await page.getByText("3 lignes ne peuvent pas partir").waitFor();
  const draft = page.url();
  const rejects = await (await page.request.get(`${draft}/rejets`)).text();
  assert.equal(rejects.trim().split("\n").length, 4, rejects);
  await page.goto("/messages");
  await page.getByRole("link", { name: "Une campagne est à confirmer ou à abandonner" }).waitFor();
  await page.context().close();
  const seen = await visit(browser, product);
  await signIn(seen, product, MANAGER);
  for (const path of [draft, "/messages", "/messages/campagnes"]) {
    await seen.goto(path);
    await assertAccessibleEverywhere(seen);
  }
  await seen.context().close();
});
