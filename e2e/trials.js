// How people begin and fix an experiment of the laboratory.

/** Begins a plan by pasting it, as somebody does who has one in a file; gives the address of the experiment. */
export async function pastePlan(page, plan) {
  await page.goto("/laboratoire/nouvelle");
  await page.getByText("Coller un plan").click();
  await page.getByLabel("Plan en TOML").fill(plan);
  await page.getByRole("button", { name: "Commencer avec ce plan" }).click();
  await page.waitForURL(/\/laboratoire\/exp_[0-9a-f]+\/plan$/);
  return new URL(page.url()).pathname.replace(/\/plan$/, "");
}

/** Fixes a plan, knowing what it can show. */
export async function fixPlan(page) {
  const know = page.getByLabel("Je sais que cet essai ne montrera");
  await page.getByRole("button", { name: "Fixer le plan" }).click();
  await page.waitForLoadState();
  if (await know.count()) {
    await know.check();
    await page.getByRole("button", { name: "Fixer le plan" }).click();
  }
  await page.getByText("Le plan est fixé").waitFor();
}

/** A plan in TOML, as somebody has it in a file. */
export const plan = (title, practice, unit, more = "", start = "2025-06-09") => `
title = "${title}"
question = "Cette pratique évite-t-elle des contacts ?"
practice = "${practice}"
unit = "${unit}"
start = ${start}
days = 84
days_before = 84
minimum_effect = -0.1
cost_per_contact = 6.0
ethics = "Le témoin reçoit ce que tout le monde reçoit aujourd’hui."
metric = { measure = "volume" }
[[arms]]
name = "temoin"
[[arms]]
name = "essai"
[allocation]
method = "${unit === "office" ? "blocked" : "simple"}"
${more}`;
