/** What the page takes of the server: by hand. */
import { describe, expect, it } from 'vitest';
import { failureIn, readingIn } from '../../../../../cli/dashboard/page/messages.ts';
import { statusJson } from '../../../../../cli/status/status-json.ts';
import { AT, FULL, known, renewerOf, THREE } from '../../status/fleet.ts';

const { state: _, ...declared } = known('new.test');
const STATUS = statusJson([renewerOf([FULL, ...THREE, declared])], [], AT);
const COMMAND = 'dnscale-certs dashboard --region eu-west-1';
const READING = { readAt: '2026-11-27T03:20:00.000Z', isDemo: false, command: COMMAND, status: STATUS };

describe('readingIn', () => {
  it('takes what the command writes', () => {
    expect(readingIn(JSON.stringify(READING))?.status.renewers[0]?.certificates).toHaveLength(5);
  });

  const [renewer] = STATUS.renewers;
  const [certificate] = renewer?.certificates ?? [];
  const withOne = (changes: object) => ({
    ...READING,
    status: { ...STATUS, renewers: [{ ...renewer, certificates: [{ ...certificate, ...changes }] }] },
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'hello'],
    ['no time', { ...READING, readAt: 'now' }],
    ['no command', { ...READING, command: undefined }],
    ['another form', { ...READING, status: { ...STATUS, schema: 2 } }],
    ['no renewers', { ...READING, status: { ...STATUS, renewers: null } }],
    ['a renewer without a name', { ...READING, status: { ...STATUS, renewers: [{ certificates: [] }] } }],
    [
      'a certificate that is none',
      { ...READING, status: { ...STATUS, renewers: [{ ...renewer, certificates: [null] }] } },
    ],
    ['a certificate without words', withOne({ words: undefined })],
    ['a certificate without steps', withOne({ steps: undefined })],
    ['a certificate whose history is none', withOne({ history: {} })],
    ['a certificate without commands', withOne({ commands: undefined })],
  ])('refuses %s', (_name, data) => {
    expect(readingIn(JSON.stringify(data))).toBeUndefined();
  });

  it('refuses what is no JSON', () => {
    expect(readingIn('{"readAt":')).toBeUndefined();
  });
});

describe('failureIn', () => {
  const FAILURE = { at: '2026-11-27T03:20:00.000Z', code: 'aws-failed', message: 'The token has expired.' };

  it('takes a failure with and without advice', () => {
    expect(failureIn(JSON.stringify(FAILURE))).toEqual(FAILURE);
    expect(failureIn(JSON.stringify({ ...FAILURE, advice: 'Sign in.' }))?.advice).toBe('Sign in.');
  });

  it.each([[{ ...FAILURE, at: '' }], [{ ...FAILURE, message: 1 }], [[]], [null]])('refuses %j', (data) => {
    expect(failureIn(JSON.stringify(data))).toBeUndefined();
  });
});
