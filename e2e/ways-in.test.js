// By keyboard alone, without JavaScript, in English: the same product.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { signIn, startBrowser, startProduct, tabTo, visit } from "./product.js";

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

it("a person signs in and reaches the causes by keyboard alone", async () => {
  const page = await visit(browser, product);
  await page.goto("/connexion");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#content", "the skip link comes first");
  await tabTo(page, (it) => it.type === "email");
  await page.keyboard.type("responsable@demo.example");
  await page.keyboard.press("Tab");
  await page.keyboard.type(product.password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/observatoire**");
  await tabTo(page, (it) => it.tag === "A" && it.href?.endsWith("/observatoire/causes"));
  const outlined = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  assert.ok(outlined, "the focus is seen");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/observatoire/causes**");
  await page.context().close();
});

it("without JavaScript the overview and its tables are there", async () => {
  const page = await visit(browser, product, { javaScriptEnabled: false });
  await signIn(page, product, "responsable@demo.example");
  await page.goto("/observatoire");
  assert.equal(await page.locator("h1").count(), 1);
  assert.ok((await page.locator("figure.chart svg[role]").count()) >= 1, "charts are drawn by the server");
  assert.ok((await page.locator("table").count()) >= 1, "each chart has its table");
  await page.context().close();
});

it("the interface speaks English when asked", async () => {
  const page = await visit(browser, product, { locale: "en-GB" });
  await page.goto("/connexion");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.context().close();
});

it("an agent of one administration sees nothing of another", async () => {
  const page = await visit(browser, product);
  await signIn(page, product, "agent@demo.example");
  const figures = async (address) => {
    await page.goto(address);
    return page.locator("main").innerText();
  };
  // Contacts of the inbox still reach the log while the demonstration is young: what is compared has not moved meanwhile.
  let [own, named, after] = ["", "", " "];
  for (let tries = 0; own !== after && tries < 20; tries += 1) {
    own = await figures("/observatoire");
    named = await figures("/observatoire?partner=SOC-FAM");
    after = await figures("/observatoire");
  }
  assert.match(own, /\d/, "there are figures to compare");
  assert.equal(own, after);
  assert.equal(named, own, "the address cannot name another administration");
  const comparison = await page.goto("/observatoire/comparaison");
  assert.ok([403, 404].includes(comparison.status()));
  await page.context().close();
});
