import { describe, expect, it } from 'vitest';
import { arrange, type Choice, type Item, rowsOf } from '../../../../../cli/dashboard/page/rows.ts';
import type { StatusDocument } from '../../../../../cli/dashboard/page-document.ts';

type Renewer = StatusDocument['renewers'][number];
type Certificate = Renewer['certificates'][number];

const NOW = Date.parse('2026-11-27T03:00:00Z');
const ALL: Choice = {
  filters: [],
  search: '',
  sort: { by: 'state', isReversed: false },
  grouping: 'none',
};

/** Valid for 90 days until 26 Jan, renewed 27 Dec, in the zone example.com. */
function aCertificate(changes: Partial<Certificate> = {}): Certificate {
  const { certificateName = 'www.example.com', state = 'ok' } = changes;
  return {
    certificateName,
    state,
    needsYou: false,
    isDeclared: true,
    notBefore: '2026-10-28T03:00:00.000Z',
    notAfter: '2027-01-26T03:00:00.000Z',
    renewsAt: '2026-12-27T03:00:00.000Z',
    words: { state, headline: 'Live until 26 Jan 03:00.', uses: [], limits: [] },
    commands: { status: '', logs: '' },
    domainNames: [certificateName],
    zones: { [certificateName]: 'example.com' },
    limits: [],
    certificateArns: {},
    targets: [{ kind: 'acm', region: 'eu-central-1', isLive: true, isDeclared: true }],
    probes: [],
    steps: [],
    history: [],
    revocations: [],
    ...changes,
  };
}

function renewerOf(certificates: Certificate[], renewerName = 'DnscaleCerts'): Renewer {
  return { renewerName, region: 'eu-central-1', version: '0.1.0', isComplete: true, certificates };
}

function rowsWith(...certificates: Certificate[]) {
  return rowsOf([renewerOf(certificates)], NOW);
}

function namesOf(items: readonly Item[]): string[] {
  return items.map((item) =>
    item.kind === 'heading' ? `# ${item.title} ${item.count}` : item.row.certificate.certificateName,
  );
}

describe('rowsOf', () => {
  it('shows no share of which a number is missing', () => {
    const served = { all: 3 } as NonNullable<Certificate['served']>;

    expect(rowsWith(aCertificate({ served }))[0]?.served).toBeUndefined();
  });

  it('has what the columns show', () => {
    const [row] = rowsWith(
      aCertificate({
        targets: [
          { kind: 'acm', region: 'eu-central-1', isLive: true, isDeclared: true },
          { kind: 'acm', region: 'us-east-1', isLive: false, isDeclared: true },
          { kind: 'secret', isLive: true, isDeclared: false },
        ],
        served: { ok: 1, all: 3 },
        history: [
          { at: '2026-11-26T03:00:00.000Z', outcome: 'renewed', tookMs: 15_000 },
          { at: '2026-11-27T02:00:00.000Z', outcome: 'unchanged', tookMs: 900 },
        ],
      }),
    );

    expect(row).toMatchObject({
      key: 'DnscaleCerts/www.example.com',
      group: 'ready',
      zone: 'example.com',
      isTroubled: false,
      isExpiring: false,
      startMs: Date.parse('2026-10-28T03:00:00Z'),
      endMs: Date.parse('2027-01-26T03:00:00Z'),
      renewsMs: Date.parse('2026-12-27T03:00:00Z'),
      ranMs: Date.parse('2026-11-27T02:00:00Z'),
      targets: { ok: 1, all: 2 },
      served: { ok: 1, all: 3 },
    });
  });

  it.each([
    ['within 14 days', '2026-09-10', '2026-12-09', true],
    ['in 15 days', '2026-09-12', '2026-12-12', false],
    ['in 4 of 6 days', '2026-11-25', '2026-12-01', false],
    ['in 1 of 6 days', '2026-11-22', '2026-11-28', true],
    ['yesterday', '2026-08-28', '2026-11-26', true],
  ])('tells whether it expires soon: %s', (_, start, end, isExpiring) => {
    const [row] = rowsWith(
      aCertificate({ notBefore: `${start}T03:00:00.000Z`, notAfter: `${end}T03:00:00.000Z` }),
    );

    expect(row?.isExpiring).toBe(isExpiring);
  });

  it('warns of one that is removed and in use, and of no other that is removed', () => {
    const [used, unused] = rowsWith(
      aCertificate({
        state: 'removed',
        isDeclared: false,
        usedBy: ['arn:aws:cloudfront::1:distribution/E1'],
      }),
      aCertificate({ state: 'removed', isDeclared: false }),
    );

    expect(used).toMatchObject({ group: 'removed', isTroubled: true, renewsMs: undefined });
    expect(unused).toMatchObject({ group: 'removed', isTroubled: false, isExpiring: false });
  });

  it('takes a zone for one that was never issued', () => {
    const [unknown, nameless] = rowsWith(
      aCertificate({ domainNames: ['*.example.org'], zones: {} }),
      aCertificate({ certificateName: 'shop', domainNames: undefined, zones: {} }),
    );

    expect(unknown?.zone).toBe('example.org');
    expect(nameless?.zone).toBe('shop');
  });

  it('takes the closest zone of the others for it', () => {
    const [, near, other] = rowsWith(
      aCertificate(),
      aCertificate({ domainNames: ['*.shop.example.com'], zones: {} }),
      aCertificate({ domainNames: ['badexample.com'], zones: {} }),
    );

    expect(near?.zone).toBe('example.com');
    expect(other?.zone).toBe('badexample.com');
  });
});

describe('arrange', () => {
  const FLEET = rowsWith(
    aCertificate({ certificateName: 'a10.example.com' }),
    aCertificate({ certificateName: 'a9.example.com', notAfter: '2027-02-01T03:00:00.000Z' }),
    aCertificate({
      certificateName: 'api.example.org',
      zones: { 'api.example.org': 'example.org' },
      state: 'failing',
      words: { state: 'CAA forbids', headline: 'Not renewed.', uses: [], limits: [] },
      needsYou: true,
      notAfter: '2026-11-29T03:00:00.000Z',
    }),
    aCertificate({
      certificateName: 'www.example.org',
      zones: { 'www.example.org': 'example.org' },
      domainNames: ['www.example.org', 'shop.example.org'],
      state: 'at-risk',
    }),
  );
  const arranged = (choice: Partial<Choice>) => namesOf(arrange(FLEET, { ...ALL, ...choice }));

  it('has the most urgent first, then what ends first', () => {
    expect(arranged({})).toEqual(['api.example.org', 'www.example.org', 'a10.example.com', 'a9.example.com']);
  });

  it('sorts by name as a person counts, and the other way round', () => {
    const by = 'name';
    const up = ['a9.example.com', 'a10.example.com', 'api.example.org', 'www.example.org'];

    expect(arranged({ sort: { by, isReversed: false } })).toEqual(up);
    expect(arranged({ sort: { by, isReversed: true } })).toEqual(up.toReversed());
  });

  it('has what was never issued last in the order of expiry', () => {
    const rows = rowsWith(
      aCertificate({ certificateName: 'new', notAfter: undefined }),
      aCertificate({ certificateName: 'old' }),
    );

    expect(namesOf(arrange(rows, { ...ALL, sort: { by: 'expires', isReversed: false } }))).toEqual([
      'old',
      'new',
    ]);
  });

  it('groups by zone, the one with the most urgent first', () => {
    const items = arrange(FLEET, { ...ALL, grouping: 'zone' });

    expect(namesOf(items)).toEqual([
      '# example.org 2',
      'api.example.org',
      'www.example.org',
      '# example.com 2',
      'a10.example.com',
      'a9.example.com',
    ]);
    expect(items[0]).toMatchObject({ worst: 'failing', troubled: 2 });
    expect(items[3]).toMatchObject({ worst: 'ready', troubled: 0 });
  });

  it('groups zones by their names where rows are sorted by name', () => {
    expect(arranged({ grouping: 'zone', sort: { by: 'name', isReversed: true } })).toEqual([
      '# example.org 2',
      'www.example.org',
      'api.example.org',
      '# example.com 2',
      'a10.example.com',
      'a9.example.com',
    ]);
  });

  it('groups by renewer', () => {
    const rows = rowsOf([renewerOf([aCertificate()], 'One'), renewerOf([aCertificate()], 'Other')], NOW);

    expect(namesOf(arrange(rows, { ...ALL, grouping: 'renewer' }))).toEqual([
      '# One 1',
      'www.example.com',
      '# Other 1',
      'www.example.com',
    ]);
  });

  it('shows what is in any of the tiles that are pressed', () => {
    expect(arranged({ filters: ['at-risk', 'expiring'] })).toEqual(['api.example.org', 'www.example.org']);
    expect(arranged({ filters: ['removed'] })).toEqual([]);
  });

  it('finds by certificate name, domain name and state, each word', () => {
    expect(arranged({ search: 'A10' })).toEqual(['a10.example.com']);
    expect(arranged({ search: 'shop.example' })).toEqual(['www.example.org']);
    expect(arranged({ search: 'caa' })).toEqual(['api.example.org']);
    expect(arranged({ search: ' example.org  at-risk ' })).toEqual(['www.example.org']);
  });
});
