/**
 * What the next release may write, read by this one after a rollback: words and attributes that it does not know.
 * That they also stay in the table is shown on a real one: test/contract/aws/later-release.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { parseWorkMessage } from '../../../functions/aws/work-message.ts';
import written from '../../support/releases/22f02fc.json' with { type: 'json' };
import type { Item } from '../../support/world/models/condition.ts';
import { openReleaseWorld } from '../../support/world/release-world.ts';

const { issued, pointer } = written;
const NOT_DUE = '2026-11-27T00:00:00Z';
const DUE = '2027-01-26T00:00:00Z';

type Changes = { definition?: Item; state?: Item; pointer?: Item };

/** What a later release might have left: what this one wrote, with changes. */
function openWorld(now: string, changes: Changes = {}) {
  const items = {
    definition: { ...issued.definition, ...changes.definition },
    state: { ...issued.state, ...changes.state },
  };
  return openReleaseWorld({ items, now, pointer: { ...pointer, ...changes.pointer } });
}

describe('a run', () => {
  it('takes an unknown failure code and an unknown disposition for a failure like any other', async () => {
    const failure = {
      count: 3,
      code: 'validation-method-retired',
      disposition: 'another-certificate',
      message: 'of tomorrow',
      step: 'attest',
      at: '2026-11-26T12:00:00.000Z',
      hint: { url: 'https://example.com/hint' },
    };
    const { run, state, log } = await openWorld(NOT_DUE, { state: { failure } });

    await run();

    expect(log.counts.get('run-finished')).toBe(1);
    expect(state()).not.toHaveProperty('failure');
  });

  it('renews a certificate whose key is of an unknown kind only where ACM takes the change, and says so', async () => {
    const certificate = { ...issued.state.certificate, keyAlgorithm: 'EC_SECP521R1' };
    const { run, state, ca } = await openWorld(NOT_DUE, { state: { certificate } });

    await run();

    expect(ca.issued).toEqual([]);
    expect(state()).toMatchObject({
      certificate,
      failure: { code: 'import-incompatible', disposition: 'person', step: 'preflight' },
    });
  });

  it('takes a damaged readiness and a damaged history for none, and makes them anew', async () => {
    const { run, state, log } = await openWorld(NOT_DUE, {
      state: { readiness: 'ready', history: { '2026-11-26': 'renewed' }, attentionAt: 'soon' },
    });

    await run();

    expect(log.counts.get('run-finished')).toBe(1);
    expect(state()).toMatchObject({
      history: [{ outcome: 'unchanged', at: expect.any(String), tookMs: expect.any(Number) }],
      attention: 'yes',
      attentionAt: '2027-02-08T23:23:08.166Z',
    });
  });

  it('takes what a step saw for nothing where it is damaged, long or would be obeyed by a terminal, and keeps the rest', async () => {
    const run = { at: new Date(Date.now() - 60_000).toISOString(), outcome: 'renewed', tookMs: 9 };
    const steps = [
      { step: 'decide', tookMs: 1, saw: 7 },
      { step: 'preflight', tookMs: 1, saw: 'x'.repeat(121) },
      { step: 'newOrder', tookMs: 1, saw: '\u001b[2Jan order' },
      { step: 'store', tookMs: 1, saw: 'version v1' },
    ];
    const history = [{ ...run, steps, challenges: [{ name: '\u001b[2J', showing: 1, servers: 1 }] }];
    const { run: check, state } = await openWorld(NOT_DUE, { state: { history } });

    await check();

    expect(state()?.history).toMatchObject([
      {
        outcome: 'renewed',
        steps: [
          { step: 'decide', tookMs: 1 },
          { step: 'preflight', tookMs: 1 },
          { step: 'newOrder', tookMs: 1 },
          { step: 'store', tookMs: 1, saw: 'version v1' },
        ],
      },
      { outcome: 'unchanged' },
    ]);
    expect(JSON.stringify(state()?.history)).not.toMatch(/2J|xxxx|challenges|"saw":7/);
  });

  it('leaves a definition alone that it cannot carry out: what is live stays, and a person is told', async () => {
    const { run, state, ca } = await openWorld(DUE, { definition: { keyAlgorithm: 'EC_SECP521R1' } });

    await run();

    expect(ca.issued).toEqual([]);
    expect(state()).toMatchObject({
      certificate: issued.state.certificate,
      failure: { code: 'config-invalid', disposition: 'person' },
    });
    expect((state().failure as Item).message).toContain('keyAlgorithm');
  });

  it('passes over settings of a definition that it does not know', async () => {
    const { run, ca } = await openWorld(DUE, {
      definition: { validationMethod: 'dns-persist-01', notify: ['a'] },
    });

    await run();

    expect(ca.issued).toHaveLength(1);
  });

  it('resumes an order whose journal says more than it knows', async () => {
    const order = {
      version: '20270125T000000000Z-00000001',
      definitionHash: issued.definition.hash,
      certificateAuthority: 'https://ca.test/directory',
      startedAt: '2027-01-25T00:00:00.000Z',
      attestation: { kind: 'tpm' },
    };
    const { run, state, ca } = await openWorld(DUE, { state: { order } });

    await run();

    expect(ca.issued).toHaveLength(1);
    expect(state()).not.toHaveProperty('order');
  });

  it('moves a pointer that says more than it knows', async () => {
    const { run, ca, bucket } = await openWorld(DUE, { pointer: { mirrors: ['eu-west-1'] } });

    await run();

    expect(JSON.parse(bucket.text('live/example.com/current.json') ?? '')).toMatchObject({
      serial: ca.issued[0]?.serial,
    });
  });

  it('leaves a pointer of a newer schema alone, before an order is spent', async () => {
    const { run, state, bucket, ca } = await openWorld(DUE, { pointer: { schema: 2 } });

    await run();

    expect(ca.issued).toEqual([]);
    expect(state()).toMatchObject({ failure: { code: 'store-failed', disposition: 'person' } });
    expect(JSON.parse(bucket.text('live/example.com/current.json') ?? '')).toEqual({ ...pointer, schema: 2 });
  });

  it('leaves a definition of a newer schema alone, and reports it', async () => {
    const { run, state, ca } = await openWorld(DUE, { definition: { schema: 2 } });

    await run();

    expect(ca.issued).toEqual([]);
    expect(state()).toMatchObject({
      certificate: issued.state.certificate,
      failure: {
        code: 'record-unreadable',
        disposition: 'person',
        message: expect.stringContaining(
          'schema 2, this one knows 1) and is left alone. Deploy that release',
        ),
      },
    });
  });

  it('leaves a state of a newer schema alone, and says so to whoever started it', async () => {
    const { run, state } = await openWorld(DUE, { state: { schema: 2 } });

    await expect(run()).rejects.toMatchObject({
      code: 'record-unreadable',
      disposition: 'person',
      message: expect.stringContaining('The state item of example.com was written by a newer release'),
    });

    expect(state()).toEqual({ ...issued.state, schema: 2 });
  });
});

describe('parseWorkMessage', () => {
  it('passes over what it does not know', () => {
    const body = JSON.stringify({ schema: 1, certificateName: 'example.com', reason: 'window-moved' });

    expect(parseWorkMessage(body)).toEqual({ certificateName: 'example.com' });
  });

  it('refuses a message of a newer schema, in words', () => {
    const body = JSON.stringify({ schema: 2, certificateName: 'example.com' });

    expect(parseWorkMessage(body)).toEqual({
      fault: expect.stringContaining('the message is not of the form of schema 1 (schema:'),
    });
  });
});
