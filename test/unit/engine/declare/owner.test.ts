import { describe, expect, it } from 'vitest';
import {
  describeOwner,
  isSameOwner,
  ownerOf,
  ownerText,
  parseOwner,
} from '../../../../functions/engine/declare/owner.ts';

const STACK_ID =
  'arn:aws:cloudformation:eu-central-1:111122223333:stack/Certs/51af3dc0-da77-11e4-872e-1234567db123';
const OWNER = { region: 'eu-central-1', stackName: 'Certs', logicalId: 'Shop' };

describe('an owner', () => {
  it("is region, stack name and logical id, whatever the stack's ARN ends in", () => {
    expect(ownerOf(STACK_ID, 'Shop')).toEqual(OWNER);
    expect(ownerText(OWNER)).toBe('cloudformation:eu-central-1/Certs/Shop');
    expect(describeOwner(OWNER)).toBe('Shop in the stack Certs (eu-central-1)');
  });

  it.each(['cloudformation:eu-central-1/Certs/Shop', `cloudformation:${STACK_ID}/Shop`])(
    'is read from %s',
    (text) => {
      const owner = parseOwner(text);
      expect(owner && isSameOwner(owner, OWNER)).toBe(true);
    },
  );

  it('of a later release is the same by its exact text only', () => {
    expect(isSameOwner('cli:operator', 'cli:operator')).toBe(true);
    expect(isSameOwner('cli:operator', 'cli:other')).toBe(false);
    expect(isSameOwner('cloudformation:eu-central-1/Certs/Shop', OWNER)).toBe(false);
    expect(ownerText('cli:operator')).toBe('cli:operator');
    expect(describeOwner('cli:operator')).toBe('cli:operator, an owner that this release does not know');
  });

  it.each(['', 'cli:operator', 'cloudformation:stack/A', 'cloudformation:a/b/c/d'])(
    'is not read from "%s"',
    (text) => {
      expect(parseOwner(text)).toBeUndefined();
    },
  );
});
