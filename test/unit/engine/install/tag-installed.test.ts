import { describe, expect, it } from 'vitest';
import { tagInstalled } from '../../../../functions/engine/install/tag-installed.ts';
import type { Installation } from '../../../../functions/engine/renewal/state.ts';
import { aDefinition, NOW, noDeadline } from '../../../support/builders.ts';
import {
  createMemoryImporter,
  createMemoryRecords,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const HELD: Installation = { certificateArn: ARN, serial: '0a', importedAt: NOW };
// sha256sum of {"tags":[{"Key":"team","Value":"web"}]}
const HASH = '7e5e426e597cd1007869d67e330fc2eb1e12d742c78277d760f933477933adfc';

type TagCertificate = ReturnType<typeof createMemoryImporter>['tagCertificate'];

async function tag(
  tags: Record<string, string> | undefined,
  installed: Partial<Installation> = {},
  tagCertificate?: TagCertificate,
) {
  const importer = { ...createMemoryImporter(), ...(tagCertificate && { tagCertificate }) };
  const events = createRecordedEvents();
  const records = createMemoryRecords(undefined, {
    installations: { 'eu-central-1': { ...HELD, ...installed } },
  });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('nobody else holds the claim');
  const definition = aDefinition({ tags });
  const again = () => tagInstalled({ definition, claim, deadline: noDeadline() }, { importer, events });
  await again();
  return { importer, events, again, known: () => records.state.installations['eu-central-1'] };
}

describe('tagInstalled', () => {
  it('tags what is installed once, and writes down that it has', async () => {
    const { importer, again, known } = await tag({ team: 'web' });
    await again();

    expect(importer.tagged).toEqual([
      { certificateName: 'example.com', region: 'eu-central-1', certificateArn: ARN, tags: { team: 'web' } },
    ]);
    expect(known()).toEqual({ ...HELD, tagsHash: HASH });
  });

  it.each([
    ['the same tags are on it', { team: 'web' }, { tagsHash: HASH }, 0],
    ['other tags are on it', { team: 'web' }, { tagsHash: 'other' }, 1],
    ['the definition gives none', undefined, { tagsHash: 'other' }, 0],
    ['it is released', { team: 'web' }, { released: { at: NOW, destroys: false } }, 0],
  ])('makes as few calls as it can where %s', async (_, tags, installed, calls) => {
    expect((await tag(tags, installed)).importer.tagged).toHaveLength(calls);
  });

  it('warns where ACM refuses, and does not fail the run: the next one tries again', async () => {
    const { events, known } = await tag({ team: 'web' }, {}, () => Promise.reject(new Error('too many')));

    expect(events.all).toEqual([
      {
        event: 'warning',
        subject: ARN,
        message: expect.stringMatching(/^The certificate example\.com in ACM of /),
      },
    ]);
    expect(known()).toEqual(HELD);
  });
});
