// What programs written for GOV.UK Notify do, by its official Node client: test-notify.js FILE, where FILE says where and by which keys.
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { NotifyClient } = require('notifications-node-client');

const told = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const client = (kind) => new NotifyClient(told.address, told[kind]);
const personalisation = { dossier: '2026-000042' };

async function refused(status, error, message, call) {
  try {
    await call();
  } catch (failure) {
    assert.strictEqual(failure.response.status, status);
    assert.strictEqual(failure.response.data.errors[0].error, error);
    assert.ok(failure.response.data.errors[0].message.includes(message), failure.response.data.errors[0].message);
    return;
  }
  assert.fail(`${error} was expected`);
}

async function run() {
  const live = client('live');
  const sms = (await live.sendSms(told.sms, '06 12 34 56 80', { personalisation, reference: 'js-1', smsSenderId: told.service })).data;
  assert.ok(sms.content.body.startsWith('Votre dossier 2026-000042 avance.'));
  const email = (await live.sendEmail(told.email, 'tom@example.org', { personalisation, reference: 'js-2', emailReplyToId: told.service, oneClickUnsubscribeURL: 'https://caf.example.fr/desabonnement' })).data;
  assert.strictEqual(email.content.subject, 'Votre dossier');
  const lines = { address_line_1: 'Tom Martin', address_line_2: '2 rue des Lilas', address_line_3: '75020 Paris' };
  const letter = (await live.sendLetter(told.letter, { personalisation: { ...personalisation, ...lines }, reference: 'js-3' })).data;
  assert.strictEqual((await live.getNotificationById(letter.id)).data.line_3, '75020 Paris');
  assert.strictEqual((await live.getNotificationById(sms.id)).data.phone_number, '+33612345680');
  const listed = (await live.getNotifications('email', 'created', 'js-2')).data;
  assert.deepStrictEqual(listed.notifications.map((it) => it.id), [email.id]);
  const before = (await live.getNotifications(undefined, undefined, undefined, email.id)).data.notifications.map((it) => it.id);
  assert.ok(before.includes(sms.id) && !before.includes(letter.id));
  const templates = (await live.getAllTemplates('sms')).data.templates;
  assert.deepStrictEqual(templates.map((it) => it.id), [told.sms]);
  assert.strictEqual((await live.getTemplateById(told.sms)).data.version, 1);
  assert.strictEqual((await live.getTemplateByIdAndVersion(told.sms, 1)).data.name, templates[0].name);
  const preview = (await live.previewTemplateById(told.sms, personalisation)).data;
  assert.strictEqual(preview.body, 'Votre dossier 2026-000042 avance.');
  await refused(400, 'BadRequestError', 'Missing personalisation: dossier', () => live.sendSms(told.sms, '06 12 34 56 80', {}));
  await refused(400, 'BadRequestError', 'team-only', () => client('team').sendSms(told.sms, '06 12 34 56 80', { personalisation }));
  await refused(400, 'BadRequestError', 'Precompiled letters', () => live.sendPrecompiledLetter('x', Buffer.from('%PDF-')));
  await refused(404, 'NoResultFound', 'No result found', () => live.getNotificationById(told.service));
  const stranger = new NotifyClient(told.address, `${told.live.slice(0, -12)}000000000000`);
  await refused(403, 'AuthError', 'API key not found', () => stranger.getAllTemplates());
  console.log('test-notify: the Node client sends, lists, previews and is refused as by GOV.UK Notify');
}

run().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
