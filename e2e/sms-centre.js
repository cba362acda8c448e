// An SMPP centre (smpp, from npm) for tests: it takes messages, sends receipts and messages of people, and behaves badly when told to.
//
//     node e2e/sms-centre.js SMPP_PORT CONTROL_PORT FOLDER [TLS_PORT]
//
// With TLS_PORT it is reached there in TLS too, by the certificate FOLDER/server.pem and its key FOLDER/server.key.
//
// Anybody gets in with the password "secret"; what is below is told apart by user. Over HTTP on CONTROL_PORT:
//
//   GET  /USER?received=3&answers=2&kept=1&bound=1   what happened, as soon as there is so much of it (at most 30 s)
//   POST /USER/behave    how to behave from now on, some fields of:
//                          delay_ms       answers come so late
//                          status         all messages are answered with this status
//                          throttle_next  so many messages are answered with ESME_RTHROTTLED
//                          pass_next      before that, so many are taken
//                          drop_next      so many messages are taken, and the line is cut instead of an answer
//                          silent_next    so many messages get no answer
//                          is_honest      receipts tell of those that got no answer, or whose line was cut, too
//                          receipts       once, twice, before (the answer), none
//                          style          text, field (in TLVs), decimal (ids are hexadecimal in answers), capitals, short
//                          stat           DELIVRD, UNDELIV …
//                          is_refused     nobody is let in
//   POST /USER/deliver   {from, to, text, coding, in_turn}: a message of somebody, in parts where it is long; in_turn: the next part only
//                        after an answer to the one before
//   POST /USER/receipt   {id, stat, number}: a receipt, even of a message that nobody sent
//   POST /USER/drop      cuts the lines
//   POST /USER/json      takes a message as a provider that speaks JSON, if USER and "secret" are given as HTTP Basic; tells of it at its
//                        receipt_url
//   GET  /hatch?…        keeps its query, as our own hatch for HTTP providers would
//   GET  /hatch/seen?text=abc&count=1   the queries with this text, as soon as there are so many
//
// Without being told: a number that ends in 99 is refused, one that ends in 98 is not delivered.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import smpp from "smpp";

const [port, controlPort, folder, tlsPort] = process.argv.slice(2);
const users = new Map();
const hatch = [];
let changes = [];
const AGAIN_MS = 50;
const WAIT_MS = 30_000;

const user = (name) => {
  if (!users.has(name)) {
    users.set(name, {
      name,
      behaviour: { delay_ms: 0, status: 0, receipts: "once", style: "text", stat: "DELIVRD" },
      received: [],
      answers: [],
      binds: 0,
      sessions: new Set(),
      queue: [],
      ids: 0x1a2b00 + users.size * 0x10000,
    });
  }
  return users.get(name);
};
const changed = () => {
  const all = changes;
  changes = [];
  for (const it of all) it();
};
const take = (behaviour, field) => {
  if (!(behaviour[field] > 0)) return false;
  behaviour[field] -= 1;
  return true;
};

// Hands deliveries over, and again where they are not taken.
const hand = (me, delivery) => {
  const [session] = [...me.sessions].slice(-1);
  if (!session) {
    me.queue.push(delivery);
    return;
  }
  session.deliver_sm(delivery.pdu, (answer) => {
    delivery.isAnswered = true;
    me.answers.push({ status: answer.command_status, kind: delivery.kind });
    changed();
    if (answer.command_status !== 0) setTimeout(() => hand(me, delivery), AGAIN_MS);
    delivery.next?.();
    delivery.next = undefined;
  });
  session.on("close", () => {
    if (!delivery.isAnswered) {
      delivery.isAnswered = true;
      hand(me, { ...delivery, isAnswered: false });
    }
  });
};
const receipt = (me, id, stat, number, to, style) => {
  const isGood = stat === "DELIVRD";
  let text = `id:${id} sub:001 dlvrd:${isGood ? "001" : "000"} submit date:2611291200 done date:2611291201 stat:${stat} err:${isGood ? "000" : "005"} text:Bonjour`;
  const pdu = { esm_class: 4, source_addr_ton: 1, source_addr_npi: 1, source_addr: number, destination_addr: to };
  if (style === "capitals") text = text.toUpperCase();
  if (style === "short") text = `id:${id} stat:${stat}`;
  if (style === "field") {
    pdu.receipted_message_id = id;
    pdu.message_state = { DELIVRD: 2, EXPIRED: 3, UNDELIV: 5, REJECTD: 8 }[stat] ?? 7;
    text = "";
  }
  hand(me, { pdu: { ...pdu, short_message: text }, kind: "receipt" });
};

const submit = (me, session, pdu) => {
  const { behaviour } = me;
  const id = (me.ids += 1).toString(16).toUpperCase();
  const number = pdu.destination_addr;
  const body = pdu.short_message;
  const status = !take(behaviour, "pass_next") && take(behaviour, "throttle_next")
    ? smpp.ESME_RTHROTTLED
    : number.endsWith("99")
      ? smpp.ESME_RINVDSTADR
      : behaviour.status;
  const isTaken = status === 0;
  me.received.push({
    id,
    status,
    from: pdu.source_addr,
    from_ton: pdu.source_addr_ton,
    to: number,
    to_ton: pdu.dest_addr_ton,
    text: body.message?.toString() ?? "",
    header: body.udh ? Buffer.concat([body.udh].flat()).toString("hex") : "",
    coding: pdu.data_coding,
    esm_class: pdu.esm_class,
    registered_delivery: pdu.registered_delivery,
    validity: String(pdu.validity_period ?? ""),
    at_ms: Date.now(),
  });
  changed();
  const isCut = take(behaviour, "drop_next");
  const isSilent = isCut || take(behaviour, "silent_next");
  if (isCut) session.destroy();
  if (isSilent && !behaviour.is_honest) return;
  const answer = () => session.send(pdu.response({ command_status: status, message_id: isTaken ? id : "" }));
  const tell = () => {
    if (!isTaken || behaviour.receipts === "none" || !(pdu.registered_delivery & 1)) return;
    const shown = behaviour.style === "decimal" ? String(Number.parseInt(id, 16)) : id;
    const stat = number.endsWith("98") ? "UNDELIV" : behaviour.stat;
    for (let n = behaviour.receipts === "twice" ? 2 : 1; n > 0; n -= 1) receipt(me, shown, stat, number, pdu.source_addr, behaviour.style);
  };
  if (isSilent) {
    tell();
    return;
  }
  const both = behaviour.receipts === "before" ? [tell, answer] : [answer, tell];
  const go = () => both.forEach((it) => it());
  if (behaviour.delay_ms > 0) setTimeout(go, behaviour.delay_ms);
  else go();
};

// As telephones cut: 67 signs of UCS-2 or 153 septets a part.
const deliver = (me, { from, to, text, coding = 0, in_turn: inTurn = false, only }) => {
  const size = coding === 8 ? 67 : 153;
  const pieces = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  const isAlone = text.length <= (coding === 8 ? 70 : 160);
  const reference = (me.ids += 1) & 0xff;
  const all = (isAlone ? [text] : pieces).map((message, place) => ({
    kind: "message",
    pdu: {
      source_addr_ton: 1,
      source_addr_npi: 1,
      source_addr: from,
      destination_addr: to,
      data_coding: coding,
      esm_class: isAlone ? 0 : 0x40,
      short_message: isAlone ? { message } : { udh: Buffer.from([5, 0, 3, reference, pieces.length, place + 1]), message },
    },
  }));
  const wanted = only ? all.filter((_, place) => only.includes(place + 1)) : all;
  if (!inTurn) {
    for (const it of wanted) hand(me, it);
    return;
  }
  wanted.forEach((it, place) => {
    const next = wanted[place + 1];
    if (next) it.next = () => hand(me, next);
  });
  hand(me, wanted[0]);
};

const serve = (session) => {
  let me;
  session.on("error", () => {});
  const bind = (pdu) => {
    me = user(pdu.system_id);
    if (pdu.password !== "secret" || me.behaviour.is_refused) {
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
      session.close();
      return;
    }
    session.send(pdu.response({ system_id: "centre" }));
    me.binds += 1;
    me.sessions.add(session);
    changed();
    for (const it of me.queue.splice(0)) hand(me, it);
  };
  session.on("bind_transceiver", bind);
  session.on("submit_sm", (pdu) => submit(me, session, pdu));
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on("close", () => me?.sessions.delete(session));
};
const centre = smpp.createServer(serve);

// Waits until it is so, or for long enough.
const until = async (isSo) => {
  const end = Date.now() + WAIT_MS;
  while (!isSo() && Date.now() < end) {
    await new Promise((done) => {
      changes.push(done);
      setTimeout(done, end - Date.now());
    });
  }
};
const body = async (request) => {
  let text = "";
  for await (const it of request) text += it;
  return text ? JSON.parse(text) : {};
};

// What a provider does that speaks JSON.
const provide = (me, request, response, said) => {
  const login = Buffer.from(`${me.name}:secret`).toString("base64");
  if (request.headers.authorization !== `Basic ${login}`) {
    response.writeHead(401).end('{"error": "who are you?"}');
    return;
  }
  if (said.to.endsWith("99")) {
    response.writeHead(422).end('{"error": "no such number"}');
    return;
  }
  const id = (me.ids += 1).toString(16);
  me.received.push({ ...said, id });
  changed();
  response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ message_id: id }));
  const stat = said.to.endsWith("98") ? "UNDELIV" : "DELIVRD";
  if (said.receipt_url) fetch(`${said.receipt_url}&status=${stat}&number=${encodeURIComponent(said.to)}`);
};

const control = createServer(async (request, response) => {
  const url = new URL(request.url, "http://centre");
  const [, name, action] = url.pathname.split("/");
  const wanted = (field) => Number(url.searchParams.get(field) ?? 0);
  if (name === "hatch") {
    let answer = "";
    if (action === "seen") {
      const seen = () => hatch.filter((it) => it.includes(url.searchParams.get("text")));
      await until(() => seen().length >= Number(url.searchParams.get("count") ?? 1));
      answer = JSON.stringify(seen());
    } else {
      hatch.push(url.search.slice(1));
      changed();
    }
    response.end(answer);
    return;
  }
  const me = user(name);
  if (request.method === "POST") {
    const said = await body(request);
    if (action === "behave") Object.assign(me.behaviour, said);
    if (action === "deliver") deliver(me, said);
    if (action === "json") {
      provide(me, request, response, said);
      return;
    }
    if (action === "receipt") receipt(me, said.id, said.stat, said.number, "36000", "text");
    if (action === "drop") for (const it of me.sessions) it.destroy();
  } else {
    const kept = () => me.answers.filter((it) => it.status === 0).length;
    await until(
      () =>
        me.received.length >= wanted("received") &&
        me.answers.length >= wanted("answers") &&
        kept() >= wanted("kept") &&
        me.binds >= wanted("bound"),
    );
  }
  const { received, answers, binds } = me;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ received, answers, binds }));
});

const listen = (server, at) => new Promise((done) => server.listen(Number(at), "127.0.0.1", done));
await listen(centre, port);
await listen(control, controlPort);
if (tlsPort) {
  const read = (name) => readFileSync(`${folder}/${name}`);
  const secure = smpp.createServer({ key: read("server.key"), cert: read("server.pem") }, serve);
  secure.on("tlsClientError", () => {});
  await listen(secure, tlsPort);
}
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/ready.part`, "");
renameSync(`${folder}/ready.part`, `${folder}/ready`);
