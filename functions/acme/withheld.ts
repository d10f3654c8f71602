/**
 * The secrets that no text of a CA may show, whoever has put them there: the HMAC key of the external account, which the CA
 * knows because it has given it out, and the account's private key. They are known from when they are loaded.
 */
import { createPrivateKey } from 'node:crypto';
import { createRedactor, type Redact } from '../engine/redact.ts';
import { privateKeyIn } from '../engine/secrets/account-key-value.ts';
import type { AccountOptions } from './account.ts';

export type Withheld = {
  /** The same, and what they load is withheld from then on. */
  accountOptions: AccountOptions;
  redact: Redact;
};

export function withholdSecrets(options: AccountOptions): Withheld {
  const { loadAccountKey, findAccountKey, loadExternalAccount } = options;
  let accountKey: Redact[] = [];
  let hmacKey: Redact[] = [];
  return {
    accountOptions: {
      ...options,
      loadAccountKey: async (deadline) => {
        const stored = await loadAccountKey(deadline);
        accountKey = redactorsFor(partsOf(stored));
        return stored;
      },
      findAccountKey:
        findAccountKey &&
        (async (deadline) => {
          const stored = await findAccountKey(deadline);
          if (stored !== undefined) accountKey = redactorsFor(partsOf(stored));
          return stored;
        }),
      loadExternalAccount:
        loadExternalAccount &&
        (async (deadline) => {
          const external = await loadExternalAccount(deadline);
          hmacKey = redactorsFor(formsOfHmacKey(external.hmacKey));
          return external;
        }),
    },
    redact: (text) => [...accountKey, ...hmacKey].reduce((clean, redact) => redact(clean), text),
  };
}

function redactorsFor(secrets: readonly string[]): Redact[] {
  return [...new Set(secrets)].map((secret) => createRedactor(secret));
}

/** As CAs give it out (engine/secrets/external-account-value.ts). Padding may follow, and tells nothing. */
function formsOfHmacKey(base64url: string): string[] {
  return [...formsOf(base64url), unpadded(Buffer.from(base64url))];
}

function formsOf(base64url: string): string[] {
  return [base64url, unpadded(Buffer.from(base64url, 'base64url'))];
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** The lines of its PEM, as it is stored and as it is used, and its private members as a JWK (RFC 7518 §6). */
function partsOf(stored: string): string[] {
  try {
    const key = createPrivateKey(privateKeyIn(stored) ?? '');
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
    const members = [d, p, q, dp, dq, qi].flatMap((member) => (member === undefined ? [] : formsOf(member)));
    return [...longLines(stored), ...longLines(pem), ...members];
  } catch {
    // A key of another kind, or none: it fails where it is used (keys.ts), in words that show nothing of it.
    return longLines(stored);
  }
}

/** A last line of a few characters may stand in any text. */
function longLines(pem: string): string[] {
  return pem.match(/^[A-Za-z0-9+/]{32,}/gm) ?? [];
}
