import type { ACMClient } from '@aws-sdk/client-acm';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCertificateImporter } from '../../../functions/aws/certificate-importer.ts';
import type { CertificateFiles, ImportRequest } from '../../../functions/engine/ports/store.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { issueTestCertificate } from '../../support/certificates.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { type SentCommand, scriptedClient, sdkError } from './scripted-client.ts';

const NEVER = noDeadline();
const ARN = 'arn:aws:acm:us-east-1:111122223333:certificate/1';

let files: CertificateFiles;

beforeAll(async () => {
  const { leafPem, chainPems, privateKeyPem } = await issueTestCertificate({ domainNames: ['example.com'] });
  files = { certificatePem: leafPem, chainPem: chainPems[0], privateKeyPem };
});

function importing(answer: (command: SentCommand, count: number) => unknown, certificateArn?: string) {
  const { client, sent } = scriptedClient<ACMClient>(answer);
  const made: string[] = [];
  const clock = createManualClock(NOW);
  const importer = createCertificateImporter({
    client: (region, maxAttempts) => {
      made.push(`${region} ${maxAttempts}`);
      return client;
    },
    renewer: 'eu-central-1/certs',
    stackName: 'certs',
    clock,
  });
  const request: ImportRequest = {
    certificateName: 'example.com',
    region: 'us-east-1',
    certificateArn,
    files,
  };
  return { sent, made, clock, imported: importer.importCertificate(request, NEVER) };
}

/** With the status that AWS refuses with; a time-out has none. */
function fails(name: string, message?: string) {
  return () => {
    throw name === 'TimeoutError' ? sdkError(name, message) : sdkError(name, message, 400);
  };
}

describe('importCertificate onto an ARN', () => {
  it('sends no tags, and lets the SDK repeat it', async () => {
    const { imported, sent, made } = importing(() => ({ CertificateArn: ARN }), ARN);

    expect(await imported).toBe(ARN);
    expect(sent.map(({ name }) => name)).toEqual(['ImportCertificateCommand']);
    expect(sent[0]?.input).not.toHaveProperty('Tags');
    expect(made).toEqual(['us-east-1 8']);
  });

  it.each([
    ['ResourceNotFoundException', 'import-failed', 'person', /this ARN is gone/],
    [
      'LimitExceededException',
      'import-quota',
      'person',
      /quota of ACM is used up \("LimitExceededException said so"\)/,
      'us-east-1',
    ],
    ['ServiceQuotaExceededException', 'import-quota', 'person', /quota of ACM is used up/, 'us-east-1'],
    ['InvalidArnException', 'import-failed', 'person', /this ARN is gone/],
    ['TagPolicyException', 'import-failed', 'person', /Allow both keys in the tag policy/],
    ['InvalidTagException', 'import-failed', 'person', /Allow both keys in the tag policy/],
    ['TooManyTagsException', 'import-failed', 'person', /Allow both keys in the tag policy/],
    ['ValidationException', 'import-incompatible', 'person', /ACM says "ValidationException said so"/],
    ['InvalidParameterException', 'import-incompatible', 'person', /ACM says/],
    [
      'AccessDeniedException',
      'import-failed',
      'person',
      /Allow acm:ImportCertificate .* tag dnscale-certs:renewer is eu-central-1\/certs\. If somebody removed that, put it back: `aws acm add-tags-to-certificate --certificate-arn arn:aws:acm:us-east-1:111122223333:certificate\/1 --tags Key=dnscale-certs:certificate,Value=example.com Key=dnscale-certs:renewer,Value=eu-central-1\/certs --region us-east-1` If another renewer stands there/,
    ],
    // What ACM in the whole region fails with is one cause for all ARNs.
    ['ThrottlingException', 'import-failed', 'next-run', /The next run tries again/, 'us-east-1'],
    ['TimeoutError', 'import-failed', 'next-run', /The next run tries again/, 'us-east-1'],
  ])('fails on %s with %s', async (name, code, disposition, message, subject = ARN) => {
    const { imported } = importing(fails(name), ARN);

    await expect(imported).rejects.toMatchObject({
      code,
      disposition,
      subject,
      message: expect.stringMatching(message),
    });
  });
});

describe('importCertificate for the first time', () => {
  it('makes a tagged certificate, without repetitions by the SDK, when ACM has none of ours', async () => {
    const { imported, sent, made } = importing(({ name }) =>
      name === 'ListCertificatesCommand' ? {} : { CertificateArn: ARN },
    );

    expect(await imported).toBe(ARN);
    expect(sent[1]?.input).toMatchObject({
      Tags: [
        { Key: 'dnscale-certs:certificate', Value: 'example.com' },
        { Key: 'dnscale-certs:renewer', Value: 'eu-central-1/certs' },
      ],
    });
    expect(made).toEqual(['us-east-1 8', 'us-east-1 1']);
  });

  it('waits while ACM throttles', async () => {
    let imports = 0;
    const { imported, clock } = importing(({ name }) => {
      if (name === 'ListCertificatesCommand') return {};
      imports += 1;
      if (imports <= 2) throw sdkError('ThrottlingException');
      return { CertificateArn: ARN };
    });

    expect(await imported).toBe(ARN);
    expect(imports).toBe(3);
    expect(clock.now().getTime() - NOW.getTime()).toBe(3_000);
  });

  it('fails for the next run when ACM throttles on and on', async () => {
    const { imported, sent } = importing(({ name }) => {
      if (name === 'ListCertificatesCommand') return {};
      throw sdkError('ThrottlingException');
    });

    await expect(imported).rejects.toMatchObject({ code: 'import-failed', disposition: 'next-run' });
    expect(sent.filter(({ name }) => name === 'ImportCertificateCommand')).toHaveLength(5);
  });

  it.each([
    ['was lost', sdkError('TimeoutError', 'socket hang up')],
    ['broke off', sdkError('Error', 'aborted', 200)],
  ])('takes the certificate with its tags when the answer %s, without another import', async (_, lost) => {
    let isMade = false;
    const answers: Record<string, (input: SentCommand['input']) => unknown> = {
      ListCertificatesCommand: () => (isMade ? { CertificateSummaryList: [{ CertificateArn: ARN }] } : {}),
      ListTagsForCertificateCommand: () => ({
        Tags: [
          { Key: 'dnscale-certs:certificate', Value: 'example.com' },
          { Key: 'dnscale-certs:renewer', Value: 'eu-central-1/certs' },
        ],
      }),
      GetCertificateCommand: () => ({ Certificate: files.certificatePem }),
      ImportCertificateCommand: () => {
        isMade = true;
        throw lost;
      },
    };
    const { imported, sent } = importing(({ name, input }) => answers[name]?.(input));

    expect(await imported).toBe(ARN);
    const imports = sent.filter(({ name }) => name === 'ImportCertificateCommand');
    expect(imports.map(({ input }) => input.CertificateArn)).toEqual([undefined]);
  });

  it('leaves it to the next run when the answer was lost and ACM lists no certificate of ours', async () => {
    const { imported, sent, clock } = importing(({ name }) => {
      if (name === 'ListCertificatesCommand') return {};
      throw sdkError('TimeoutError', 'socket hang up');
    });

    await expect(imported).rejects.toMatchObject({ code: 'import-failed', disposition: 'next-run' });
    expect(sent.map(({ name }) => name)).toEqual([
      'ListCertificatesCommand',
      'ImportCertificateCommand',
      'ListCertificatesCommand',
      'ListCertificatesCommand',
      'ListCertificatesCommand',
      'ListCertificatesCommand',
    ]);
    expect(clock.now().getTime() - NOW.getTime()).toBe(10_000);
  });

  it.each(['UnrecognizedClientException', 'InvalidClientTokenId', 'OptInRequired'])(
    'says that the region is not enabled on %s, at whichever call',
    async (name) => {
      const onto = importing(fails(name, 'The security token is invalid.'), ARN);
      const first = importing(fails(name, 'The security token is invalid.'));

      const isTold = {
        code: 'import-failed',
        disposition: 'person',
        subject: 'us-east-1',
        message: expect.stringContaining('the region us-east-1 is not enabled.'),
        advice: 'Enable it for the account, or take it out of `regions`.',
      };
      await expect(onto.imported).rejects.toMatchObject(isTold);
      await expect(first.imported).rejects.toMatchObject(isTold);
    },
  );

  it('fails at once when ACM refuses', async () => {
    const { imported, sent } = importing(({ name }) => {
      if (name === 'ListCertificatesCommand') return {};
      throw sdkError('LimitExceededException', undefined, 400);
    });

    await expect(imported).rejects.toMatchObject({ code: 'import-quota', disposition: 'person' });
    expect(sent.filter(({ name }) => name === 'ImportCertificateCommand')).toHaveLength(1);
  });
});
