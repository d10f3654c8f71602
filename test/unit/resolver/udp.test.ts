import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OPEN_SOCKETS } from '../../../functions/resolver/open-sockets.ts';
import { hasRouteTo } from '../../../functions/resolver/udp.ts';
import { NOW, noDeadline } from '../../support/builders.ts';

const dgram = vi.hoisted(() => ({ isExhausted: false }));

vi.mock('node:dgram', async (load) => {
  const real = await load<typeof import('node:dgram')>();
  return {
    ...real,
    createSocket: (type: 'udp4' | 'udp6') => {
      if (dgram.isExhausted) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
      return real.createSocket(type);
    },
  };
});

beforeEach(() => {
  dgram.isExhausted = false;
});

const SERVER = { host: '127.0.0.1', port: 53 };
const PLACES = 512;

/** Fails where the gate has no place left. */
const enterSoon = () => OPEN_SOCKETS.enter(AbortSignal.timeout(1_000));

describe('hasRouteTo', () => {
  it('is true for an address of this host', async () => {
    expect(await hasRouteTo(SERVER, noDeadline())).toBe(true);
  });

  it('gives its place back when the system has no more sockets', async () => {
    dgram.isExhausted = true;
    const asked = Array.from({ length: PLACES }, () => hasRouteTo(SERVER, noDeadline()));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);

    (await enterSoon())();
  });

  it('waits for a place no longer than the deadline', async () => {
    const leaves = await Promise.all(Array.from({ length: PLACES }, enterSoon));
    const stop = new AbortController();
    const waiting = hasRouteTo(SERVER, { at: NOW, signal: stop.signal });

    stop.abort(new Error('out of time'));

    await expect(waiting).rejects.toThrow('out of time');
    for (const leave of leaves) leave();
  });
});
