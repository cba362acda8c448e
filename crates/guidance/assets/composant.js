// <contacts-efficaces-aiguillage partner="CODE">: "which way for my request", within another site. A classic script, without dependency, style or
// inline code: it takes the site's own look, and a strict content policy lets it through with this server in script-src and connect-src.
// What stands inside the element (a link or a plain form) stays if the script or the server cannot be reached.
(() => {
  const server = new URL(document.currentScript.src).origin;
  const WORDS = {
    fr: { reason: "Quelle est votre demande ?", choose: "Choisissez", situation: "Votre situation, si vous voulez la dire", urgent: "Cela ne peut pas attendre", go: "Voir le meilleur moyen", others: "Les autres moyens", best: "Le mieux pour vous :", wrong: "Le conseil ne peut pas être donné en ce moment.", hand: "À avoir sous la main :", again: "Changer ma demande", take: "Prendre ce moyen", choose_way: "Choisir", person: "Vous préférez parler à une personne ?", unfit: "Aucun moyen d’ici ne convient à ce que vous avez dit", all: "Tous les moyens", kept: "Ce que vous dites ne sert qu’à cette demande ; rien n’est gardé avec votre nom." },
    en: { reason: "What is your request?", choose: "Choose", situation: "Your situation, if you like to tell it", urgent: "It cannot wait", go: "See the best way", others: "The other ways", best: "Best for you:", wrong: "No advice can be given at the moment.", hand: "Have at hand:", again: "Change my request", take: "Take this way", choose_way: "Choose", person: "Would you rather speak to a person?", unfit: "No way of this administration suits what you said", all: "All ways", kept: "What you tell serves this request only; nothing is kept with your name." },
  };

  /** An element with attributes, and texts or elements inside. */
  function make(name, attributes = {}, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  }

  /** What is needed to use a way, as a link where it can be one. */
  function place(it) {
    const digits = it.place.replace(/[^0-9+]/g, "");
    if (/^https:\/\/\S+$/.test(it.place)) return make("a", { href: it.place }, it.place);
    if (it.channel === "email" && /^[\w.+-]+@[\w.-]+$/.test(it.place)) return make("a", { href: `mailto:${it.place}` }, it.place);
    if (["phone", "sms"].includes(it.channel) && digits.length > 2) return make("a", { href: `tel:${digits}` }, it.place);
    return it.place;
  }

  class Guidance extends HTMLElement {
    #drawn = false;

    async connectedCallback() {
      if (this.#drawn) return;
      this.#drawn = true;
      this.lang = this.lang || document.documentElement.lang || "fr";
      this.words = WORDS[this.lang.slice(0, 2)] ?? WORDS.fr;
      const partner = this.getAttribute("partner") ?? "";
      try {
        this.catalogue = await this.#ask(`/api/v1/guidance/partners/${encodeURIComponent(partner)}`);
        this.#form();
      } catch {
        // What stands inside stays.
      }
    }

    async #ask(path, body) {
      const headers = { "accept-language": this.lang };
      if (body) headers["content-type"] = "application/json";
      const options = { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), credentials: "omit" };
      const answer = await fetch(server + path, options);
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }

    #form() {
      const { words, catalogue } = this;
      const name = `ce-${catalogue.partner}`;
      const reason = make("select", { id: `${name}-reason`, required: "" }, make("option", { value: "" }, words.choose));
      reason.append(...catalogue.reasons.map((it) => make("option", { value: it.code }, it.name)));
      const box = (code, label) => {
        const input = make("input", { type: "checkbox", id: `${name}-${code}`, value: code });
        return { input, line: make("p", {}, input, " ", make("label", { for: input.id }, label)) };
      };
      const boxes = catalogue.situations.map((it) => box(it.code, it.name));
      const urgent = box("urgent", words.urgent);
      const said = make("div", { role: "status" });
      const fields = make("fieldset", {}, make("legend", {}, words.situation), ...boxes.map((it) => it.line));
      const form = make("form", {}, make("p", {}, make("label", { for: reason.id }, words.reason), " ", reason), fields, urgent.line, make("p", {}, words.kept), make("p", {}, make("button", {}, words.go)), said);
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const situation = boxes.filter((it) => it.input.checked).map((it) => it.input.value);
        const asked = { partner: catalogue.partner, reason: reason.value, situation, urgent: urgent.input.checked, embedded: true };
        try {
          this.#answer(await this.#ask("/api/v1/guidance", asked));
        } catch {
          said.replaceChildren(make("p", {}, words.wrong));
        }
      });
      this.replaceChildren(form);
    }

    #answer(given) {
      const { words } = this;
      const tag = make("h2", { tabindex: "-1" });
      const way = (it, level) => {
        const lines = [it.set_aside?.text, it.state, it.settled_text, it.effort_text, it.words, it.place && place(it)].filter(Boolean);
        return make("section", {}, ...(level ? [make(level, {}, it.name)] : []), ...lines.map((line) => make("p", {}, line)), ...(it.hours.length ? [make("ul", {}, ...it.hours.map((line) => make("li", {}, line)))] : []), ...(level ? [make("p", {}, link(it, `${words.choose_way} ${it.name_in_sentence}`))] : []));
      };
      const link = (it, label) => make("a", { href: `${server}${given.page}#moyen-${it.channel}` }, label);
      const advised = given.ways.find((it) => it.channel === given.advised);
      const others = given.ways.filter((it) => it !== advised);
      const isUnfit = !advised && given.arm === "advised" && others.length > 0;
      tag.append(advised ? `${words.best} ${advised.name_in_sentence}` : isUnfit ? words.unfit : words.all);
      const all = make("div", {}, tag);
      if (given.basis_text) all.append(make("p", {}, given.basis_text));
      if (advised) {
        all.append(make("ul", {}, ...given.reasons.slice(0, 2).map((it) => make("li", {}, it.text))), way(advised), make("p", {}, `${words.hand} ${advised.at_hand}`));
      }
      if (!advised && (isUnfit || !others.length)) all.append(make("p", {}, given.sentence));
      if (advised) all.append(make("p", {}, make("a", { href: server + given.page }, words.take)));
      const human = others.find((it) => it.channel === given.human);
      if (human && !advised?.is_human) all.append(make("p", {}, make("strong", {}, words.person), " ", link(human, human.name), ". ", human.state));
      if (advised && others.length) all.append(make("h3", {}, words.others));
      all.append(...others.map((it) => way(it, advised ? "h4" : "h3")));
      const again = make("button", { type: "button" }, words.again);
      again.addEventListener("click", () => this.#form());
      all.append(make("p", {}, again));
      this.replaceChildren(all);
      tag.focus();
    }
  }

  if (!customElements.get("contacts-efficaces-aiguillage")) customElements.define("contacts-efficaces-aiguillage", Guidance);
})();
