import { describe, expect, it } from 'vitest';
import { isPrivateTo } from '../../../functions/files/private-group.ts';

const USERS = 'root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000::/home/ada:/bin/bash\n';
const ADA = { uid: 1000, gid: 1000 };

describe('isPrivateTo', () => {
  it.each([
    ['its only member by default', 'ada:x:1000:\n'],
    ['listed as its only member', 'ada:x:1000:ada\n'],
  ])('takes the group that has the user’s name, the user being %s', (_, groups) => {
    expect(isPrivateTo(ADA, { groups, users: USERS })).toBe(true);
  });

  it.each([
    ['another member', 'ada:x:1000:ada,bob\n', USERS],
    ['another name', 'staff:x:1000:\n', USERS],
    ['a second name', 'ada:x:1000:\nstaff:x:1000:bob\n', USERS],
    ['another user whose primary group it is', 'ada:x:1000:\n', `${USERS}bob:x:1001:1000::/:/bin/sh\n`],
    ['no entry', 'root:x:0:\n', USERS],
    ['a user who has no entry', 'ada:x:1000:\n', 'root:x:0:0::/root:/bin/sh\n'],
    ['no text at all', '', ''],
  ])('takes no group with %s', (_, groups, users) => {
    expect(isPrivateTo(ADA, { groups, users })).toBe(false);
  });
});
