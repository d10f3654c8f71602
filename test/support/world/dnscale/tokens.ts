/** The API keys of the emulator: who may call what. Values are handed out once and never logged. */
import { randomBytes } from 'node:crypto';

export type Scope = 'zones:read' | 'zones:write' | 'records:read' | 'records:write';

export type TokenOptions = {
  /** @default zones:read, records:read and records:write */
  scopes?: readonly Scope[];
  /** Limits the key to these zones. @default every zone */
  zoneIds?: readonly string[];
  /** Limits the key to records of exactly these owner names (fully qualified, no trailing dot). @default every name */
  ownerNames?: readonly string[];
};

export type Grant = {
  scopes: ReadonlySet<Scope>;
  mayUseZone(zoneId: string): boolean;
  mayUseOwner(name: string): boolean;
};

export type TokenBook = ReturnType<typeof createTokenBook>;

export function createTokenBook() {
  const grants = new Map<string, Grant>();

  return {
    add(options: TokenOptions = {}): string {
      const { scopes = ['zones:read', 'records:read', 'records:write'], zoneIds, ownerNames } = options;
      const token = `dnscale_live_${randomBytes(24).toString('hex')}`;
      grants.set(token, {
        scopes: new Set(scopes),
        mayUseZone: (zoneId) => zoneIds?.includes(zoneId) ?? true,
        mayUseOwner: (name) => ownerNames?.includes(name) ?? true,
      });
      return token;
    },
    revoke: (token: string) => void grants.delete(token),
    /** What an Authorization header grants; undefined for none, an unknown or a revoked key. */
    grantOf: (authorization = '') => grants.get(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? ''),
  };
}
