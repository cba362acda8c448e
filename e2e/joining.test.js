// From a request on the home page to the first sign-in of a new administration.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, it } from "node:test";
import { SIZES, assertAccessible, assertAccessibleEverywhere, signIn, startBrowser, startProduct, tabTo, visit } from "./product.js";

const ORGANISATION = "Ville de Bourg-l’Essai";
const PASSWORD = "une phrase que je retiens";

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

it("an administration asks by keyboard alone, confirms, is accepted, and begins the self-diagnosis", async () => {
  const email = "camille@ville.example";
  const page = await visit(browser, product);
  await page.goto("/");
  await tabTo(page, (it) => it.name === "Rejoindre le réseau");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/rejoindre");
  const words = {
    "Votre administration": ORGANISATION,
    "Votre nom": "Camille Martin",
    "Votre fonction": "Responsable",
    "Votre adresse électronique professionnelle": email,
  };
  for (const [label, typed] of Object.entries(words)) {
    await tabTo(page, (it) => it.name === label);
    await page.keyboard.type(typed);
  }
  await tabTo(page, (it) => it.type === "checkbox");
  await page.keyboard.press("Space");
  await tabTo(page, (it) => it.name === "Envoyer la demande");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText(`Un message part vers ${email}`).waitFor();

  const programme = await visit(browser, product);
  await signIn(programme, product, "programme@demo.example");
  await programme.goto("/programme/adhesions");
  const request = programme.getByRole("article", { name: ORGANISATION });
  assert.equal(await request.count(), 0, "the address is not confirmed yet");
  await page.goto(await linkOf(programme, "Confirmez votre demande", email));
  await assertAccessibleEverywhere(page);
  await page.getByRole("button", { name: "Oui, c’est bien moi" }).click();
  await page.getByRole("status").getByText("Votre adresse est confirmée.").waitFor();

  await programme.goto("/programme/adhesions");
  await assertAccessibleEverywhere(programme);
  assert.equal(await request.getByLabel("Code de l’administration").inputValue(), "VILLE-DE-BOURG-L-ESS");
  await request.getByRole("button", { name: "Accepter" }).click();
  await programme.getByRole("status").getByText("fait partie du réseau").waitFor();

  const welcome = await linkOf(programme, "Bienvenue", email);
  await page.goto(welcome);
  await page.getByLabel("Nouveau mot de passe", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Nouveau mot de passe, encore une fois").fill("autre chose");
  await page.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await page.getByRole("alert").getByRole("link", { name: "Les deux mots de passe ne sont pas les mêmes." }).waitFor();
  await assertAccessibleEverywhere(page);
  await page.getByLabel("Nouveau mot de passe", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Nouveau mot de passe, encore une fois").fill(PASSWORD);
  await page.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await page.getByRole("status").getByText("Votre mot de passe est enregistré.").waitFor();
  await page.getByLabel("Adresse").fill(email);
  await page.getByLabel("Mot de passe").fill(PASSWORD);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.waitForURL("**/autodiagnostic");
  await page.getByRole("button", { name: "Commencer" }).waitFor();
  assert.equal((await page.goto(welcome)).status(), 404, "the link serves once");
  await page.context().close();
  await programme.context().close();
});

it("an empty form is given back with links to what is missing", async () => {
  const page = await visit(browser, product);
  await page.goto("/rejoindre");
  await page.getByRole("button", { name: "Envoyer la demande" }).click();
  await page.locator("[role=alert]:focus").waitFor();
  await assertAccessibleEverywhere(page);
  assert.equal(await page.getByRole("alert").getByRole("link").count(), 5);
  await tabTo(page, (it) => it.tag === "A" && it.name.startsWith("Votre adresse électronique professionnelle"));
  await page.keyboard.press("Enter");
  await page.locator("[type=email]:focus").waitFor();
  await page.context().close();
});

it("the same form works without JavaScript, in English, on a phone", async () => {
  const ways = { viewport: SIZES.phone, javaScriptEnabled: false, locale: "en-GB" };
  const page = await visit(browser, product, ways);
  await page.goto("/rejoindre");
  await page.getByRole("button", { name: "Send the request" }).click();
  await page.getByRole("alert").getByRole("link", { name: /^Your administration.*to be filled in/ }).waitFor();
  await assertAccessible(page, ways);
  await page.getByLabel("Your administration").fill("City of Testford");
  await page.getByLabel("Your name").fill("Alex Smith");
  await page.getByLabel("Your position").fill("Head of service");
  await page.getByLabel("Your work e-mail address").fill("alex@city.example");
  await page.getByRole("checkbox", { name: "I agree" }).check();
  await page.getByRole("button", { name: "Send the request" }).click();
  await page.getByRole("status").getByText("A message is on its way to alex@city.example").waitFor();
  await page.context().close();
});

const { TEST_SMTP, TEST_MAILBOX, CI } = process.env;
it("where messages are sent, the link arrives by mail", { skip: !TEST_SMTP && !CI && "no mail server: run inside scripts/test-mail" }, async () => {
  const sending = await startProduct((address) => ({
    EFFICACES_MAIL_SERVER: TEST_SMTP, EFFICACES_MAIL_FROM: "Contacts efficaces <noreply@contacts.example>", EFFICACES_PUBLIC_URL: address,
  }));
  try {
    const page = await visit(browser, sending);
    const email = "camille.durand@mail.example";
    await page.goto("/rejoindre");
    await page.getByLabel("Votre administration").fill(ORGANISATION);
    await page.getByLabel("Votre nom").fill("Camille Durand");
    await page.getByLabel("Votre fonction").fill("Responsable");
    await page.getByLabel("Votre adresse électronique professionnelle").fill(email);
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Envoyer la demande" }).click();
    const message = await arrived(email);
    assert.match(message, /Ville de Bourg-l’Essai/);
    await page.goto(message.match(/http:\S+/)[0]);
    await page.getByRole("button", { name: "Oui, c’est bien moi" }).click();
    await page.getByRole("status").getByText("Votre adresse est confirmée.").waitFor();
    await page.context().close();
  } finally {
    await sending.stop();
  }
});

/** The text of the message that arrives for an address. */
async function arrived(email) {
  for (let waited = 0; waited < 240; waited += 1) {
    for (const name of await readdir(TEST_MAILBOX).catch(() => [])) {
      const raw = await readFile(path.join(TEST_MAILBOX, name), "latin1");
      if (!raw.includes(`To: ${email}`)) continue;
      const bytes = raw.replaceAll(/=\r?\n/g, "").replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return Buffer.from(bytes, "latin1").toString("utf8");
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`no message for ${email}`);
}

/** The link in a message that was not sent, as the programme reads it. */
async function linkOf(page, subject, email) {
  await page.goto("/programme/messages");
  const message = page.getByRole("article", { name: subject }).filter({ hasText: email });
  await message.getByText("Lire le message").click();
  return (await message.innerText()).match(/http:\S+/)[0];
}
