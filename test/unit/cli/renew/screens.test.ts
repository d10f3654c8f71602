/** What an operator sees of `renew`, at 80 and 140 columns. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { costText } from '../../../../cli/renew/agree.ts';
import type { FoundCertificate } from '../../../../cli/renew/find-certificates.ts';
import type { RunOutcome } from '../../../../cli/renew/follow-runs.ts';
import { createProgress } from '../../../../cli/renew/progress.ts';
import { openRenewShow, type RenewShow } from '../../../../cli/renew/show.ts';
import {
  aCertificateState,
  aDefinition,
  aDescriptor,
  aStoredCertificate,
} from '../../../support/builders.ts';
import { aScreen, brokenLines } from '../../../support/screen.ts';

const ADVICE = 'Add beside it: example.org. CAA 0 issue "letsencrypt.org"';
const FAILURE = {
  count: 2,
  code: 'caa-forbids' as const,
  disposition: 'person' as const,
  message: `The CAA record at example.org lets in digicert.com only, so Let’s Encrypt must not issue for api.example.org. ${ADVICE}`,
  advice: ADVICE,
  step: 'preflight' as const,
  at: new Date('2026-11-27T03:15:00Z'),
};

const RENEWER = aDescriptor({ renewerName: 'DnscaleCerts' });

function found(certificateName: string): FoundCertificate {
  const definition = aDefinition({ certificateName, domainNames: [certificateName] });
  return { renewer: RENEWER, known: { certificateName, definition } };
}

function ended(outcome: RunOutcome['outcome'], { known }: FoundCertificate): RunOutcome {
  const notAfter = new Date('2027-02-25T03:19:00Z');
  const nextCheckAt = new Date('2026-11-27T04:15:00Z');
  const failure = outcome === 'failed' ? FAILURE : undefined;
  const state = aCertificateState({ certificate: aStoredCertificate({ notAfter }), nextCheckAt, failure });
  return { outcome, known: { ...known, state } };
}

const [API, SHOP, MAIL] = [found('api.example.org'), found('shop.example.net'), found('mail.example.org')];

type Case = { all: FoundCertificate[]; isWaiting: boolean; say(show: RenewShow): void };

const CASES: Record<string, Case> = {
  'asked-one': { all: [API], isWaiting: false, say: (show) => show.finish('asked') },
  'asked-many': {
    all: Array.from({ length: 120 }, (_, index) => found(`n${index}.example.org`)),
    isWaiting: false,
    say: (show) => show.finish('asked'),
  },
  waited: {
    all: [API, SHOP, MAIL],
    isWaiting: true,
    say: (show) => {
      show.warn(
        'The checks come with the next ticks only, every ten minutes: AWS did not take the message for the queue.',
      );
      show.step(
        SHOP,
        'TXT values go to _acme-challenge.shop.example.net, _acme-challenge.www.shop.example.net',
      );
      show.ended(API, ended('failed', API));
      show.ended(MAIL, ended('unchanged', MAIL));
      show.ended(SHOP, ended('renewed', SHOP));
      show.finish('done');
    },
  },
  'not-due': {
    all: [API],
    isWaiting: true,
    say: (show) => {
      show.ended(API, ended('unchanged', API));
      show.finish('done');
    },
  },
  interrupted: { all: [API, SHOP], isWaiting: true, say: (show) => show.finish('interrupted') },
  late: { all: [API], isWaiting: true, say: (show) => show.finish('late') },
};

const AT_WIDTHS = Object.entries(CASES).flatMap(([name, one]) =>
  [80, 140].map((columns) => [name, columns, one] as const),
);

describe('the screen of renew', () => {
  it.each(AT_WIDTHS)('%s, at %i columns', async (name, columns, { all, isWaiting, say }) => {
    // In place of the drawing, lines.
    vi.stubEnv('TERM', 'dumb');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { shown, ...streams } = aScreen(columns);

    const show = await openRenewShow(all, { isJson: false, isWaiting }, streams);
    say(show);
    show.close();

    expect(brokenLines(shown(), columns)).toEqual([]);
    await expect(shown()).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });

  it.each([80, 140])('under way, at %i columns', async (columns) => {
    const progress = createProgress(3, 0);
    progress.step('shop.example.net', 'TXT values go to _acme-challenge.shop.example.net', 14_000);
    progress.end('api.example.org', 'failed');
    progress.end('mail.example.org', 'renewed');

    const text = progress.text(21_000, columns, (_, words) => words);

    expect(brokenLines(text, columns)).toEqual([]);
    await expect(`${text}\n`).toMatchFileSnapshot(`screens/under-way-${columns}.txt`);
  });

  it.each([80, 140])('the question of --force, at %i columns', async (columns) => {
    const text = costText([API, SHOP, MAIL], { columns, cutsNames: true });

    expect(brokenLines(text, columns)).toEqual([]);
    await expect(text).toMatchFileSnapshot(`screens/force-${columns}.txt`);
  });
});
