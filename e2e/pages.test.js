// Every page, as a person meets it: on a desk and on a phone, in the light and in the dark.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import AxeBuilder from "@axe-core/playwright";
import { REPORT, SIZES, signIn, startBrowser, startProduct, visit } from "./product.js";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"];

const PAGES = {
  "responsable@demo.example": [
    "/observatoire", "/observatoire/causes", "/observatoire/canaux", "/observatoire/parcours", "/observatoire/telephone",
    "/observatoire/satisfaction", "/observatoire/statuts", "/observatoire/explorer", "/observatoire/couts", "/imports", "/compte",
  ],
  "programme@demo.example": ["/observatoire/comparaison"],
  nobody: ["/connexion", "/cette-page-n-existe-pas"],
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
            const name = `${address.replaceAll("/", "_")}-${size}-${colorScheme}.png`;
            await page.screenshot({ path: path.join(REPORT, name), fullPage: true });
            assert.equal(await page.locator("h1").count(), 1, "one h1");
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(overflow <= 0, `the page is ${overflow} px wider than its window`);
            const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
            assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target).join(" | ")}`), []);
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
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  assert.ok(violations.length >= 2);
  await page.context().close();
});
