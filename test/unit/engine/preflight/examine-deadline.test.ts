import { describe, expect, it } from 'vitest';
import { deadlineExceeded, deadlineIn, throwIfOver } from '../../../../functions/engine/deadline.ts';
import type { Deadline } from '../../../../functions/engine/ports/time.ts';
import { examine } from '../../../../functions/engine/preflight/examine.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { aRequest, aServer, aZone, lines, neverAnswers, only, somePorts } from './doctor-ports.ts';

describe('examine, when the time is up', () => {
  it('says of what was not answered in time that it was not, and keeps the rest', async () => {
    const ports = somePorts({
      zones: { listZones: neverAnswers },
      acme: { readMeta: neverAnswers },
      inspector: { checkDnssec: neverAnswers },
    });

    const findings = await examine(aRequest(), ports, deadlineIn(50, { now: () => NOW }));

    expect(lines(findings)).toEqual([
      'names names ok',
      'token DNScale token ok',
      'token-reads DNScale token failure',
      'zone example.com unknown',
      'dnssec example.com unknown',
      'caa example.com unknown',
      'ca https://ca.test/directory failure',
    ]);
    expect(only(findings, 'dnssec')?.message).toBe('no answer in time');
    expect(only(findings, 'ca')?.message).toBe('the CA was asked and did not answer in time');
    expect(only(findings, 'token-reads')?.message).toBe('DNScale was asked and did not answer in time');
  });

  it('names who did not answer, at each check that waited for it', async () => {
    const over = { at: NOW, signal: AbortSignal.abort(deadlineExceeded('the examination')) };
    const silent = async () => {
      throwIfOver(over, { who: 'DNScale', request: 'GET /zones/z1/records', waitedMs: 7_600 });
      return [];
    };

    const findings = await examine(aRequest(), somePorts({ zones: { listRecords: silent } }), noDeadline());

    expect(findings.filter(({ verdict }) => verdict === 'unknown')).toEqual(
      ['token-reads DNScale token', 'challenge example.com'].map((about) => ({
        check: about.replace(/ .*/, ''),
        subject: about.replace(/^\S+ /, ''),
        verdict: 'unknown',
        message: 'DNScale did not answer within 8 s',
        fix: 'See whether DNScale is up, and whether this network lets https out to it; a proxy is not used.',
      })),
    );
  });

  it('ends with the deadline where a port does not', async () => {
    const hangs = () => new Promise<never>(() => undefined);
    const ports = somePorts({ zones: { listZones: hangs }, acme: { readMeta: hangs } });

    const findings = await examine(aRequest(), ports, deadlineIn(50, { now: () => NOW }));

    expect(lines(findings, 'failure')).toContain('ca https://ca.test/directory failure');
  });

  it('keeps what it saw of a zone when the deadline comes amid the others', async () => {
    const ports = somePorts({
      zones: { listZones: async () => [aZone(), aZone({ id: 'z2', name: 'example.net' })] },
      resolver: {
        findNameServers: (zoneName: string, deadline: Deadline) =>
          zoneName === 'example.net' ? neverAnswers(deadline) : Promise.resolve([aServer(1)]),
      },
    });

    const findings = await examine(
      aRequest({ domainNames: ['example.com', 'example.net'] }),
      ports,
      deadlineIn(50, { now: () => NOW }),
    );

    expect(lines(findings)).toContain('delegation example.com ok');
    expect(lines(findings, 'unknown')).toContain('challenge example.net unknown');
  });
});
