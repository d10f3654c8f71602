/** Whatever happens to a first import, there is never a second ARN. */
import { describe, expect, it } from 'vitest';
import type { AcmBehaviour } from '../support/world/acm/behaviour.ts';
import { newFiles, REGION, useStrictAcm } from './acm-world.ts';

const world = useStrictAcm();

describe('a first import that meets trouble never leads to a second ARN', () => {
  const troubles: [string, Partial<AcmBehaviour>, string[]][] = [
    ['throttling', { throttledImports: 2 }, ['ThrottlingException', 'ThrottlingException', '']],
    ['an answer that got lost', { lostImports: 1 }, ['']],
    ['a lost answer, and tags that show late', { lostImports: 1, lateTags: 2 }, ['']],
    ['a lost answer, and a list that is late', { lostImports: 1, lateInList: 3 }, ['']],
    ['a lost answer, and both late', { lostImports: 1, lateInList: 2, lateTags: 5 }, ['']],
  ];

  it.each(troubles)('in one run: %s', async (_what, behaviour, outcomes) => {
    world.acm.set(behaviour);

    const arn = await world.importFiles(await newFiles());

    expect(world.acm.held(REGION).map(({ certificateArn }) => certificateArn)).toEqual([arn]);
    expect(world.imports()).toEqual(
      outcomes.map((refusal) => (refusal === '' ? 'ImportCertificate' : `ImportCertificate: ${refusal}`)),
    );
    expect(world.acm.held(REGION)[0]?.tags).toEqual([
      { Key: 'dnscale-certs:certificate', Value: 'example.com' },
      { Key: 'dnscale-certs:renewer', Value: 'eu-central-1/Certs' },
    ]);
  });

  it('in the next run: a killed run, and tags that show late', async () => {
    const files = await newFiles();
    const arn = await world.importFiles(files);
    world.acm.set({ lateTags: 3 });

    expect(await world.importFiles(files)).toBe(arn);
    expect(await world.importFiles(files)).toBe(arn);
    expect(world.imports()).toEqual(['ImportCertificate']);
  });

  it('in the next run: a list that is later than the whole run', async () => {
    world.acm.set({ lostImports: 1, lateInList: 4 });
    const files = await newFiles();

    await expect(world.importFiles(files)).rejects.toMatchObject({
      code: 'import-failed',
      disposition: 'next-run',
    });
    await world.importFiles(files);

    expect(world.acm.held(REGION)).toHaveLength(1);
  });

  it('run after run: tags that are denied once the certificate is made, until they are allowed', async () => {
    world.acm.set({ addTags: 'made' });
    const files = await newFiles();
    const isDenied = { code: 'import-failed', disposition: 'person' };

    await expect(world.importFiles(files)).rejects.toMatchObject(isDenied);
    for (let run = 0; run < 3; run += 1) {
      await expect(world.importFiles(files)).rejects.toMatchObject({
        ...isDenied,
        message: expect.stringContaining(
          'Allow acm:AddTagsToCertificate on it for the role of this function',
        ),
      });
    }
    world.acm.set({ addTags: 'allowed' });
    const arn = await world.importFiles(files);

    expect(world.acm.held(REGION).map(({ certificateArn }) => certificateArn)).toEqual([arn]);
    expect(await world.importFiles(await newFiles())).toBe(arn);
  });
});
