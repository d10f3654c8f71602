/** Names of archive versions: sortable by time, unique by four random bytes, safe in an S3 key. */

/** `20261123T060000123Z-3f9a2c01`; to the millisecond: the store tells the later of two versions by their names. */
export function versionName(startedAt: Date, random: Uint8Array): string {
  const time = startedAt.toISOString().replaceAll(/[-:.]/g, '');
  return `${time}-${Buffer.from(random).toString('hex')}`;
}
