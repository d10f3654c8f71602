/** Whose AWS credentials a subcommand uses, and in which region: those that the AWS CLI would take. It reads names, never a key. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { nearestTo } from '../../functions/engine/config/nearest.ts';
import { listed, printable, RenewerError } from '../../functions/engine/errors.ts';
import { type CommandEnvironment, readCommandEnvironment } from '../environment.ts';
import { shellWord } from '../shell-word.ts';

export type AwsOptions = {
  /** For the clients; what is absent the SDK finds by itself. */
  client: { region?: string; profile?: string; ignoreCache: true };
  /** For what is told of a call that fails. */
  person: { profileOption: string };
};

/** @throws RenewerError `config-invalid` for an environment that cannot be used, and for a profile that is not there. */
export function awsOptions(
  environment: NodeJS.ProcessEnv,
  given: { region?: string; profile?: string },
): AwsOptions {
  const settings = readCommandEnvironment(environment);
  const { profile, region = settings.awsRegion } = given;
  const used = profile ?? settings.awsProfile;
  if (used !== undefined) expectProfile(used, settings);
  // A long command finds what was renewed in the files meanwhile.
  const client = { ...(region && { region }), ...(profile && { profile }), ignoreCache: true as const };
  return { client, person: { profileOption: used === undefined ? '' : ` --profile ${shellWord(used)}` } };
}

const MOST_NAMES = 10;

/** The SDK itself only says that it found no credentials. */
function expectProfile(profile: string, { awsConfigFile, awsCredentialsFile }: CommandEnvironment): void {
  const files = [awsConfigFile, awsCredentialsFile].map(
    (path, index) => path ?? join(homedir(), '.aws', index === 0 ? 'config' : 'credentials'),
  );
  const names = [...new Set(files.flatMap(profilesIn))];
  if (profile === 'default' || names.includes(profile)) return;
  const meant = nearestTo(profile, names);
  const there = names.length > 0 ? `There is: ${listed(names, MOST_NAMES)}.` : 'There is none at all.';
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: profile,
    message: `The AWS CLI has no profile ${printable(profile, 128)}: neither ${files.join(' nor ')} names it.`,
    advice: `${meant === undefined ? there : `Did you mean ${meant}?`} Give --profile or AWS_PROFILE one that is there, or make it: aws configure --profile ${shellWord(printable(profile, 128))}`,
  });
}

function profilesIn(path: string): string[] {
  const headings = textOf(path).matchAll(
    /^[ \t]*\[[ \t]*(?:profile[ \t]+)?["']?([^\]"'\n]+?)["']?[ \t]*\]/gm,
  );
  // Sections of other kinds have a word in front.
  return [...headings].map(([, name = '']) => name).filter((name) => !/^(sso-session|services)\s/.test(name));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
