/** Names of archive versions: sortable by time, unique by four random bytes, safe in an S3 key. */

/** `20261123T060000Z-3f9a2c01` */
export function versionName(startedAt: Date, random: Uint8Array): string {
  const time = startedAt
    .toISOString()
    .replace(/\.\d{3}/, '')
    .replaceAll(/[-:]/g, '');
  return `${time}-${Buffer.from(random).toString('hex')}`;
}
