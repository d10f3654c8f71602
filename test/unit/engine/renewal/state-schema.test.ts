import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { STATE_CHANGES } from '../../../../functions/engine/renewal/state-schema.ts';

const RECORD = { zoneId: 'z1', zoneName: 'example.com', name: '_acme-challenge.example.com', value: 'v' };

describe('STATE_CHANGES', () => {
  it('keeps since when nobody shows a value', () => {
    const txtRecords = [{ ...RECORD, unseenSince: new Date('2026-11-23T06:00:00Z') }, RECORD];

    const written = z.encode(STATE_CHANGES, { txtRecords });

    expect(written).toEqual({ txtRecords: [{ ...RECORD, unseenSince: '2026-11-23T06:00:00.000Z' }, RECORD] });
    expect(z.parse(STATE_CHANGES, written)).toEqual({ txtRecords });
  });

  it('reads a value whose time is damaged without it', () => {
    const read = z.parse(STATE_CHANGES, { txtRecords: [{ ...RECORD, unseenSince: 'yesterday' }] });

    expect(read).toEqual({ txtRecords: [RECORD] });
  });
});
