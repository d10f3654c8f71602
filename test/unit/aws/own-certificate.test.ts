import type { ACMClient } from '@aws-sdk/client-acm';
import { describe, expect, it } from 'vitest';
import { ownTags } from '../../../functions/aws/certificate-tags.ts';
import { findOwnCertificate } from '../../../functions/aws/own-certificate.ts';
import { noDeadline } from '../../support/builders.ts';
import { issueTestCertificate } from '../../support/certificates.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const NEVER = noDeadline();
const OURS = ownTags('eu-central-1/certs', 'example.com');
const THEIRS = ownTags('us-east-1/certs', 'example.com');

function earlierTags(stackName: string, certificateName = 'example.com') {
  return [
    { Key: 'dnscale-certs:certificate', Value: certificateName },
    { Key: 'dnscale-certs:stack', Value: stackName },
  ];
}

type Held = {
  arn: string;
  tags?: { Key: string; Value: string }[];
  leafPem?: string;
  type?: string;
  names?: string[];
  more?: boolean;
  createdAt?: string;
};

/** An ACM that lists these, `pageSize` at a time. */
function acmWith(held: Held[], pageSize = 100) {
  return scriptedClient<ACMClient>(({ name, input }) => {
    if (name === 'ListTagsForCertificateCommand') {
      const tags = held.find(({ arn }) => arn === input.CertificateArn)?.tags;
      if (!tags) throw sdkError('ResourceNotFoundException');
      return { Tags: tags };
    }
    if (name === 'GetCertificateCommand') {
      return { Certificate: held.find(({ arn }) => arn === input.CertificateArn)?.leafPem };
    }
    const start = Number(input.NextToken ?? 0);
    const next = start + pageSize;
    return {
      CertificateSummaryList: held.slice(start, next).map(({ arn, type, names, more, createdAt }) => ({
        CertificateArn: arn,
        Type: type ?? 'IMPORTED',
        SubjectAlternativeNameSummaries: names ?? ['example.com'],
        HasAdditionalSubjectAlternativeNames: more ?? false,
        CreatedAt: createdAt === undefined ? undefined : new Date(createdAt),
      })),
      NextToken: next < held.length ? String(next) : undefined,
    };
  });
}

const LEAF = (await issueTestCertificate()).leafPem;
/** The same names, another key. */
const THEIR_LEAF = (await issueTestCertificate()).leafPem;

async function find(client: ACMClient): Promise<string | undefined> {
  const wanted = {
    certificateName: 'example.com',
    renewer: 'eu-central-1/certs',
    stackName: 'certs',
    domainNames: ['example.com'],
    leafPem: LEAF,
  };
  return (await findOwnCertificate({ client, region: 'us-east-1' }, wanted, NEVER))?.certificateArn;
}

describe('findOwnCertificate', () => {
  it('finds it on the last page', async () => {
    const held = [1, 2, 3, 4].map((id) => ({ arn: `theirs-${id}`, tags: THEIRS }));
    const { client, sent } = acmWith([...held, { arn: 'ours', tags: OURS }], 2);

    expect(await find(client)).toBe('ours');
    expect(sent.filter(({ name }) => name === 'ListCertificatesCommand')).toHaveLength(3);
  });

  it('asks for certificates of every key type', async () => {
    const { client, sent } = acmWith([]);

    await find(client);

    expect(sent[0]?.input.Includes).toEqual({
      keyTypes: [
        'RSA_1024',
        'RSA_2048',
        'RSA_3072',
        'RSA_4096',
        'EC_prime256v1',
        'EC_secp384r1',
        'EC_secp521r1',
      ],
    });
  });

  it('reads the tags of imported certificates with a name of ours only', async () => {
    const { client, sent } = acmWith([
      { arn: 'issued-by-amazon', tags: OURS, type: 'AMAZON_ISSUED' },
      { arn: 'other-names', tags: OURS, names: ['example.org'] },
      { arn: 'more-names-than-listed', tags: THEIRS, names: ['example.org'], more: true },
    ]);

    expect(await find(client)).toBeUndefined();
    const questions = sent.filter(({ name }) => name === 'ListTagsForCertificateCommand');
    expect(questions.map(({ input }) => input.CertificateArn)).toEqual(['more-names-than-listed']);
  });

  it('takes the oldest of several', async () => {
    const { client } = acmWith([
      { arn: 'newer', tags: OURS, createdAt: '2026-11-02T00:00:00Z' },
      { arn: 'older', tags: OURS, createdAt: '2026-11-01T00:00:00Z' },
    ]);

    expect(await find(client)).toBe('older');
  });

  it('needs both tags', async () => {
    const { client } = acmWith([{ arn: 'no-renewer-tag', tags: OURS.slice(0, 1) }]);

    expect(await find(client)).toBeUndefined();
  });

  it('takes an untagged certificate when it is the very one that is to be imported', async () => {
    const { client } = acmWith([
      { arn: 'another', tags: [], leafPem: THEIR_LEAF },
      { arn: 'ours', tags: [{ Key: 'made-by', Value: 'someone' }], leafPem: LEAF.replaceAll('\n', '\r\n') },
    ]);

    expect(await find(client)).toBe('ours');
  });

  it("takes a certificate with the earlier tags only when it is the very one, as its namesake's has them too", async () => {
    const tags = earlierTags('certs');
    const another = acmWith([{ arn: 'a-namesakes', tags, leafPem: THEIR_LEAF }]);
    const same = acmWith([{ arn: 'ours', tags, leafPem: LEAF }]);

    expect(await find(another.client)).toBeUndefined();
    expect(await find(same.client)).toBe('ours');
  });

  it.each([
    ['another renewer', THEIRS],
    ['another stack, by the earlier tags', earlierTags('other-stack')],
    ['another certificate of ours, by the earlier tags', earlierTags('certs', 'example.org')],
    ['another renewer, beside the earlier tags', [...earlierTags('certs'), ...THEIRS.slice(1)]],
  ])('leaves the certificate of %s alone, also when it is the very same', async (_whose, tags) => {
    const { client } = acmWith([{ arn: 'theirs', tags, leafPem: LEAF }]);

    expect(await find(client)).toBeUndefined();
  });

  it('prefers a tagged one', async () => {
    const { client } = acmWith([
      { arn: 'untagged', tags: [], leafPem: LEAF },
      { arn: 'tagged', tags: OURS },
    ]);

    expect(await find(client)).toBe('tagged');
  });

  it('passes over a certificate that is deleted meanwhile', async () => {
    const { client } = acmWith([{ arn: 'deleted' }, { arn: 'ours', tags: OURS }]);

    expect(await find(client)).toBe('ours');
  });

  it('ends when ACM never stops sending pages', async () => {
    const { client, sent } = scriptedClient<ACMClient>(() => ({ NextToken: 'again' }));

    expect(await find(client)).toBeUndefined();
    expect(sent).toHaveLength(20);
  });
});
