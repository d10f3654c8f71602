import { describe, expect, it } from 'vitest';
import {
  describeTightestScope,
  examineReading,
  examineToken,
} from '../../../../functions/engine/preflight/examine-token.ts';
import { noDeadline } from '../../../support/builders.ts';
import { anError, aZone, fails } from './doctor-ports.ts';

describe('examineToken', () => {
  it('says that a token exists, and warns of how it is kept', async () => {
    const token = {
      readToken: async () => 'dnscale_live_canary-4711',
      warnings: () => ['others can read the file'],
    };

    const findings = await examineToken(token, noDeadline());

    expect(findings.map(({ verdict, message }) => `${verdict}: ${message}`)).toEqual([
      'ok: is there and can be read',
      'warning: others can read the file',
    ]);
  });

  it('fails in the words of who could not read it', async () => {
    const token = { readToken: fails('token-missing', 'set DNSCALE_API_TOKEN'), warnings: () => [] };

    expect(await examineToken(token, noDeadline())).toEqual([
      { check: 'token', subject: 'DNScale token', verdict: 'failure', message: 'set DNSCALE_API_TOKEN' },
    ]);
  });
});

describe('examineReading', () => {
  const read = { zone: aZone(), outcome: { value: [] } };

  it('says what the token may read, and that writing is not tested', () => {
    const [finding] = examineReading({ value: [aZone(), aZone({ id: 'z2' })] }, [read]);

    expect(finding).toMatchObject({
      verdict: 'ok',
      message: expect.stringContaining(
        'sees 2 zones (zones:read) and the records of example.com (records:read). Whether it may write is not tested',
      ),
    });
  });

  it('fails for each zone whose records it may not read', () => {
    const refused = {
      zone: aZone(),
      outcome: { error: anError('dnscale-forbidden', 'records:read is missing') },
    };

    expect(examineReading({ value: [aZone()] }, [read, refused])).toEqual([
      {
        check: 'token-reads',
        subject: 'DNScale token',
        verdict: 'failure',
        message: 'records:read is missing',
      },
    ]);
  });

  it('cannot tell for a token that sees no zone', () => {
    expect(examineReading({ value: [] }, [])).toMatchObject([{ verdict: 'unknown' }]);
  });
});

describe('describeTightestScope', () => {
  it('names each zone with the owner names in it, each once', () => {
    const net = aZone({ id: 'z2', name: 'example.net' });

    const [finding] = describeTightestScope([
      { name: '_acme-challenge.example.com', zone: aZone() },
      { name: 'shared.example.net', zone: net },
      { name: 'shared.example.net', zone: net },
    ]);

    expect(finding).toEqual({
      check: 'token-scope',
      subject: 'DNScale token',
      verdict: 'ok',
      message: 'needs zones:read, records:read and records:write, and nothing else',
      fix:
        'To have the tightest key that works, limit one at DNScale in the zone example.com to ' +
        '_acme-challenge.example.com; in the zone example.net to shared.example.net.',
    });
  });

  it('says nothing where no zone takes a value', () => {
    expect(describeTightestScope([])).toEqual([]);
  });
});
