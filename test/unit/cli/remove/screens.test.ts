/** What an operator sees of `remove`, at 80 and 140 columns. */
import { describe, expect, it } from 'vitest';
import { type RemoveOptions, runRemove } from '../../../../cli/remove/run.ts';
import type { RemoveWiring } from '../../../../cli/remove/wiring.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDescriptor, aStoredCertificate, NOW } from '../../../support/builders.ts';
import { documentIn } from '../../../support/command-documents.ts';
import { aScreen, brokenLines, type Screen } from '../../../support/screen.ts';

const NAME = 'old.example.com';
const IN_USE = 'arn:aws:acm:eu-central-1:111122223333:certificate/66a1c9a1-5f0e-4a6e-9a53-0d1f6c2b7a10';
const UNUSED = 'arn:aws:acm:us-east-1:111122223333:certificate/5b0c1f7e-7b1c-4c55-8d70-3f2a9e1d6b42';
const USERS = ['shop-lb', 'intranet-lb', 'partners-lb'].map(
  (name) => `arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/${name}/1`,
);
const BUCKET = 's3://dnscalecerts-111122223333-eu-central-1';

const LEFT: Partial<CertificateState> = {
  certificateName: NAME,
  certificate: aStoredCertificate({ domainNames: [NAME] }),
  installations: {
    'eu-central-1': { certificateArn: IN_USE, serial: '0a1b2c', importedAt: NOW },
    'us-east-1': { certificateArn: UNUSED, serial: '0a1b2c', importedAt: NOW },
  },
  secret: {
    secretArn:
      'arn:aws:secretsmanager:eu-central-1:111122223333:secret:DnscaleCerts/certificates/old.example.com-AbCdEf',
    versionId: 'v1',
    serial: '0a1b2c',
    writtenAt: NOW,
  },
};

/** A renewer that has this of it, whose run does at once what was asked for. */
function aRenewerWith(after: Partial<CertificateState>, mayAsk = true): RemoveWiring {
  const renewer = aDescriptor({ renewerName: 'DnscaleCerts' });
  let state = aCertificateState(LEFT);
  const denied = new RenewerError({ code: 'aws-failed', disposition: 'person', message: 'Not allowed.' });
  const wiring: { [Port in keyof RemoveWiring]: unknown } = {
    directory: {
      region: async () => 'eu-central-1',
      listRenewers: async () => ({ renewers: [renewer], unreadable: [] }),
    },
    overviewOf: () => ({
      readCertificates: async (): Promise<KnownCertificate[]> => [{ certificateName: NAME, state }],
    }),
    bundleUrlOf: () => '',
    requestsOf: () => ({
      addAll: async () => {
        const ended = { askedAt: new Date(Date.now() + 1_000), endedAt: NOW };
        state = aCertificateState({ ...LEFT, removal: { ...ended, ...after.removal }, ...after });
      },
      findOpen: async () => new Set(),
    }),
    queueOf: () => ({ send: async () => undefined }),
    uses: {
      readUses: async (arn: string) => {
        if (!mayAsk) throw denied;
        return arn === IN_USE ? USERS : [];
      },
    },
    holderReaderOf: () => async () => undefined,
    placesOf: () => ({ live: `${BUCKET}/live/${NAME}/`, archive: `${BUCKET}/archive/${NAME}/` }),
  };
  return wiring as RemoveWiring;
}

const DONE = { askedAt: new Date('2100-01-01T00:00:00Z'), endedAt: NOW };
const KEPT = [{ arn: IN_USE, why: 'it is in use, so it was not deleted', usedBy: USERS }];

type Case = { answer?: string; wiring: RemoveWiring; exitCode: number };

const CASES: Record<string, () => Case> = {
  removed: () => ({ answer: 'y\n', wiring: aRenewerWith({ removal: DONE }), exitCode: 0 }),
  kept: () => ({ answer: 'y\n', wiring: aRenewerWith({ removal: { ...DONE, kept: KEPT } }), exitCode: 1 }),
  refused: () => ({ answer: 'n\n', wiring: aRenewerWith({}), exitCode: 1 }),
  'uses-not-known': () => ({ answer: 'n\n', wiring: aRenewerWith({}, false), exitCode: 1 }),
};

const AT_WIDTHS = Object.keys(CASES).flatMap((name) => [80, 140].map((columns) => [name, columns] as const));

function remove(
  screen: Screen,
  { answer, wiring }: Pick<Case, 'answer' | 'wiring'>,
  options: RemoveOptions = {},
) {
  // Nobody answers before the question.
  screen.stderr.on('data', (text) => {
    if (/\] $/.test(String(text))) screen.stdin.end(answer ?? '');
  });
  return runRemove(NAME, options, {}, screen, (work) => work(wiring));
}

describe('the screen of remove', () => {
  it.each(AT_WIDTHS)('%s, at %i columns', async (name, columns) => {
    const screen = aScreen(columns);
    const one = CASES[name]?.();
    if (!one) throw new Error(name);

    expect(await remove(screen, one)).toBe(one.exitCode);

    expect(brokenLines(screen.shown(), columns)).toEqual([]);
    await expect(screen.shown()).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });

  it('says what to do last, where a run has failed: it may end with a command', async () => {
    const screen = aScreen(140);
    const [message, advice] = ['AWS did not do it: the key is gone.', 'Make it again: aws kms create-key'];
    const failure = {
      count: 1,
      code: 'aws-failed' as const,
      disposition: 'person' as const,
      step: 'gather' as const,
      at: NOW,
      message: `${message} ${advice}`,
      advice,
    };
    const nextCheckAt = new Date('2026-11-23T07:00:00Z');

    const exitCode = await remove(screen, { answer: 'y\n', wiring: aRenewerWith({ failure, nextCheckAt }) });

    expect(exitCode).toBe(1);
    expect(screen.shown().replaceAll(/\s+/g, ' ')).toMatch(
      /error: old\.example\.com: AWS did not do it: the key is gone\. The next try by itself: 23 Nov 07:00 UTC\. Make it again: aws kms create-key $/,
    );
  });

  it('writes its object also when the question gets no answer', async () => {
    const screen = aScreen(80);
    let object = '';
    screen.stdout.on('data', (text) => {
      object += text;
    });

    await expect(remove(screen, { wiring: aRenewerWith({}) }, { json: true })).rejects.toMatchObject({
      code: 'interrupted',
    });

    expect(documentIn('remove', object)).toMatchObject({ outcome: 'listed', kept: [] });
  });
});
