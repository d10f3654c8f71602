import { describe, expect, it } from 'vitest';
import type { Zone } from '../../../../functions/engine/ports/dns.ts';
import { examine } from '../../../../functions/engine/preflight/examine.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aRecord, aRequest, aServer, aZone, fails, lines, only, somePorts } from './doctor-ports.ts';

describe('examine', () => {
  it('finds everything in order in a world that is', async () => {
    const findings = await examine(
      aRequest({ domainNames: ['example.com', '*.example.com'] }),
      somePorts(),
      noDeadline(),
    );

    expect(lines(findings)).toEqual([
      'names names ok',
      'token DNScale token ok',
      'token-reads DNScale token ok',
      'token-scope DNScale token ok',
      'zone example.com ok',
      'challenge example.com ok',
      'delegation example.com ok',
      'name-servers example.com ok',
      'serial example.com ok',
      'dnssec example.com ok',
      'leftovers example.com ok',
      'caa example.com ok',
      'caa *.example.com ok',
      'ca https://ca.test/directory ok',
      'profile https://ca.test/directory ok',
    ]);
  });

  it('warns of a zone with a status that it does not know', async () => {
    const ports = somePorts({ zones: { listZones: async () => [aZone({ status: 'verified' })] } });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(lines(findings, 'warning', 'failure', 'unknown')).toEqual(['zone example.com warning']);
  });

  it('never shows the token', async () => {
    const ports = somePorts({ token: { warnings: () => ['others can read it'] } });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(lines(findings, 'warning')).toEqual(['token DNScale token warning']);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });

  it('asks for the list of zones, the servers of a zone and its records once', async () => {
    const asked: string[] = [];
    const counted =
      <Value>(what: string, value: Value) =>
      async () => {
        asked.push(what);
        return value;
      };
    const counting = somePorts({
      zones: { listZones: counted('zones', [aZone()]), listRecords: counted('records', []) },
      resolver: { findNameServers: counted('name servers', [aServer(1)]) },
    });
    const domainNames = Array.from({ length: 100 }, (_, i) => `h${i}.example.com`);

    await examine(aRequest({ domainNames }), counting, noDeadline());

    expect(asked.toSorted()).toEqual(['name servers', 'records', 'zones']);
  });

  it('says what to publish where, and how far the token could be limited', async () => {
    const targets: Record<string, string> = {
      '_acme-challenge.shop.example.org': '_acme-challenge.shop.acme.example.com',
    };
    const ports = somePorts({ lookups: { lookUpCname: async (name) => targets[name] } });

    const findings = await examine(
      aRequest({ domainNames: ['example.com', 'shop.example.org'] }),
      ports,
      noDeadline(),
    );

    expect(findings.filter(({ check }) => check === 'challenge').map(({ message }) => message)).toEqual([
      'the TXT value goes to _acme-challenge.example.com, in the zone example.com',
      'the TXT value goes to _acme-challenge.shop.acme.example.com, where the CNAME at _acme-challenge.shop.example.org leads, in ' +
        'the zone example.com',
    ]);
    expect(only(findings, 'token-scope')?.fix).toBe(
      'To have the tightest key that works, limit one at DNScale in the zone example.com to ' +
        '_acme-challenge.example.com, _acme-challenge.shop.acme.example.com.',
    );
  });

  it('examines DNSSEC where the value goes and of a zone elsewhere, and leaves its servers alone', async () => {
    const signed: string[] = [];
    const asked: string[] = [];
    const ports = somePorts({
      lookups: {
        lookUpCname: async (name) =>
          name === '_acme-challenge.shop.example.org' ? '_acme-challenge.shop.example.com' : undefined,
      },
      inspector: {
        checkDnssec: async (name) => {
          signed.push(name);
          return { status: 'signed', detail: 'AD' };
        },
        askSoa: async (_, zoneName) => {
          asked.push(zoneName);
          return { kind: 'answer', serial: 1, primary: 'ns1.dnscale.test' };
        },
      },
    });

    await examine(aRequest({ domainNames: ['shop.example.org'] }), ports, noDeadline());

    expect(signed).toEqual(['shop.example.org', 'example.com']);
    expect(new Set(asked)).toEqual(new Set(['example.com']));
  });

  it('fails for a name in no zone at DNScale, with the record that would delegate it', async () => {
    const findings = await examine(aRequest({ domainNames: ['www.example.org'] }), somePorts(), noDeadline());

    expect(lines(findings, 'failure')).toEqual(['zone www.example.org failure']);
    expect(only(findings, 'zone')?.message).toContain(
      '_acme-challenge.www.example.org. CNAME _acme-challenge.www-example-org.example.com.',
    );
  });

  it.each<[string, Partial<Zone>]>([
    ['is paused', { status: 'paused' }],
    ['is a copy', { type: 'slave' }],
  ])('fails once for a zone that %s', async (_, changes) => {
    const ports = somePorts({ zones: { listZones: async () => [aZone(changes)] } });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(lines(findings, 'failure')).toEqual(['zone example.com failure']);
  });

  it('fails for CNAMEs that go in a circle', async () => {
    const ports = somePorts({
      zones: {
        listRecords: async () => [
          aRecord('CNAME', '_acme-challenge.example.com', 'a.example.com.'),
          aRecord('CNAME', 'a.example.com', '_acme-challenge.example.com.'),
        ],
      },
    });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(lines(findings, 'failure')).toEqual(['challenge example.com failure']);
  });

  it('fails once for a token that DNScale refuses, and examines the rest', async () => {
    const ports = somePorts({ zones: { listZones: fails('dnscale-unauthorized') } });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(lines(findings)).toEqual([
      'names names ok',
      'token DNScale token ok',
      'token-reads DNScale token failure',
      'zone example.com unknown',
      'dnssec example.com ok',
      'caa example.com ok',
      'ca https://ca.test/directory ok',
      'profile https://ca.test/directory ok',
    ]);
    expect(only(findings, 'token-reads')?.message).toBe('words of dnscale-unauthorized');
  });

  it('fails once for a token that is missing', async () => {
    const missing = fails('token-missing');
    const ports = somePorts({ token: { readToken: missing }, zones: { listZones: missing } });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(lines(findings, 'failure')).toEqual(['token DNScale token failure']);
    expect(lines(findings, 'unknown')).toEqual([
      'token-reads DNScale token unknown',
      'zone example.com unknown',
    ]);
  });

  it('fails for a token that may not read records', async () => {
    const ports = somePorts({ zones: { listRecords: fails('dnscale-forbidden') } });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(lines(findings, 'failure')).toEqual(['token-reads DNScale token failure']);
    expect(lines(findings, 'unknown')).toEqual(['challenge example.com unknown']);
  });

  it('fails for a CA that does not answer, and does not judge CAA without it', async () => {
    const ports = somePorts({ acme: { readMeta: fails('acme-unavailable') } });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(lines(findings, 'warning', 'failure', 'unknown')).toEqual([
      'caa example.com unknown',
      'ca https://ca.test/directory failure',
    ]);
  });

  it('continues with the names that are well-formed', async () => {
    const findings = await examine(
      aRequest({ domainNames: ['exa mple.com', 'example.com'] }),
      somePorts(),
      noDeadline(),
    );

    expect(lines(findings, 'failure')).toEqual(['names exa mple.com failure']);
    expect(lines(findings)).toContain('delegation example.com ok');
  });
});
