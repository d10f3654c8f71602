import { describe, expect, it } from 'vitest';
import { examine } from '../../../../functions/engine/preflight/examine.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aRecord, aRequest, only, somePorts, VALUE } from './doctor-ports.ts';

describe('examineLeftovers', () => {
  it('warns of values that were left, with the command that shows them', async () => {
    const name = '_acme-challenge.example.com';
    const ports = somePorts({
      zones: {
        listRecords: async () => [aRecord('TXT', name, VALUE, 'r1'), aRecord('TXT', name, 'other', 'r2')],
      },
    });

    const findings = await examine(aRequest({ domainNames: ['*.example.com'] }), ports, noDeadline());

    expect(only(findings, 'leftovers')).toEqual({
      check: 'leftovers',
      subject: 'example.com',
      verdict: 'warning',
      message:
        '1 TXT value at _acme-challenge.example.com: part of an issuance that is under way, or left by one that ended; ' +
        'beside it 1 TXT value of no ACME client, which stays',
      fix: 'To see and remove it: dnscale-certs sweep -d example.com --older-than 1d',
    });
  });

  it('advises no sweep of values that it would keep', async () => {
    const name = '_acme-challenge.example.com';
    const ports = somePorts({ zones: { listRecords: async () => [aRecord('TXT', name, 'v=spf1 -all')] } });

    const findings = await examine(aRequest(), ports, noDeadline());

    expect(only(findings, 'leftovers')).toEqual({
      check: 'leftovers',
      subject: 'example.com',
      verdict: 'warning',
      message: '1 TXT value at _acme-challenge.example.com, of no ACME client: no issuance minds',
      fix: 'If nothing of yours needs it, remove it at DNScale.',
    });
  });

  it('advises a sweep of the name alone at which a value was left', async () => {
    const ports = somePorts({
      zones: { listRecords: async () => [aRecord('TXT', '_acme-challenge.b.example.com', VALUE)] },
    });
    const domainNames = ['a.example.com', 'b.example.com'];

    const findings = await examine(aRequest({ domainNames }), ports, noDeadline());

    expect(only(findings, 'leftovers')?.fix).toContain('sweep -d b.example.com --older-than');
  });
});
