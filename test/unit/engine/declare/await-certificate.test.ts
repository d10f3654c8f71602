import { beforeEach, describe, expect, it } from 'vitest';
import { type AwaitPorts, awaitCertificate } from '../../../../functions/engine/declare/await-certificate.ts';
import { type ErrorCode, RenewerError } from '../../../../functions/engine/errors.ts';
import type { StoredDefinition } from '../../../../functions/engine/ports/records.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import {
  aCertificateState,
  aDefinition,
  anOwner,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';

const MINUTE_MS = 60_000;
const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';

let stored: StoredDefinition | undefined;
let state: CertificateState | undefined;
let failure: RenewerError | undefined;
let sent: string[][];
let now: Date;

beforeEach(() => {
  stored = { definition: aDefinition(), owner: 'cloudformation:eu-central-1/Certs/ExampleCom', hash: 'h' };
  state = undefined;
  failure = undefined;
  sent = [];
  now = new Date(NOW.getTime() + MINUTE_MS / 2);
});

const orFail = async <Value>(value: Value) => {
  if (failure) throw failure;
  return value;
};

const ask = () => {
  const ports: AwaitPorts = {
    declared: { readDefinition: async () => orFail(stored), readState: async () => state },
    queue: { send: async (names) => void sent.push(names) },
    clock: { now: () => now },
    warn: () => {},
  };
  const awaited = { definition: aDefinition(), owner: anOwner(), startedAt: NOW, timeoutMs: 20 * MINUTE_MS };
  return awaitCertificate(awaited, ports, noDeadline());
};

const error = (code: ErrorCode) =>
  new RenewerError({ code, disposition: 'person', message: `It is ${code}.` });

describe('awaitCertificate', () => {
  it('waits, and sends no message while the one of the declaration is under way', async () => {
    expect(await ask()).toEqual({ verdict: 'waiting', isDue: false });
    expect(sent).toEqual([]);
  });

  it('sends the message once the next check has come', async () => {
    state = aCertificateState({ nextCheckAt: new Date(NOW.getTime() + 5 * MINUTE_MS) });
    now = new Date(NOW.getTime() + 5 * MINUTE_MS + 4_000);

    expect(await ask()).toEqual({ verdict: 'waiting', isDue: true });
    expect(sent).toEqual([['example.com']]);
  });

  it('gives the ARNs when the certificate is there', async () => {
    state = aCertificateState({
      certificate: aStoredCertificate(),
      installations: { 'eu-central-1': { certificateArn, serial: '0a1b2c', importedAt: NOW } },
    });

    expect(await ask()).toMatchObject({ verdict: 'complete', installed: { 'eu-central-1': certificateArn } });
  });

  it.each<ErrorCode>(['aws-failed', 'deadline-exceeded', 'unexpected'])(
    'asks again after %s',
    async (code) => {
      failure = error(code);
      expect(await ask()).toEqual({ verdict: 'waiting', isDue: false });
    },
  );

  it('fails with what keeps it from its answer when the time is over', async () => {
    failure = error('aws-failed');
    now = new Date(NOW.getTime() + 18 * MINUTE_MS);
    expect(await ask()).toEqual({ verdict: 'failed', sentence: 'It is aws-failed.' });
  });

  it('fails at once for a record that does not mend itself', async () => {
    failure = error('record-unreadable');
    expect(await ask()).toEqual({ verdict: 'failed', sentence: 'It is record-unreadable.' });
  });

  it.each([
    ['was withdrawn', undefined, 'it was withdrawn'],
    [
      'has another owner',
      'cloudformation:eu-central-1/Certs/Other',
      'it is declared by Other in the stack Certs (eu-central-1) now',
    ],
  ])('fails at once when the certificate %s meanwhile', async (_, owner, why) => {
    stored = owner === undefined ? undefined : { definition: aDefinition(), owner, hash: 'h' };

    expect(await ask()).toEqual({
      verdict: 'failed',
      sentence: `The certificate example.com changed hands while ExampleCom in the stack Certs (eu-central-1) waited for it: ${why}. Deploy again when it is declared once only.`,
    });
  });
});
