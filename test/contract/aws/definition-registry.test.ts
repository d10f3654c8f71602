/** Writing definitions and asking for checks, on a real table. */
import { describe, expect, it } from 'vitest';
import type { CertificateDefinition } from '../../../functions/engine/config/definition.ts';
import type { Owner } from '../../../functions/engine/declare/owner.ts';
import { aDefinition, anOwner, NOW } from '../../support/builders.ts';
import { NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

const A = anOwner({ logicalId: 'A' });
const B = anOwner({ logicalId: 'B' });
const A_TEXT = 'cloudformation:eu-central-1/Certs/A';
const B_TEXT = 'cloudformation:eu-central-1/Certs/B';
const ELSEWHERE = anOwner({ stackName: 'Shop' });

const put = (owner: Owner, changes: Partial<CertificateDefinition> = {}, isMoved = false) =>
  world.registry.putDefinition({ definition: aDefinition(changes), owner }, { isMoved }, NEVER);
const remove = (owner: Owner) => world.registry.removeDefinition('example.com', owner, NEVER);
const read = () => world.records.readDefinition('example.com', NEVER);

describe('putDefinition', () => {
  it('is read back with its owner and the hash of its content', async () => {
    const content = { certificateAuthority: 'https://ca.test/dir', profile: 'shortlived' };

    await put(A, content);

    expect(await read()).toEqual({
      definition: aDefinition(content),
      owner: A_TEXT,
      hash: 'b31211c08e0a6eaa04b1b3a39b1817184ad9c76229861b6a94cde3645c697dcc',
    });
  });

  it('replaces what the owner wrote before, and removes all options that are gone', async () => {
    const chosen = {
      profile: 'shortlived',
      preferredChain: 'Root X1',
      extraWaitSeconds: 30,
      removalPolicy: 'destroy' as const,
      existingCertificateArns: ['arn:aws:acm:eu-central-1:111122223333:certificate/1'],
      tags: { team: 'web' },
      probe: ['example.com:443'],
    };
    await put(A, chosen);
    expect((await read())?.definition).toMatchObject(chosen);

    await put(A, { domainNames: ['www.example.com'] });

    expect(await read()).toMatchObject({ owner: A_TEXT, definition: { domainNames: ['www.example.com'] } });
    for (const gone of [...Object.keys(chosen), 'probed', 'former']) {
      expect(await world.stored('definition')).not.toHaveProperty(gone);
    }
  });

  it('takes the name over within the stack, and keeps what the former owner wrote', async () => {
    await put(A, { profile: 'shortlived' });
    await put(B);

    expect(await read()).toMatchObject({ owner: B_TEXT });
    expect(await world.stored('definition')).toMatchObject({
      former: [{ owner: A_TEXT, definition: { profile: 'shortlived', domainNames: ['example.com'] } }],
    });
  });

  it('refuses another stack, naming both, and changes nothing', async () => {
    await put(A);
    const before = await world.stored('definition');

    await expect(put(ELSEWHERE, { domainNames: ['www.example.com'] })).rejects.toMatchObject({
      code: 'config-invalid',
      disposition: 'person',
      message:
        'The certificate example.com is declared by A in the stack Certs (eu-central-1), so ExampleCom in the stack Shop (eu-central-1) cannot have it. Nothing was changed. Remove it there and deploy that stack, then deploy this one; or give this one another certificateName.',
    });
    expect(await world.stored('definition')).toEqual(before);
  });

  it('follows a resource that CloudFormation has moved into another stack', async () => {
    await put(A);
    await put(ELSEWHERE, {}, true);

    expect(await read()).toMatchObject({ owner: 'cloudformation:eu-central-1/Shop/ExampleCom' });
    expect(await remove(A)).toBe(false);
  });

  it("takes over from a stack's ARN, as earlier releases wrote it", async () => {
    const owner = 'cloudformation:arn:aws:cloudformation:eu-central-1:111122223333:stack/Certs/1f2e/A';
    await world.put({ certificateName: 'example.com', kind: 'definition', schema: 1, owner });
    await put(A);

    expect(await read()).toMatchObject({ owner: A_TEXT });
    expect(await world.stored('definition')).not.toHaveProperty('former');
  });

  it('refuses an owner of a later release, naming it, and changes nothing', async () => {
    const item = { certificateName: 'example.com', kind: 'definition', schema: 1, owner: 'cli:operator' };
    await world.put(item);

    await expect(put(A)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(
        'example.com is declared by cli:operator, an owner that this release does not know, so A in the stack Certs',
      ),
    });
    expect(await world.stored('definition')).toEqual(item);
  });

  it('takes over from one for a resource that CloudFormation calls by this name already', async () => {
    await world.put({ certificateName: 'example.com', kind: 'definition', schema: 1, owner: 'later:A' });

    await put(A, {}, true);

    expect(await read()).toMatchObject({ owner: A_TEXT });
  });

  it('succeeds when the answer was lost', async () => {
    await put(A);
    world.connections.loseNext();
    await put(B);

    expect(await world.stored('definition')).toMatchObject({ owner: B_TEXT, former: [{ owner: A_TEXT }] });
  });

  it('loses none of two that come at once', async () => {
    await Promise.all([put(A), put(B)]);

    const stored = await world.stored('definition');
    expect([stored?.owner, stored?.former].flat()).toHaveLength(2);
  });

  it('fails for a person when a newer release wrote the definition', async () => {
    const item = { certificateName: 'example.com', kind: 'definition', schema: 2 };
    await world.put(item);

    await expect(put(A)).rejects.toMatchObject({ code: 'record-unreadable', disposition: 'person' });
    expect(await world.stored('definition')).toEqual(item);
  });
});

describe('removeDefinition', () => {
  it('removes what its owner wrote, also when the answer was lost', async () => {
    await put(A);
    world.connections.loseNext();

    expect(await remove(A)).toBe(true);
    expect(await world.stored('definition')).toBeUndefined();
  });

  it('gives the name back to the former owner of the stack, whole', async () => {
    await put(A, { domainNames: ['a.example.com'], extraWaitSeconds: 30 });
    await put(B, { profile: 'shortlived' });

    expect(await remove(B)).toBe(true);
    expect(await read()).toEqual({
      definition: aDefinition({ domainNames: ['a.example.com'], extraWaitSeconds: 30 }),
      owner: A_TEXT,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await world.stored('definition')).not.toHaveProperty('profile');
    expect(await world.stored('definition')).not.toHaveProperty('former');
  });

  it('forgets a former definition at its own Delete, and leaves the one that counts', async () => {
    await put(A);
    await put(B);

    expect(await remove(A)).toBe(true);
    expect(await read()).toMatchObject({ owner: B_TEXT });
    expect(await remove(B)).toBe(true);
    expect(await world.stored('definition')).toBeUndefined();
  });

  it.each([
    ['another stack', ELSEWHERE],
    ['another resource of the stack', B],
    ['a stack of that name in another region', anOwner({ logicalId: 'A', region: 'us-east-1' })],
  ])('changes nothing for %s', async (_, owner) => {
    await put(A);

    expect(await remove(owner)).toBe(false);
    expect(await world.stored('definition')).toMatchObject({ owner: A_TEXT });
  });

  it('leaves the definition of a later release when a former owner goes', async () => {
    await put(A, { profile: 'shortlived' });
    await put(B);
    const former = (await world.stored('definition'))?.former as unknown[];
    const theirs = { certificateName: 'example.com', kind: 'definition', schema: 1, owner: 'cli:operator' };
    const kept = { owner: 'later:X', definition: { domainNames: ['x.example.com'] } };
    await world.put({ ...theirs, domainNames: ['theirs.example.com'], former: [...former, kept] });

    expect(await remove(A)).toBe(true);
    expect(await world.stored('definition')).toMatchObject({
      ...theirs,
      domainNames: ['theirs.example.com'],
      former: [kept],
    });
    expect(await remove(A)).toBe(false);
  });

  it('is false where nobody declares the name', async () => {
    expect(await remove(A)).toBe(false);
  });
});

describe('requestCheck', () => {
  it('leaves a request, and makes no state', async () => {
    await world.registry.requestCheck('example.com', { dueAt: NOW }, NEVER);

    expect((await world.records.readRequests('example.com', NEVER)).checks).toHaveLength(1);
    expect(await world.stored('state')).toBeUndefined();
  });

  it('leaves one when its answer was lost', async () => {
    world.connections.loseNext();

    await world.registry.requestCheck('example.com', { dueAt: NOW }, NEVER);

    expect((await world.records.readRequests('example.com', NEVER)).checks).toHaveLength(1);
  });
});
