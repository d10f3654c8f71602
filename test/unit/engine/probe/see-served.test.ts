import { describe, expect, it } from 'vitest';
import type { SeenPlace, Served } from '../../../../functions/engine/ports/probes.ts';
import { isProbeDue, seeServed } from '../../../../functions/engine/probe/see-served.ts';

const NOW = new Date('2026-11-23T06:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

const LIVE = {
  serial: '04af11',
  sha256: 'aa',
  notBefore: new Date('2026-10-01T00:00:00Z'),
  notAfter: new Date('2026-12-30T00:00:00Z'),
};
const TARGET = { host: 'www.example.com', port: 443, protocol: 'tls' } as const;
const WANTED = { targets: [TARGET], validity: LIVE };

function place(standing: SeenPlace['standing']): SeenPlace {
  return { place: 'www.example.com:443', standing, since: ago(600), leaf: LIVE };
}

function seen(changes: Partial<Served> = {}): Served {
  return {
    certificateName: 'web',
    at: ago(20),
    live: LIVE,
    liveSince: ago(600),
    earlier: [],
    places: [place('served')],
    ...changes,
  };
}

describe('isProbeDue', () => {
  it.each<[string, Served | undefined, boolean]>([
    ['never seen', undefined, true],
    ['seen 20 minutes ago, served', seen(), false],
    ['seen 50 minutes ago, served', seen({ at: ago(50) }), false],
    ['seen an hour ago, less what ticks differ by', seen({ at: ago(59) }), true],
    [
      'not served, and made live half an hour ago',
      seen({ liveSince: ago(30), places: [place('stale')] }),
      true,
    ],
    ['served, and made live half an hour ago', seen({ liveSince: ago(30) }), false],
    ['not served for long', seen({ places: [place('stale')] }), false],
    ['seen with another live certificate', seen({ live: { ...LIVE, notBefore: ago(90 * 24 * 60) } }), true],
    ['seen at other places', seen({ places: [{ ...place('served'), place: 'example.com:443' }] }), true],
    ['seen in a time to come, by a clock that was wrong', seen({ at: ago(-24 * 60) }), true],
  ])('is right for one %s', (_what, before, expected) => {
    expect(isProbeDue(before, WANTED, NOW)).toBe(expected);
  });
});

describe('seeServed', () => {
  const state = {
    certificateName: 'web',
    txtRecords: [],
    installations: {},
    history: [
      { at: ago(1), outcome: 'renewed' as const, tookMs: 1, serial: '01' },
      { at: ago(1), outcome: 'renewed' as const, tookMs: 1, serial: '04af11' },
    ],
  };
  const answers = [
    { place: 'www.example.com:443', answer: { leaf: { ...LIVE, serial: '02', sha256: 'bb' } } },
  ];

  it('remembers what was live before, from the history and from itself', () => {
    const before = seen({ live: { ...LIVE, serial: '02' }, earlier: ['03'], told: 'ticket' });

    expect(seeServed(before, { state, live: LIVE, answers }, NOW)).toEqual({
      certificateName: 'web',
      at: NOW,
      live: LIVE,
      liveSince: NOW,
      earlier: ['01', '02', '03'],
      places: [
        {
          place: 'www.example.com:443',
          standing: 'stale',
          since: NOW,
          leaf: { ...LIVE, serial: '02', sha256: 'bb' },
        },
      ],
      // A 24th of 90 days.
      attentionAt: new Date('2026-11-27T00:00:00Z'),
      told: 'ticket',
    });
  });

  it('keeps since when it is live, and has nothing to tell where it is served', () => {
    const served = seeServed(
      seen(),
      { state, live: LIVE, answers: [{ place: 'www.example.com:443', answer: { leaf: LIVE } }] },
      NOW,
    );

    expect(served.liveSince).toEqual(ago(600));
    expect(served.attentionAt).toBeUndefined();
    expect(served.places).toEqual([place('served')]);
  });
});
