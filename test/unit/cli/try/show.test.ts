import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openJsonShow, openTextShow } from '../../../../cli/try/show.ts';

function streams() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = () => ({ out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') });
  return { streams: { stdout: stdout as never, stderr }, said };
}

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
    expect(out).toMatch(/^ +\d+\.\d\d s {2}TXT published: _acme-challenge\.a\.test = v\n$/);
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
