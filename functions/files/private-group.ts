/**
 * Debian, Ubuntu and Fedora give each user a group of their own, and then let the group write what the user makes (umask
 * 002). What such a group may write, only its user may. ssh on those systems makes the same exception.
 */
import { readFile } from 'node:fs/promises';

/** By /etc/group and /etc/passwd alone: a group that another directory knows, such as LDAP, is not private. */
export async function isPrivateGroup(gid: number): Promise<boolean> {
  const uid = process.geteuid?.();
  const [groups, users] = await Promise.all([textOf('/etc/group'), textOf('/etc/passwd')]);
  return uid !== undefined && isPrivateTo({ uid, gid }, { groups, users });
}

/** The group has the user's name and no other member, and no other user has it as the primary one. Pure. */
export function isPrivateTo(
  { uid, gid }: { uid: number; gid: number },
  { groups, users }: { groups: string; users: string },
): boolean {
  const [name] = entriesOf(users).find(([, , id]) => id === String(uid)) ?? [];
  const group = entriesOf(groups).filter(([, , id]) => id === String(gid));
  return (
    name !== undefined &&
    group.length > 0 &&
    group.every(([groupName, , , members = '']) => groupName === name && ['', name].includes(members)) &&
    entriesOf(users).every(([user, , , primary]) => primary !== String(gid) || user === name)
  );
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function entriesOf(text: string): string[][] {
  return text.split('\n').map((line) => line.split(':'));
}
