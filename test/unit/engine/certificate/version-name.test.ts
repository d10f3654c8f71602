import { describe, expect, it } from 'vitest';
import {
  expectVersionName,
  isBegunSince,
  versionName,
} from '../../../../functions/engine/certificate/version-name.ts';

const RANDOM = new Uint8Array([0x3f, 0x9a, 0x2c, 0x01]);

describe('versionName', () => {
  it('is the time to the millisecond and the random bytes', () => {
    expect(versionName(new Date('2026-11-23T06:00:00.123Z'), RANDOM)).toBe('20261123T060000123Z-3f9a2c01');
  });

  it('sorts by time within one second, whatever the random bytes are', () => {
    const earlier = versionName(new Date('2026-11-23T06:00:00.001Z'), new Uint8Array([0xff]));
    const later = versionName(new Date('2026-11-23T06:00:00.002Z'), new Uint8Array([0x00]));

    expect(earlier < later).toBe(true);
  });
});

describe('isBegunSince', () => {
  it.each([
    ['20261123T060000123Z-3f9a2c01', '2026-11-23T06:00:00.122Z', true],
    ['20261123T060000123Z-3f9a2c01', '2026-11-23T06:00:00.123Z', true],
    ['20261123T060000123Z-3f9a2c01', '2026-11-23T06:00:00.124Z', false],
    ['20261101T000000Z-aaaaaa', '2026-11-23T06:00:00.000Z', false],
  ])('of %s and %s is %s', (version, at, expected) => {
    expect(isBegunSince(version, new Date(at))).toBe(expected);
  });
});

describe('expectVersionName', () => {
  it.each(['20261123T060000123Z-3f9a2c01', '20261123T060000Z-abcdef', 'v1'])('takes %s', (version) => {
    expect(expectVersionName(version)).toBe(version);
  });

  it.each(['../../..', '.', '', 'a/b', 'a\\b', 'a b', '20261123T060000123Z-3f9a2c01\n'])(
    'fails for %j',
    (version) => {
      expect(() => expectVersionName(version)).toThrow('and no version is called that');
    },
  );
});
