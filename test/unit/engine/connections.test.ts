import { describe, expect, it } from 'vitest';
import { addressesTried } from '../../../functions/engine/connections.ts';

function aFailure(address: string, code: string): Error {
  return Object.assign(new Error(`connect ${code} ${address}:443`), { address, code });
}

const BOTH = new AggregateError([aFailure('192.0.2.1', 'ETIMEDOUT'), aFailure('2001:db8::1', 'ENETUNREACH')]);
const TEXT = 'none of its addresses took the connection: 192.0.2.1 (ETIMEDOUT), 2001:db8::1 (ENETUNREACH)';

describe('addressesTried', () => {
  it('names each address and what came of it', () => {
    expect(addressesTried(BOTH)).toBe(TEXT);
  });

  it('finds them behind the error that undici puts before them', () => {
    expect(addressesTried(new Error('Connect Timeout Error', { cause: BOTH }))).toBe(TEXT);
  });

  it.each([new Error('socket hang up'), 'text', undefined])(
    'is silent about any other failure: %s',
    (thrown) => {
      expect(addressesTried(thrown)).toBeUndefined();
    },
  );
});
