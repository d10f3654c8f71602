/** Arguments that several subcommands take, and their parsers. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  CERTIFICATE_AUTHORITIES,
  directoryUrlOf,
  emailAddress,
} from '../functions/engine/config/defaults.ts';
import { ownValue } from '../functions/engine/own-value.ts';

/** For options that may be given again, or with commas between: neither a name nor an address holds one. */
export function collect(value: string, given: string[] = []): string[] {
  const parts = value.split(',').map((part) => part.trim());
  const some = parts.filter((part) => part !== '');
  return [...given, ...(some.length > 0 ? some : [value])];
}

export function parseEmail(text: string): string {
  const address = emailAddress(text);
  if (address !== undefined) return address;
  throw new InvalidArgumentError('Give an e-mail address, or leave it out.');
}

/** Where a deployed renewer is: `--region` and `--profile`, with what the AWS CLI takes by default. */
export function withAwsOptions(command: Command): Command {
  return command
    .option('--region <region>', 'the AWS region of the renewer (default: AWS_REGION, or the profile’s)')
    .option('--profile <name>', 'a profile of the AWS CLI (default: AWS_PROFILE)');
}

/** @param byDefault which renewers are meant without it. */
export function renewerOption(byDefault: string): Option {
  return new Option('--renewer <name>', `the renewer, most often named as its stack (default: ${byDefault})`);
}

/** Which CA: `--server`, and `--directory` for those who know it by that name. */
export function directoryOption(byDefault: 'staging' | 'production', why: string): Option {
  const description = `the CA: ${listOfNames()}, or the URL of its directory; production and staging are Let’s Encrypt’s. ${why}`;
  return new Option('--server, --directory <ca>', description)
    .argParser(parseDirectory)
    .default(parseDirectory(byDefault), byDefault);
}

/** As others name Let's Encrypt's two. */
const ALSO_NAMED: Readonly<Record<string, string>> = {
  production: 'letsencrypt',
  staging: 'letsencrypt-staging',
};

/** The URL of a CA's directory, by the names of `certificateAuthority` in the configuration as well. */
function parseDirectory(text: string): string {
  const url = directoryUrlOf(ownValue(ALSO_NAMED, text) ?? text);
  if (URL.parse(url)?.protocol === 'https:') return url;
  throw new InvalidArgumentError(`Give ${listOfNames()}, production, staging or an https URL.`);
}

function listOfNames(): string {
  return Object.keys(CERTIFICATE_AUTHORITIES).join(', ');
}
