/**
 * A CA, or what stands before it, that repeats secrets in any header and any member of its answers, spelled in any way: neither
 * errors nor values nor events show one. And what the CA is sent holds none that it could repeat.
 */
import { createPrivateKey } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccountKey } from '../../../functions/acme/keys.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import { createEventLog } from '../../../functions/logging/event-log.ts';
import { type ScriptedCa, startScriptedCa } from '../../support/scripted-ca.ts';
import { spelled, undone } from '../../support/spellings.ts';
import { type EchoingCa, scriptEchoes } from './echoing-ca.ts';

const HMAC_KEY = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';
/** As the process has it in its environment; it has no business at a CA. */
const TOKEN = 'dnscale_canary_3f9c1b7e5d2a4608';

const KEY_PEM = createAccountKey();
const KEY_LINES = KEY_PEM.split('\n').filter((line) => !line.startsWith('-') && line !== '');
const { d: PRIVATE_MEMBER = '' } = createPrivateKey(KEY_PEM).export({ format: 'jwk' });

const IN_BASE64 = (base64url: string) =>
  Buffer.from(base64url, 'base64url').toString('base64').replace('=', '');

/** What may not be shown, in whatever spelling. */
const SECRETS = [
  HMAC_KEY,
  IN_BASE64(HMAC_KEY),
  Buffer.from(HMAC_KEY).toString('base64').replace(/=+$/, ''),
  PRIVATE_MEMBER,
  IN_BASE64(PRIVATE_MEMBER),
  ...KEY_LINES,
];

const echoes = fc.oneof(
  ...SECRETS.map(spelled),
  fc.constant(KEY_PEM.replaceAll('\n', '\\n')),
  fc.constant(JSON.stringify(createPrivateKey(KEY_PEM).export({ format: 'jwk' })).replaceAll('"', '\\"')),
  // Of the request itself: its signature, or all of it.
  fc.constantFrom('{signature}', '{request}'),
);

let ca: ScriptedCa;
let echoing: EchoingCa;

beforeAll(async () => {
  process.env.DNSCALE_TOKEN = TOKEN;
  ca = await startScriptedCa();
  echoing = scriptEchoes(ca);
});
afterAll(async () => {
  delete process.env.DNSCALE_TOKEN;
  await ca?.stop();
});

function theAdapter() {
  const external = { keyId: 'kid-1', hmacKey: HMAC_KEY, origin: 'the secret a/b', remedy: 'Put one there.' };
  return ca.acmeServer({
    loadAccountKey: async () => KEY_PEM,
    loadExternalAccount: async () => external,
    newNoncesPerSecond: 1_000,
  });
}

/** As the log has the failure of a run. */
function logged({ code, disposition, message, subject }: RenewerError): string {
  const lines: unknown[] = [];
  const log = (line: unknown) => void lines.push(line);
  createEventLog({ certificateName: 'web', logger: { info: log, warn: log, error: log } }).emit({
    event: 'run-failed',
    code,
    disposition,
    step: 'newOrder',
    message,
    subject,
    nextCheckAt: '2026-11-27T12:00:00Z',
    tookMs: 7,
    stepMs: {},
  });
  return JSON.stringify(lines);
}

it('shows no secret, whatever repeats it', { timeout: 120_000 }, async () => {
  const outcomes = { errors: 0, values: 0 };

  await fc.assert(
    fc.asyncProperty(echoing.scenarios, echoes, async (scenario, echo) => {
      const acme = theAdapter();
      echoing.beHonest();
      if (scenario.afterAccount) await acme.readAccountUrl(echoing.deadline());
      await scenario.before?.(acme);
      echoing.repeat(echo, scenario);

      const shown = await scenario.call(acme).then(
        (value) => {
          outcomes.values += 1;
          return inspect(value, { depth: 10, maxStringLength: null });
        },
        (error: unknown) => {
          outcomes.errors += 1;
          expect(error).toBeInstanceOf(RenewerError);
          expect(error).not.toHaveProperty('code', 'unexpected');
          const text = inspect(error, { depth: 10, showHidden: true, maxStringLength: null });
          return text + JSON.stringify(error) + logged(error as RenewerError);
        },
      );

      const plain = undone(shown).toLowerCase();
      expect(echoing.repeated()).toBeGreaterThan(0);
      for (const secret of [...SECRETS, ...echoing.signatures()]) {
        expect(plain).not.toContain(secret.toLowerCase());
      }
      for (const secret of [...SECRETS, TOKEN]) expect(echoing.received()).not.toContain(secret);
    }),
    { numRuns: 200 },
  );

  expect(outcomes.errors).toBeGreaterThan(50);
  expect(outcomes.values).toBeGreaterThan(20);
});
