/** What a program reads of a command whose question nobody answered with yes: an object all the same. */
import { describe, expect, it } from 'vitest';
import { runRenew } from '../../../cli/renew/run.ts';
import type { WithWiring } from '../../../cli/renewer/renewed-wiring.ts';
import type { RenewerWiring } from '../../../cli/renewer/wiring.ts';
import { runRevoke } from '../../../cli/revoke/run.ts';
import type { KnownCertificate } from '../../../functions/engine/ports/renewers.ts';
import { aCertificateState, aDefinition, aDescriptor, aStoredCertificate } from '../../support/builders.ts';
import { documentIn } from '../../support/command-documents.ts';
import { aScreen, type Screen } from '../../support/screen.ts';

const CERTIFICATE = aStoredCertificate({ notAfter: new Date('2100-01-01T00:00:00Z') });
const KNOWN: KnownCertificate = {
  certificateName: 'example.com',
  definition: aDefinition(),
  state: aCertificateState({ certificate: CERTIFICATE }),
};

/** Of a renewer that is only read: whoever asks it for something fails. */
const WIRING: Pick<RenewerWiring, 'directory' | 'overviewOf'> = {
  directory: {
    region: async () => 'eu-central-1',
    listRenewers: async () => ({ renewers: [aDescriptor()], unreadable: [] }),
  },
  overviewOf: () => ({
    readCertificates: async () => [KNOWN],
    describeCertificate: async () => KNOWN,
    listCertificates: async () => ({ certificates: [KNOWN], isComplete: true }),
  }),
};
const withWiring: WithWiring = (work) => work(WIRING as RenewerWiring);

const REVOKE = (screen: Screen) =>
  runRevoke('example.com', { reason: 'superseded', json: true }, {}, screen, withWiring);
const RENEW = (screen: Screen) => runRenew('all', { force: true, json: true }, {}, screen, withWiring);

const REVOKED = { outcome: 'nothing', certificateName: 'example.com' };
const NO = 'The answer to the question whether to revoke was no.';
const NONE = 'The question whether to revoke got no answer.';

/** What is on stdout after the answer, or after the input has ended. */
async function answered(run: (screen: Screen) => Promise<number>, answer: string) {
  const screen = aScreen(80);
  let object = '';
  screen.stdout.on('data', (text) => {
    object += text;
  });
  screen.stderr.on('data', (text) => {
    if (/\] $/.test(String(text))) screen.stdin.end(answer);
  });
  const end = await run(screen).catch(({ code }) => code);
  return { object, end };
}

describe('a question that is answered with no, or not at all', () => {
  it.each([
    ['n\n', 1, NO],
    ['', 'interrupted', NONE],
  ])('revoke --json: %j', async (answer, expected, why) => {
    const { object, end } = await answered(REVOKE, answer);

    expect(end).toBe(expected);
    expect(documentIn('revoke', object)).toMatchObject({ ...REVOKED, why });
  });

  it.each([
    ['n\n', 1],
    ['', 'interrupted'],
  ])('renew --all --force --json: %j', async (answer, expected) => {
    const { object, end } = await answered(RENEW, answer);

    expect(end).toBe(expected);
    expect(documentIn('renew', object)).toEqual({ schema: 1, certificates: [] });
  });
});
