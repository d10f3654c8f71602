/**
 * How texts name our command. An error says `dnscale-certs status`: so it reads where the command itself tells it. Whoever reads a
 * mail, an event, a log or CloudFormation's words gets `npx dnscale-certs status`, which a shell finds in every project that has the
 * package. Only these edges change a text; nothing else writes `npx`. Pure.
 */
import type { ErrorCode } from './errors.ts';

/** A test holds it to the command's own list. Tags, secrets and parameters that are called after us have no blank behind it. */
const COMMAND =
  /(?<!npx )\bdnscale-certs (?=(?:doctor|try|sweep|advise|init|token|status|renew|revoke|remove|pull|adopt|alert|logs|dashboard)\b)/g;

export function forElsewhere(text: string): string {
  return text.replace(COMMAND, 'npx $&');
}

/** What has a certificate checked at once. Where a CA has left out names, no check asks it again unless it is told to. */
export function renewCommand(certificateName: string, code?: ErrorCode): string {
  return `dnscale-certs renew ${certificateName}${code === 'names-missing' ? ' --force' : ''}`;
}
