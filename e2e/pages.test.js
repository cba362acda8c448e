// Every page, as a person meets it: on a desk and on a phone, in the light and in the dark.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { REPORT, SIZES, assertAccessible, faultsOfAxe, signIn, startBrowser, startProduct, visit } from "./product.js";

const PAGES = {
  "responsable@demo.example": [
    "/observatoire", "/observatoire/causes", "/observatoire/canaux", "/observatoire/parcours", "/observatoire/telephone",
    "/observatoire/satisfaction", "/observatoire/statuts", "/observatoire/explorer", "/observatoire/couts", "/imports", "/compte",
    "/autodiagnostic", "/autodiagnostic/plan",
  ],
  "programme@demo.example": [
    "/observatoire/comparaison", "/programme/pratiques", "/programme/commentaires", "/programme/adhesions", "/programme/messages",
    "/pratiques/P11/modifier", "/pratiques/P11/modifier?part=facts",
  ],
  nobody: [
    "/", "/connexion", "/cette-page-n-existe-pas", "/pratiques", "/pratiques/P11", "/pratiques/P04",
    "/pratiques/comparer?id=P11&id=P12&id=P13&id=P14", "/pratiques/P11/versions", "/guide", "/autodiagnostic", "/rejoindre",
    "/informations/mentions-legales", "/informations/accessibilite", "/informations/donnees-personnelles",
  ],
};

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

for (const [email, addresses] of Object.entries(PAGES)) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      describe(`${email}, ${size}, ${colorScheme}`, () => {
        let page;
        before(async () => {
          page = await visit(browser, product, { viewport, colorScheme });
          if (email !== "nobody") await signIn(page, product, email);
        });
        after(() => page.context().close());
        for (const address of addresses) {
          it(`${address} is whole and accessible`, async () => {
            page.faults.length = 0;
            const response = await page.goto(address);
            const expected = address.startsWith("/cette-page") ? 404 : 200;
            assert.equal(response.status(), expected);
            const name = `${email.split("@")[0]}${address.replaceAll(/[/?&=]/g, "_")}-${size}-${colorScheme}.png`;
            await page.screenshot({ path: path.join(REPORT, name), fullPage: true });
            assert.equal(await page.locator("h1").count(), 1, "one h1");
            await assertAccessible(page);
            assert.deepEqual(await smallWords(page), []);
            assert.deepEqual(page.faults.filter((it) => !(expected === 404 && it.includes("404"))), []);
          });
        }
      });
    }
  }
}

it("the check can fail: a broken page is caught", async () => {
  const page = await visit(browser, product);
  await page.setContent("<!doctype html><title>x</title><input><img src='data:,'>");
  assert.ok((await faultsOfAxe(page)).length >= 2);
  await page.setContent("<!doctype html><title>x</title><p style='font-size: 15px'>petit</p>");
  assert.deepEqual(await smallWords(page), ["petit"]);
  await page.context().close();
});

/** The words that are seen at less than 16 px; those of pictures grow with their picture. */
async function smallWords(page) {
  return page.evaluate(() => {
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = [];
    while (words.nextNode()) {
      const it = words.currentNode.parentElement;
      // What is there for screen readers alone is one pixel wide.
      const isSeen = it.checkVisibility() && it.getBoundingClientRect().width > 1 && !it.closest("svg");
      const text = words.currentNode.data.trim();
      if (text && isSeen && parseFloat(getComputedStyle(it).fontSize) < 16) small.push(text);
    }
    return small;
  });
}
