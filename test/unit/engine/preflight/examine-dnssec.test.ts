import { describe, expect, it } from 'vitest';
import type { DnssecStatus } from '../../../../functions/engine/ports/dns.ts';
import { examineDnssec } from '../../../../functions/engine/preflight/examine-dnssec.ts';
import { noDeadline } from '../../../support/builders.ts';

describe('examineDnssec', () => {
  it.each<[DnssecStatus['status'], string]>([
    ['signed', 'ok'],
    ['unsigned', 'ok'],
    ['absent', 'unknown'],
    ['broken', 'failure'],
    ['disputed', 'warning'],
    ['unknown', 'unknown'],
  ])('takes %s for %s, with what was seen', async (status, verdict) => {
    const inspector = { checkDnssec: async () => ({ status, detail: 'signature expired (EDE 7)' }) };

    const [finding] = await examineDnssec('example.com', inspector, noDeadline());

    expect(finding).toMatchObject({
      check: 'dnssec',
      subject: 'example.com',
      verdict,
      message: expect.stringContaining('signature expired (EDE 7)'),
    });
  });
});
