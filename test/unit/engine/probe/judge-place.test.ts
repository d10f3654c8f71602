import { describe, expect, it } from 'vitest';
import type { Leaf, ProbeAnswer, SeenPlace, Standing } from '../../../../functions/engine/ports/probes.ts';
import {
  attentionAtOf,
  placeAttentionAt,
  seePlace,
  standingOf,
} from '../../../../functions/engine/probe/judge-place.ts';

const NOW = new Date('2026-11-23T06:00:00Z');

/** 90 days. */
const LIVE: Leaf = {
  serial: '04af11',
  sha256: 'aa',
  notBefore: new Date('2026-11-23T05:00:00Z'),
  notAfter: new Date('2027-02-21T05:00:00Z'),
};
const OLD: Leaf = {
  serial: '039c7e',
  sha256: 'bb',
  notBefore: new Date('2026-09-24T05:00:00Z'),
  notAfter: new Date('2026-12-23T05:00:00Z'),
};
const REFUSED: ProbeAnswer = { failure: 'refused', reason: 'the connection was refused (ECONNREFUSED)' };
const COMPARED = { live: LIVE, earlier: ['039c7e'] };

describe('standingOf', () => {
  it.each<[string, ProbeAnswer, Standing]>([
    ['the live certificate', { leaf: LIVE }, 'served'],
    ['one that was live before', { leaf: OLD }, 'stale'],
    ['one that we never had', { leaf: { ...OLD, serial: '99' } }, 'foreign'],
    ['another one with the serial number of the live one', { leaf: { ...LIVE, sha256: 'cc' } }, 'foreign'],
    ['nothing', REFUSED, 'unreachable'],
  ])('of a server that presents %s is right', (_what, answer, expected) => {
    expect(standingOf(answer, COMPARED)).toBe(expected);
  });

  it('goes by the serial number where an earlier release stored the live one', () => {
    const live = { ...LIVE, sha256: undefined };

    expect(standingOf({ leaf: { ...LIVE, sha256: 'aa' } }, { live, earlier: [] })).toBe('served');
    expect(standingOf({ leaf: OLD }, { live, earlier: ['039c7e'] })).toBe('stale');
  });
});

describe('seePlace', () => {
  const see = (answer: ProbeAnswer, before?: SeenPlace) =>
    seePlace('www.example.com:443', answer, { compared: COMPARED, before, now: NOW });
  const BEFORE = new Date('2026-11-20T06:00:00Z');

  it('counts from now on where the place was served before', () => {
    const before = { place: 'www.example.com:443', standing: 'served', since: BEFORE } as const;

    expect(see({ leaf: OLD }, before)).toEqual({
      place: 'www.example.com:443',
      standing: 'stale',
      since: NOW,
      leaf: OLD,
    });
    expect(see(REFUSED)).toEqual({
      place: 'www.example.com:443',
      standing: 'unreachable',
      since: NOW,
      reason: 'the connection was refused (ECONNREFUSED)',
    });
  });

  it('counts on while it is not served, for one reason or another', () => {
    const before = { place: 'www.example.com:443', standing: 'unreachable', since: BEFORE } as const;

    expect(see({ leaf: OLD }, before)).toMatchObject({ standing: 'stale', since: BEFORE });
    expect(see({ leaf: LIVE }, before)).toMatchObject({ standing: 'served', since: NOW });
  });
});

describe('placeAttentionAt', () => {
  const place = (standing: Standing, leaf?: Leaf): SeenPlace => ({ place: 'p', standing, since: NOW, leaf });
  const SIX_DAYS = {
    notBefore: new Date('2026-11-23T05:00:00Z'),
    notAfter: new Date('2026-11-29T21:00:00Z'),
  };

  it.each<[string, SeenPlace, typeof SIX_DAYS, string | undefined]>([
    ['what is served', place('served', LIVE), LIVE, undefined],
    ['an earlier one: after a 24th of 90 days', place('stale', OLD), LIVE, '2026-11-27T00:00:00.000Z'],
    ['an earlier one: after a 24th of 160 hours', place('stale', OLD), SIX_DAYS, '2026-11-23T12:40:00.000Z'],
    [
      'an earlier one whose last sixth begins before that',
      place('stale', { ...OLD, notAfter: new Date('2026-12-06T11:00:00Z') }),
      LIVE,
      '2026-11-24T06:00:00.000Z',
    ],
    [
      'an earlier one in its last sixth: after an hour',
      place('stale', { ...OLD, notAfter: new Date('2026-11-24T05:00:00Z') }),
      LIVE,
      '2026-11-23T07:00:00.000Z',
    ],
    ["somebody else's: after an hour", place('foreign', OLD), LIVE, '2026-11-23T07:00:00.000Z'],
    ['nothing: after a day', place('unreachable'), LIVE, '2026-11-24T06:00:00.000Z'],
  ])('is right for %s', (_what, seen, live, expected) => {
    expect(placeAttentionAt(seen, live)?.toISOString()).toBe(expected);
  });
});

describe('attentionAtOf', () => {
  it('is the first of all places, and none where all are served', () => {
    const places: SeenPlace[] = [
      { place: 'a', standing: 'unreachable', since: NOW },
      { place: 'b', standing: 'served', since: NOW, leaf: LIVE },
      { place: 'c', standing: 'foreign', since: NOW, leaf: OLD },
    ];

    expect(attentionAtOf(places, LIVE)).toEqual(new Date('2026-11-23T07:00:00Z'));
    expect(attentionAtOf([{ place: 'b', standing: 'served', since: NOW, leaf: LIVE }], LIVE)).toBeUndefined();
  });
});
