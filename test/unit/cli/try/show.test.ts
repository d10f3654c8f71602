import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openJsonShow, openTextShow, type Show } from '../../../../cli/try/show.ts';

function streams(kind = {}) {
  const [stdout, stderr] = [Object.assign(new PassThrough(), kind), new PassThrough()];
  const said = () => ({ out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') });
  return { streams: { stdout: stdout as never, stderr }, said };
}

const timeless = (text: string) => text.replace(/^ *\d+\.\d\d s/gm, 'T');

const FACTS = { serial: '0a1b', notAfter: new Date('2027-01-30T00:00:00Z') };

describe('openJsonShow', () => {
  it('writes an object a line, and errors to the other stream', () => {
    const { streams: to, said } = streams();
    const show = openJsonShow(to);

    show.emit({ event: 'step-begun', step: 'preflight' });
    show.finish('out', FACTS);
    show.fail('It failed.', ['_acme-challenge.example.com']);
    show.close();

    const { out, err } = said();
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { schema: 1, time: expect.stringMatching(/^\d{4}-.*Z$/), event: 'step-begun', step: 'preflight' },
      {
        schema: 1,
        time: expect.any(String),
        event: 'certificate-on-disk',
        folder: 'out',
        serial: '0a1b',
        notAfter: '2027-01-30T00:00:00.000Z',
      },
    ]);
    expect(err).toBe('error: It failed.\n');
  });

  it('lets nothing of a terminal’s language through', () => {
    const { streams: to, said } = streams();

    openJsonShow(to).emit({ event: 'warning', subject: 's', message: 'red \u001b[31m\n' });

    expect(said().out).toContain('red \\u001b[31m\\n');
  });
});

it.each([
  [
    { isTTY: true, columns: 60 },
    [
      'T  warning: s: the name server ns1.dnscale.eu does',
      '            not answer from here, and is passed over for',
      '            this while',
    ],
  ],
  [
    { columns: 60 },
    [
      'T  warning: s: the name server ns1.dnscale.eu does not answer from here, and is passed over for this while',
    ],
  ],
])(
  'breaks a long line between words at a terminal, and leaves it whole in a pipe',
  async (kind, expected) => {
    const { streams: to, said } = streams(kind);
    const show = await openTextShow(to);
    const message =
      'the name server ns1.dnscale.eu does not answer from here, and is passed over for this while';

    show.emit({ event: 'warning', subject: 's', message });
    show.close();

    const lines = timeless(stripVTControlCharacters(said().out)).split('\n');
    expect(lines.slice(0, expected.length)).toEqual(expected);
  },
);

const ASKED = {
  domainNames: ['example.com', '*.example.com'],
  directoryUrl: 'https://acme-staging-v02.api.letsencrypt.org/directory',
  propagationTimeoutMs: 120_000,
};
const NAME = '_acme-challenge.example.com';
const SEEN = {
  event: 'propagation-seen',
  name: NAME,
  nameServer: 'ns1.dnscale.eu',
  address: '192.0.2.1',
  elapsedMs: 250,
} as const;

/** What a `try` of example.com goes through. */
function issue(show: Show): void {
  show.begin(ASKED);
  show.emit({ event: 'step-begun', step: 'present' });
  show.emit({ event: 'txt-published', name: NAME, value: 'v1', zoneName: 'example.com' });
  show.emit({ event: 'step-begun', step: 'waitForPropagation' });
  show.emit({ ...SEEN, verdict: 'lagging', detail: '0 of 1 value' });
  show.emit({ ...SEEN, verdict: 'complete', detail: '1 of 1 value' });
  show.emit({ event: 'propagated', name: NAME, elapsedMs: 300 });
  show.emit({ event: 'txt-removed', name: NAME, value: 'v1' });
  show.emit({ event: 'txt-removed', name: NAME, value: 'v0', wasAbsent: true });
}

describe('openTextShow, into a pipe', () => {
  it('is a log: whom it asks, how long it waits at most, and the name in each server’s line', async () => {
    const { streams: to, said } = streams();
    const show = await openTextShow(to);

    issue(show);

    expect(timeless(said().out)).toBe(`\
T  asks the CA letsencrypt-staging (acme-staging-v02.api.letsencrypt.org) for a certificate of example.com, *.example.com
T  TXT published: _acme-challenge.example.com = v1
T  DNS: waits for all name servers of the zones, 120 s at most
T  DNS: _acme-challenge.example.com at ns1.dnscale.eu (192.0.2.1) lagging after 0.25 s: 0 of 1 value
T  DNS: _acme-challenge.example.com at ns1.dnscale.eu (192.0.2.1) complete after 0.25 s: 1 of 1 value
T  DNS: _acme-challenge.example.com is on every authoritative name server after 0.30 s
T  TXT removed: _acme-challenge.example.com = v1
T  TXT is not there any more: _acme-challenge.example.com = v0
`);
  });

  it('names no next check, where nothing is checked', async () => {
    const { streams: to, said } = streams();
    const nextCheckAt = '2026-12-24T06:00:00.000Z';

    (await openTextShow(to)).emit({
      event: 'decided',
      due: false,
      reason: 'not-due',
      message: 'it is fine',
      nextCheckAt,
    });

    expect(timeless(said().out)).toBe('T  not due; it is fine; --force issues one all the same\n');
  });

  it.each<[string, (show: Show) => void, string]>([
    ['nothing is published', () => undefined, 'Interrupted: it ends as soon as nothing is under way.'],
    ['all was removed', issue, 'Interrupted: it ends as soon as nothing is under way.'],
    [
      'a value is published',
      (show) => show.emit({ event: 'txt-published', name: NAME, value: 'v', zoneName: 'example.com' }),
      'Interrupted: removing the TXT value. Interrupt again to leave it there and end at once.',
    ],
  ])('says that it removes only what it does, when interrupted while %s', async (_, before, words) => {
    const { streams: to, said } = streams();
    const show = await openTextShow(to);
    before(show);
    said();

    show.interrupted();

    expect(said().out).toContain(words);
  });
});

describe('openTextShow, at a terminal', () => {
  it('says nothing above the progress that is in it, and leaves it there with the times', async () => {
    const { streams: to, said } = streams({ isTTY: true, columns: 80, rows: 24 });
    const show = await openTextShow(to);

    issue(show);
    show.finish('out', FACTS);

    const out = stripVTControlCharacters(said().out);
    expect(out).not.toContain('total');
    expect(out).toContain('✓ ns1.dnscale.eu (192.0.2.1) after 0.25 s');
    expect(out).toMatch(/The certificate is in out: serial 0a1b, .* It\s+took \d+\.\d\d s\.\n$/);
  });

  it.each<[string, (show: Show) => void]>([
    ['the certificate is there', (show) => show.finish('dnscale-certs/www.example.com', FACTS)],
    ['it is interrupted', (show) => show.interrupted()],
    ['it fails', (show) => show.fail('word '.repeat(30).trim(), ['_acme-challenge.a.test', 'b.test'])],
  ])('writes no line that is wider than the terminal when %s', async (_, end) => {
    const terminal = { isTTY: true, columns: 80, rows: 24 };
    const { streams: to, said } = streams(terminal);
    Object.assign(to.stderr, terminal);
    const show = await openTextShow(to);

    end(show);

    show.close();
    const { out, err } = said();
    const lines = stripVTControlCharacters(out + err).split('\n');
    expect(lines.join('').length).toBeGreaterThan(80);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('writes no line for what a name server shows', async () => {
    const { streams: to, said } = streams({ isTTY: true, columns: 80, rows: 24 });
    const show = await openTextShow(to);

    issue(show);
    show.close();

    const { out } = said();
    expect(out).not.toContain('DNS:');
    expect(out).toContain('TXT published');
    expect(out).toMatch(/propagation +\d\.\d\d s of at most 120 s/);
  });
});

describe('openTextShow', () => {
  it('writes a line for what says something, and no line for the error, which comes last', async () => {
    const { streams: to, said } = streams();
    const show = await openTextShow(to);

    show.emit({ event: 'run-started', runId: 'r1' });
    show.emit({ event: 'txt-published', name: '_acme-challenge.a.test', value: 'v', zoneName: 'a.test' });
    show.emit({
      event: 'run-failed',
      code: 'propagation-timeout',
      disposition: 'next-run',
      step: 'waitForPropagation',
      message: 'Too slow.',
      nextCheckAt: '2026-11-23T06:00:00.000Z',
      tookMs: 50,
      stepMs: {},
    });
    show.fail('Too slow.', ['_acme-challenge.a.test']);

    const { out, err } = said();
    expect(timeless(out)).toBe('T  TXT published: _acme-challenge.a.test = v\n');
    expect(err).toBe(
      'error: Too slow.\n' +
        'TXT values are, or may be, still published at _acme-challenge.a.test. The same command uses or removes them.\n',
    );
  });

  it('ends with the table of times and where the certificate is', async () => {
    const { streams: to, said } = streams();
    const show = await openTextShow(to);

    show.finish('out', FACTS);

    const { out } = said();
    expect(out).toMatch(/ {2}total +\d+\.\d\d s\n/);
    expect(out).toContain('The certificate is in out: serial 0a1b, valid until 2027-01-30T00:00:00.000Z.\n');
  });
});
