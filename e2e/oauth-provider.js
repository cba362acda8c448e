// An OpenID provider (oidc-provider) for tests of mailboxes that are opened with OAuth 2: it has the consent of boite10@ to boite19@mail.example,
// renews access tokens for refresh tokens, which it replaces each time, and tells a mail server whose a token is.
//
//     node e2e/oauth-provider.js PORT FOLDER
//
// FOLDER/refresh-NAME holds the refresh token of a mailbox, for the client "inbox" with the secret "inbox-secret".
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import Provider from "oidc-provider";

const [port, folder] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const client = (id, method) => ({
  client_id: id,
  client_secret: `${id}-secret`,
  token_endpoint_auth_method: method,
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  redirect_uris: [`${issuer}/nowhere`],
});
const provider = new Provider(issuer, {
  clients: [client("inbox", "client_secret_post"), client("dovecot", "client_secret_basic")],
  scopes: ["openid", "offline_access", "mail"],
  features: {
    introspection: { enabled: true, allowedPolicy: () => true },
    devInteractions: { enabled: false },
  },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, RefreshToken: 86400, Grant: 86400 },
});
provider.on("server_error", (_, error) => console.error(error));

const consent = async (name) => {
  const accountId = `${name}@mail.example`;
  const inbox = await provider.Client.find("inbox");
  const grant = new provider.Grant({ accountId, clientId: "inbox" });
  grant.addOIDCScope("openid offline_access mail");
  const grantId = await grant.save();
  const token = new provider.RefreshToken({
    client: inbox,
    accountId,
    grantId,
    gty: "authorization_code",
    scope: "openid offline_access mail",
  });
  return token.save();
};

provider.listen(Number(port), "127.0.0.1", async () => {
  mkdirSync(folder, { recursive: true });
  for (let n = 10; n <= 19; n += 1) writeFileSync(`${folder}/refresh-boite${n}`, await consent(`boite${n}`));
  writeFileSync(`${folder}/ready.part`, "");
  renameSync(`${folder}/ready.part`, `${folder}/ready`);
});
