import { describe, expect, it } from 'vitest';
import {
  createLivePointer,
  type LivePointerOptions,
  readPointer,
} from '../../../functions/aws/live-pointer.ts';
import { aStoredCertificate, NOW, noDeadline } from '../../support/builders.ts';

const NEVER = noDeadline();

type Objects = LivePointerOptions['objects'];

function pointerOver(objects: Partial<Objects>) {
  return createLivePointer({
    objects: objects as Objects,
    bucketName: 'certificates',
    certificateName: 'example.com',
    clock: { now: () => NOW },
  });
}

describe('readBefore', () => {
  it.each(['', 'not JSON', '{}', '{"schema":2,"version":"v1"}', '{"schema":1,"version":7}'])(
    'fails for a person when the pointer is %j',
    async (text) => {
      const pointer = pointerOver({ read: async () => ({ text, eTag: '"e"' }) });

      await expect(pointer.readBefore('v1', NEVER)).rejects.toMatchObject({
        code: 'store-failed',
        disposition: 'person',
        subject: 'live/example.com/current.json',
      });
    },
  );
});

describe('move', () => {
  it('reads the pointer again after each lost race, and fails after five', async () => {
    let writes = 0;
    const pointer = pointerOver({
      read: async () => ({ text: `{"schema":1,"version":"v${writes}"}`, eTag: `"${writes}"` }),
      write: async () => {
        writes += 1;
        return false;
      },
    });

    const move = pointer.move(
      { version: undefined, eTag: undefined },
      aStoredCertificate({ version: 'v9' }),
      NEVER,
    );

    await expect(move).rejects.toMatchObject({ code: 'store-failed', disposition: 'next-run' });
    expect(writes).toBe(5);
  });

  it('is done when another try of ours has moved it already', async () => {
    const pointer = pointerOver({
      read: async () => ({ text: '{"schema":1,"version":"v9"}', eTag: '"e"' }),
      write: async () => false,
    });

    const move = pointer.move(
      { version: undefined, eTag: undefined },
      aStoredCertificate({ version: 'v9' }),
      NEVER,
    );

    await expect(move).resolves.toBeUndefined();
  });
});

describe('readPointer', () => {
  const written = {
    schema: 1,
    version: 'v1',
    serial: '0a1b',
    domainNames: ['example.com'],
    archive: 'archive/example.com/v1/',
  };

  it('takes one of an earlier release, and fields of a later one', () => {
    const text = JSON.stringify({ ...written, later: [1] });

    expect(readPointer('example.com', text)).toMatchObject({ version: 'v1', serial: '0a1b' });
  });

  it.each([
    ['no JSON', '{'],
    ['a newer schema', JSON.stringify({ ...written, schema: 2 })],
    ['another certificate', JSON.stringify({ ...written, archive: 'archive/example.org/v1/' })],
    ['another version', JSON.stringify({ ...written, version: 'v2' })],
    [
      'a way out of the folder',
      JSON.stringify({ ...written, version: '../../etc', archive: 'archive/example.com/../../etc/' }),
    ],
    ['no serial number', JSON.stringify({ ...written, serial: 'x' })],
  ])('takes none of %s', (_, text) => {
    expect(readPointer('example.com', text)).toBeUndefined();
  });
});
