import { beforeAll, describe, expect, it } from 'vitest';
import type { ArchivedKey, IssuanceJob } from '../../../../functions/engine/issuance/issuance-job.ts';
import { downloadChain, rootOf } from '../../../../functions/engine/issuance/preferred-chain.ts';
import type { AcmeServer } from '../../../../functions/engine/ports/acme.ts';
import { aDefinition, noDeadline } from '../../../support/builders.ts';
import { createTestAuthority, issueTestCertificate, NOW } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';

/** One leaf, whose intermediate is signed by two roots. */
let privateKeyPem: string;
let byDefault: string;
let underOther: string;
/** Under the other root too, but of another key. */
let foreign: string;

beforeAll(async () => {
  const authority = await createTestAuthority({ name: 'CA', rootName: 'Root One' });
  const other = await createTestAuthority({ name: 'CA', rootName: 'Root Two', keys: authority.keys });
  const issued = await issueTestCertificate({ authority });
  privateKeyPem = issued.privateKeyPem;
  byDefault = issued.pem;
  underOther = issued.leafPem + other.certificate.toString('pem');
  foreign = (await issueTestCertificate({ authority: other })).pem;
});

async function download(preferredChain: string | undefined, alternates: () => Promise<string[]>) {
  const asked: string[] = [];
  const acme: Pick<AcmeServer, 'downloadCertificate' | 'downloadAlternates'> = {
    downloadCertificate: async () => byDefault,
    downloadAlternates: () => {
      asked.push('alternates');
      return alternates();
    },
  };
  const events = createRecordedEvents();
  const job = { definition: aDefinition({ preferredChain }), deadline: noDeadline() } as IssuanceJob;
  const key = { privateKeyPem } as ArchivedKey;
  const ports = { acme: acme as AcmeServer, clock: createManualClock(NOW), events };
  const pem = await downloadChain('https://ca.test/order/1', key, job, ports);
  return { pem, asked, warnings: events.named('warning') };
}

describe('downloadChain', () => {
  it.each([undefined, 'Root One'])('asks for no other chain when %s is preferred', async (preferred) => {
    expect(await download(preferred, async () => [underOther])).toEqual({
      pem: byDefault,
      asked: [],
      warnings: [],
    });
  });

  it('takes the chain that ends at the root that is preferred', async () => {
    const { pem, warnings } = await download('Root Two', async () => [byDefault, underOther]);

    expect(pem).toBe(underOther);
    expect(warnings).toEqual([]);
  });

  it('takes the default one, with one warning that names what is offered, when there is no such root', async () => {
    const { pem, warnings } = await download('Root Three', async () => [underOther, byDefault]);

    expect(pem).toBe(byDefault);
    expect(warnings).toEqual([
      {
        event: 'warning',
        subject: 'example.com',
        message:
          'The CA offers no chain that ends at "Root Three", only at "Root One", "Root Two": its default chain is used.',
      },
    ]);
  });

  it('passes over chains that are no text of certificates, or of another key', async () => {
    const { pem } = await download('Root Two', async () => ['<html>', foreign, underOther]);
    const withoutAny = await download('Root Two', async () => ['<html>', foreign]);

    expect(pem).toBe(underOther);
    expect(withoutAny.pem).toBe(byDefault);
    expect(withoutAny.warnings).toHaveLength(1);
  });
});

describe('rootOf', () => {
  it('is the common name of who issued the last certificate', () => {
    expect([rootOf(byDefault), rootOf(underOther)]).toEqual(['Root One', 'Root Two']);
  });

  it.each(['', 'no PEM', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'is unknown for %j',
    (pem) => {
      expect(rootOf(pem)).toBeUndefined();
    },
  );
});
